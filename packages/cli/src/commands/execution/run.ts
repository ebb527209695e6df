import { usageError } from '../../cli-error.ts';
import { COST_OPTIONS, costFrom } from '../../execution/cost-options.ts';
import {
  LABELS_OPTION,
  parseBreaker,
  requireTask,
  parseRetry,
  TASK_OPTIONS,
} from '../../execution/task-options.ts';
import { endOutcome } from '../../execution/wait-for-end.ts';
import { plainText } from '../../output/safe-text.ts';
import { withGlyph } from '../../output/status-mark.ts';
import { parseDuration } from '../../parse/duration.ts';
import { integer } from '../../parse/integer.ts';
import { parseJson } from '../../parse/json.ts';
import { defineCommand } from '../../program/command.ts';
import { flag, parsed, text, texts } from '../../program/option.ts';

export const command = defineCommand({
  options: {
    ...TASK_OPTIONS,
    queue: text('name', 'Queue to run in; default "default"'),
    priority: parsed('1-10', 'Priority: 10 is served first; default 5', integer(1, 10)),
    delay: parsed('duration', 'Begin this much later', parseDuration),
    data: parsed('json', 'Reaches the task as trigger.data; @file reads a file', parseJson),
    tag: texts('tag', 'Tag; may be given several times'),
    timeout: parsed('duration', 'Longest an attempt may take', parseDuration),
    retry: parsed(
      'policy',
      'standard, aggressive, conservative, none, a number of retries, or JSON',
      parseRetry,
    ),
    breaker: parsed('name', 'Circuit breaker that guards it, or none', parseBreaker),
    concurrencyKey: text('key', 'What must not run more often at the same time than its limit'),
    concurrencyLimit: parsed(
      'count',
      'How many of the same key may run at once; default 1',
      integer(1, 100_000),
    ),
    ...COST_OPTIONS,
    requires: LABELS_OPTION,
    wait: flag('Wait for its end; exits 1 unless it completes'),
    follow: flag('Print its log meanwhile', { short: 'f' }),
  },
  examples: [
    'tutti run --shell "echo hello" --wait --follow',
    'tutti run --http http://127.0.0.1:3000/health --wait',
    'tutti run --shell "nvidia-smi" --requires gpu=true',
    `tutti run --type shell_command --config '{"command":"date","timeoutMs":5000}' --delay 10m --json`,
    'tutti run --shell "make -j4" --cost-cpu 4 --cost-memory 6G',
  ],
  notes: "With --wait --json the command's own exit code is in data.result.exitCode.",
  run: async ({ context, options }) => {
    const { queue, priority, delay, data, tag, timeout, retry, breaker, concurrencyKey, concurrencyLimit } =
      options;
    if (concurrencyLimit !== undefined && concurrencyKey === undefined)
      throw usageError('--concurrency-limit needs --concurrency-key');
    const task = requireTask(options);
    const estimatedCost = costFrom(options);
    const client = await context.client();
    const execution = await client.createExecution({
      body: {
        ...task,
        ...(queue !== undefined && { queue }),
        ...(priority !== undefined && { priority }),
        ...(delay !== undefined && { delayMs: delay }),
        ...(data !== undefined && { data }),
        ...(tag && { tags: tag }),
        ...(timeout !== undefined && { timeoutMs: timeout }),
        ...(retry !== undefined && { retryPolicy: retry }),
        ...(breaker !== undefined && { breaker }),
        ...(concurrencyKey !== undefined && { concurrencyKey }),
        ...(concurrencyLimit !== undefined && { concurrencyLimit }),
        ...(options.requires && { requires: Object.fromEntries(options.requires) }),
        ...(estimatedCost && { estimatedCost }),
      },
    });
    const { id, label } = execution;
    if (options.wait || options.follow) return endOutcome(context, client, id, options);
    return {
      data: execution,
      text: (view) =>
        `${withGlyph(view, 'ok', `enqueued #${id} ${plainText(label)}`)}\nnext  tutti execution logs ${id} -f`,
      brief: String(id),
    };
  },
});
