import type { Client, EventStream } from '@tutti/client';
import { CliError } from '../../cli-error.ts';
import { EXIT } from '../../exit-code.ts';
import { safeJson } from '../../output/safe-text.ts';
import { defineCommand, type Outcome } from '../../program/command.ts';
import type { Context } from '../../program/context.ts';
import { flag } from '../../program/option.ts';
import { TerminalScreen } from '../../watch/terminal-screen.ts';
import { watchLines } from '../../watch/watch-screen.ts';
import { readWatchState, type WatchState } from '../../watch/watch-state.ts';

/** Events come by the thousand; a person reads once a second. */
const LEAST_GAP_MS = 1000;
const IDLE_MS = 5000;
/** As wide as lines of a pipe may be, and as many as there are. */
const PAPER = { columns: 120, rows: 1000 };

export const command = defineCommand({
  options: { once: flag('Show it once and end') },
  examples: ['tutti watch --once', 'tutti watch --once --json'],
  notes: `What runs, waits and failed, and what comes next, as it happens; q or Ctrl-C ends it. Without a terminal it prints a
block for each change; with --json a line of its own: {"success":true,"data":{...}}.`,
  run: async ({ context, options }) => {
    const client = await context.client();
    const first = await readWatchState(client, context.io.now());
    if (options.once) return once(first);
    const stream = await context.stream({ topics: ['execution', 'schedule', 'scheduler', 'node', 'queue'] });
    try {
      await watch(context, client, stream, first);
    } finally {
      stream.close();
    }
    return undefined;
  },
});

const once = (state: WatchState): Outcome => ({
  data: state,
  text: (view) => watchLines(view, state, 'now', { ...PAPER, columns: view.width }).join('\n'),
  brief: state.health.status,
});

/** Draws anew after each change, but not more often than one can read, until it is ended. */
async function watch(
  context: Context,
  client: Client,
  stream: EventStream,
  first: WatchState,
): Promise<void> {
  const { io, view, json } = context;
  const ending = new AbortController();
  io.interruption().addEventListener('abort', () => ending.abort());
  const screen = view.isTerminal && !json ? new TerminalScreen(io) : undefined;
  const show = screen ? drawOn(context, screen, stream) : printTo(context);
  screen?.open(() => ending.abort());
  try {
    let state = first;
    for (let wake = wakeUp(stream); !ending.signal.aborted; wake = wakeUp(stream)) {
      show(state);
      await pause(LEAST_GAP_MS, ending.signal);
      await Promise.race([wake.woken, pause(IDLE_MS - LEAST_GAP_MS, ending.signal)]);
      wake.stop();
      state = ending.signal.aborted ? state : await refreshed(context, client, state);
    }
  } finally {
    screen?.close();
  }
}

function drawOn({ view }: Context, screen: TerminalScreen, stream: EventStream): (state: WatchState) => void {
  return (state) => {
    const live = stream.state === 'connected' ? 'live' : 'connection lost, trying again';
    screen.draw(watchLines(view, state, live, screen.size));
  };
}

/** Only what changed: a log that repeats itself is no use. */
function printTo(context: Context): (state: WatchState) => void {
  let last = '';
  return (state) => {
    const { readAt, health, ...rest } = state;
    const seen = JSON.stringify([health.status, rest]);
    if (seen === last) return;
    last = seen;
    if (context.json) context.print(safeJson({ success: true, data: state }));
    else context.print(`${watchLines(context.view, state, readAt, PAPER).join('\n')}\n`);
  };
}

/** While it cannot be reached what was known is still shown. */
async function refreshed(context: Context, client: Client, state: WatchState): Promise<WatchState> {
  try {
    return await readWatchState(client, context.io.now());
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'NetworkError') throw failure(error);
    return state;
  }
}

const failure = (cause: unknown): unknown =>
  cause instanceof Error ? cause : new CliError('INTERNAL', String(cause), { exitCode: EXIT.failed });

function wakeUp(stream: EventStream): { woken: Promise<void>; stop(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const off = [stream.on('event', () => resolve()), stream.on('state', () => resolve())];
  return { woken: promise, stop: () => off.forEach((stop) => stop()) };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
    if (signal.aborted) resolve();
  });
}
