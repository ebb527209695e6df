import { actOutcome } from '../../execution/act-outcome.ts';
import { parseDuration } from '../../parse/duration.ts';
import { integer } from '../../parse/integer.ts';
import { parseJsonObject } from '../../parse/json.ts';
import { defineCommand } from '../../program/command.ts';
import { parsed, text } from '../../program/option.ts';

export const command = defineCommand({
  arguments: { execution: { description: 'Id or UUID' } },
  options: {
    config: parsed('json', 'Config of the task instead of the one it has, or @file', parseJsonObject),
    priority: parsed('1-10', 'Another priority', integer(1, 10)),
    queue: text('name', 'Another queue'),
    timeout: parsed('duration', 'Longest an attempt may take', parseDuration),
    reason: text('text', 'Why, for the record'),
  },
  examples: [
    'tutti execution retry 3 --reason "the disk was full"',
    `tutti execution retry 3 --config '{"command":"echo mended"}' --priority 9`,
  ],
  notes:
    'Of one that waits for a retry, failed, timed out, was cancelled or skipped. What is not named stays as it was.',
  run: async ({ context, args, options }) => {
    const { config, priority, queue, timeout, reason } = options;
    const client = await context.client();
    const body = {
      ...(config && { taskConfig: config }),
      ...(priority !== undefined && { priority }),
      ...(queue !== undefined && { queue }),
      ...(timeout !== undefined && { timeoutMs: timeout }),
      ...(reason !== undefined && { reason }),
    };
    return actOutcome(await client.retryExecution({ params: { id: args.execution }, body }));
  },
});
