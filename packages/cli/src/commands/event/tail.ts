import type { ConnectionState, EventStream } from '@tutti/client';
import type { Event } from '@tutti/contract';
import { CliError } from '../../cli-error.ts';
import { EXIT } from '../../exit-code.ts';
import { wallClock, zoneLabel } from '../../output/instant.ts';
import { plainText, safeJson } from '../../output/safe-text.ts';
import type { View } from '../../output/view.ts';
import { integer } from '../../parse/integer.ts';
import { defineCommand } from '../../program/command.ts';
import type { Context } from '../../program/context.ts';
import { parsed, text, texts } from '../../program/option.ts';

export const command = defineCommand({
  options: {
    type: texts('pattern', 'Only these: order.paid, "execution.*"; may be given several times'),
    cursor: text('cursor', 'Id of the last event seen; default: from now on'),
    count: parsed('count', 'End after this many', integer(1, 1_000_000)),
  },
  examples: ['tutti event tail --type "execution.*"', 'tutti event tail --count 1 --json'],
  notes: 'With --json each event is a line of its own: {"success":true,"data":{...}}.',
  run: async ({ context, options }) => {
    const stream = await context.stream(options.type ? { types: options.type } : {}, options.cursor);
    const signal = context.io.interruption();
    try {
      await tail(context, stream, { count: options.count ?? Infinity, signal });
    } finally {
      stream.close();
    }
    return undefined;
  },
});

function tail(
  context: Context,
  stream: EventStream,
  { count, signal }: { count: number; signal: AbortSignal },
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let seen = 0;
  let hasConnected = false;
  stream.on('event', (event) => {
    if (seen >= count) return;
    seen += 1;
    context.print(context.json ? safeJson({ success: true, data: event }) : eventLine(context.view, event));
    if (seen >= count) resolve();
  });
  stream.on('lagged', () =>
    context.note('some events were lost: the server could not keep them for so long'),
  );
  stream.on('error', ({ message }) =>
    reject(new CliError('VALIDATION_FAILED', message, { exitCode: EXIT.usage })),
  );
  const onState = (state: ConnectionState): void => {
    if (state === 'connected') hasConnected = true;
    if (state === 'reconnecting' && hasConnected) context.note('connection lost; trying again');
    // Who has been heard once is waited for; who never answered is not there.
    if (state === 'disconnected' && hasConnected) stream.reconnect();
    else if (state === 'disconnected') reject(unreachable());
  };
  const off = stream.on('state', onState);
  // It may have given up before anyone listened.
  onState(stream.state);
  signal.addEventListener('abort', () => resolve());
  // Closing is no loss that calls for another try.
  return promise.finally(off);
}

const unreachable = (): CliError =>
  new CliError('UNREACHABLE', 'the event stream cannot be reached', {
    exitCode: EXIT.unreachable,
    suggestion: 'tutti start, or name the address of a running Tutti with --api-url',
  });

function eventLine(view: View, { type, at, data }: Event): string {
  const time = `${wallClock(new Date(at), view.zone).slice(11)} ${zoneLabel(view.zone)}`;
  return `${view.colours.dim(time)}  ${view.colours.bold(plainText(type))}  ${plainText(JSON.stringify(data))}`;
}
