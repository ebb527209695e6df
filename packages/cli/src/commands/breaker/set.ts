import type { BreakerPatch } from '@tutti/contract';
import { breakerDetail } from '../../breaker/breaker-text.ts';
import { usageError } from '../../cli-error.ts';
import { parseDuration } from '../../parse/duration.ts';
import { integer } from '../../parse/integer.ts';
import { defineCommand } from '../../program/command.ts';
import { flag, parsed } from '../../program/option.ts';

const THRESHOLDS = [
  'failureRatePercent',
  'minCalls',
  'windowMs',
  'failuresInARow',
  'openMs',
  'trials',
  'successesToClose',
] as const satisfies readonly (keyof BreakerPatch)[];

export const command = defineCommand({
  arguments: { key: { description: 'Name of the service, or its origin' } },
  options: {
    rate: parsed('percent', 'Share of failures that opens it; default 50', integer(1, 100)),
    minCalls: parsed('count', 'Calls before the share counts; default 10', integer(1, 100_000)),
    window: parsed('duration', 'Length of the sliding window; default 60s', parseDuration),
    failuresInARow: parsed('count', 'Failures in a row that open it; default 5', integer(1, 10_000)),
    openFor: parsed('duration', 'Until trials are let through; default 60s', parseDuration),
    trials: parsed('count', 'Trials at once in the fleet; default 3', integer(1, 1000)),
    successes: parsed('count', 'Trials that close it; default 3', integer(1, 1000)),
    defaults: flag('Back to the defaults'),
  },
  examples: [
    'tutti breaker set payments --failures-in-a-row 10 --open-for 2m',
    'tutti breaker set payments --defaults',
  ],
  notes: 'Thresholds that are not named stay. A key that was never called gets its breaker now.',
  run: async ({ context, args, options }) => {
    const { rate, minCalls, window, failuresInARow, openFor, trials, successes, defaults } = options;
    const named: BreakerPatch = {
      ...(defaults && Object.fromEntries(THRESHOLDS.map((name) => [name, null]))),
      ...(rate !== undefined && { failureRatePercent: rate }),
      ...(minCalls !== undefined && { minCalls }),
      ...(window !== undefined && { windowMs: window }),
      ...(failuresInARow !== undefined && { failuresInARow }),
      ...(openFor !== undefined && { openMs: openFor }),
      ...(trials !== undefined && { trials }),
      ...(successes !== undefined && { successesToClose: successes }),
    };
    if (Object.keys(named).length === 0)
      throw usageError('nothing to change is named', 'tutti breaker set --help lists what can be changed');
    const breaker = await (await context.client()).updateBreaker({ params: { key: args.key }, body: named });
    return { data: breaker, text: (view) => breakerDetail(view, breaker), brief: breaker.state };
  },
});
