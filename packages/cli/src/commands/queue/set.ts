import { usageError } from '../../cli-error.ts';
import { defineCommand } from '../../program/command.ts';
import { parsed } from '../../program/option.ts';
import { limitOrNone, parseRate } from '../../queue/parse-limit.ts';
import { queueDetail } from '../../queue/queue-text.ts';

export const command = defineCommand({
  arguments: { queue: { description: 'Name of the queue' } },
  options: {
    concurrency: parsed('count', 'Most at the same time in the fleet, or none', limitOrNone(1_000_000)),
    rate: parsed('count/period', 'Most starts in a period, e.g. 100/1m, or none', parseRate),
    depth: parsed('count', 'Refuse more from so many ready ones on, or none', limitOrNone(100_000_000)),
  },
  examples: [
    'tutti queue set default --concurrency 2 --rate 100/1m',
    'tutti queue set default --concurrency none --rate none --depth none',
  ],
  notes: 'Limits that are not named stay.',
  run: async ({ context, args, options }) => {
    const { concurrency, rate, depth } = options;
    const body = {
      ...(concurrency !== undefined && { concurrencyLimit: concurrency === 'none' ? null : concurrency }),
      ...(rate !== undefined && { rate: rate === 'none' ? null : rate }),
      ...(depth !== undefined && { depthLimit: depth === 'none' ? 0 : depth }),
    };
    if (Object.keys(body).length === 0)
      throw usageError('nothing to change is named', 'tutti queue set --help lists what can be changed');
    const queue = await (await context.client()).updateQueue({ params: { name: args.queue }, body });
    return { data: queue, text: (view) => queueDetail(view, queue), brief: queue.name };
  },
});
