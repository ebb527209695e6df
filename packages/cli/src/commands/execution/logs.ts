import type { Client } from '@tutti/client';
import type { LogChunk } from '@tutti/contract';
import { readLogEnd } from '../../execution/log-end.ts';
import { printLog, waitForEnd } from '../../execution/wait-for-end.ts';
import { LogText } from '../../output/safe-text.ts';
import { integer } from '../../parse/integer.ts';
import { defineCommand } from '../../program/command.ts';
import { flag, parsed } from '../../program/option.ts';

export const command = defineCommand({
  arguments: { execution: { description: 'Id or UUID' } },
  options: {
    follow: flag('Go on until the execution ends', { short: 'f' }),
    tail: parsed('lines', 'Only the last so many lines', integer(1, 1_000_000)),
    fromSeq: parsed('number', 'Begin at this piece', integer(0, 2_147_483_647)),
  },
  examples: [
    'tutti execution logs 1',
    'tutti execution logs 1 --follow',
    'tutti execution logs 1 --tail 20 --follow',
  ],
  notes: 'With --json the whole log is printed as one object, with --follow once the execution has ended.',
  run: async ({ context, args, options }) => {
    const client = await context.client();
    const { fromSeq = 0, tail, follow } = options;
    const readEnd = () =>
      tail === undefined ? undefined : readLogEnd(client, args.execution, { tail, fromSeq });
    if (follow && !context.json) {
      const end = await readEnd();
      await printLog(context, client, args.execution, {
        fromSeq: end?.nextSeq ?? fromSeq,
        ...(end && { earlier: end.items }),
        signal: context.io.interruption(),
      });
      return undefined;
    }
    if (follow) await waitForEnd(client, args.execution, context.io.interruption());
    const items = (await readEnd())?.items ?? (await readLog(client, args.execution, fromSeq));
    const written = new LogText(context.view.colours.isColorSupported);
    const text = (): string =>
      (items.map((chunk) => written.push(chunk.text)).join('') + written.end()).replace(/\n$/, '');
    return { data: { items }, text, brief: text() };
  },
});

async function readLog(client: Client, id: string, fromSeq: number): Promise<LogChunk[]> {
  const all: LogChunk[] = [];
  for (let next = fromSeq; ;) {
    const { items, nextSeq } = await client.getExecutionLogs({
      params: { id },
      query: { fromSeq: next, limit: 1000 },
    });
    all.push(...items);
    if (items.length === 0) return all;
    next = nextSeq;
  }
}
