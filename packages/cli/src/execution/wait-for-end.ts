import { setTimeout as delay } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import type { Client } from '@tutti/client';
import { isFinal, type Execution, type LogChunk } from '@tutti/contract';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-code.ts';
import { LogText } from '../output/safe-text.ts';
import type { Outcome } from '../program/command.ts';
import type { Context } from '../program/context.ts';
import { executionLine } from './execution-text.ts';

const SHORTEST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1000;

export interface WaitOptions {
  wait?: boolean | undefined;
  follow?: boolean | undefined;
}

/** Ends when the execution does; with `follow` its log is printed meanwhile. The failure of the task is exit code 1. */
export async function endOutcome(
  context: Context,
  client: Client,
  id: number,
  { follow }: WaitOptions,
): Promise<Outcome> {
  const signal = context.io.interruption();
  try {
    if (follow && !context.json) await printLog(context, client, id, { fromSeq: 0, signal });
    const label = `waiting for #${id}`;
    const execution = withExitCode(await context.progress(label, waitForEnd(client, id, signal)));
    return {
      data: execution,
      text: (view) => executionLine(view, execution),
      brief: String(id),
      exitCode: execution.status === 'completed' ? EXIT.ok : EXIT.failed,
    };
  } catch (error) {
    if (signal.aborted) throw interrupted(id);
    throw error;
  }
}

/** What a failed command came to stands in its error; here it is found where that of a completed one is. */
function withExitCode(execution: Execution): Execution {
  return execution.result === null || execution.result === undefined
    ? { ...execution, result: execution.error?.data ?? null }
    : execution;
}

export async function waitForEnd(
  client: Client,
  id: number | string,
  signal: AbortSignal,
): Promise<Execution> {
  for (const pause of pauses()) {
    const execution = await client.getExecution({ params: { id } }, { signal });
    if (isFinal(execution.status)) return execution;
    await delay(pause, undefined, { signal });
  }
  throw new Error('unreachable');
}

/** Prints what was read of the log before, then the log as it grows, until the execution has ended. */
export async function printLog(
  context: Context,
  client: Client,
  id: number | string,
  { fromSeq, earlier = [], signal }: { fromSeq: number; earlier?: LogChunk[]; signal: AbortSignal },
): Promise<void> {
  const text = new LogText(context.view.colours.isColorSupported);
  let atLineStart = true;
  const write = (piece: string): void => {
    context.io.stdout.write(piece);
    const shown = stripVTControlCharacters(piece);
    if (shown !== '') atLineStart = shown.endsWith('\n');
  };
  for (const chunk of earlier) write(text.push(chunk.text));
  for await (const chunk of logChunks(client, id, fromSeq, signal)) write(text.push(chunk.text));
  write(text.end());
  if (!atLineStart) context.io.stdout.write('\n');
}

async function* logChunks(
  client: Client,
  id: number | string,
  fromSeq: number,
  signal: AbortSignal,
): AsyncGenerator<LogChunk> {
  let next = fromSeq;
  let quiet = pauses();
  for (;;) {
    const page = await client.getExecutionLogs(
      { params: { id }, query: { fromSeq: next, limit: 1000 } },
      { signal },
    );
    yield* page.items;
    next = page.nextSeq;
    if (page.items.length > 0) quiet = pauses();
    else if (page.done) return;
    else await delay(quiet.next().value ?? LONGEST_PAUSE_MS, undefined, { signal });
  }
}

/** Short at first, since most runs are; then longer. */
function* pauses(): Generator<number> {
  for (let pause = SHORTEST_PAUSE_MS; ; pause = Math.min(LONGEST_PAUSE_MS, pause * 1.5)) yield pause;
}

const interrupted = (id: number): CliError =>
  new CliError('INTERRUPTED', `stopped waiting; #${id} goes on`, {
    exitCode: EXIT.interrupted,
    suggestion: `tutti execution logs ${id} -f, or tutti execution cancel ${id}`,
    details: { id },
  });
