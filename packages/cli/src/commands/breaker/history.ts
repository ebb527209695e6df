import { formatInstant } from '../../output/instant.ts';
import { renderTable } from '../../output/table.ts';
import { defineCommand } from '../../program/command.ts';

export const command = defineCommand({
  arguments: { key: { description: 'Name of the service, or its origin like https://api.example.com:443' } },
  examples: ['tutti breaker history payments'],
  notes: 'The newest 50 changes of its state, as far back as events are kept.',
  run: async ({ context, args }) => {
    const { items } = await (await context.client()).listBreakerEvents({ params: { key: args.key } });
    return {
      data: items,
      text: (view) =>
        items.length === 0
          ? 'no change of its state is kept'
          : renderTable(
              view,
              [{ head: 'WHEN' }, { head: 'CHANGE' }, { head: 'BY' }, { head: 'WHY', flexible: true }],
              items.map(({ at, type, actor, data }) => [
                formatInstant(at, view.now, view.zone),
                type.slice('breaker.'.length).replace('_', ' '),
                actor ?? '-',
                typeof data['reason'] === 'string' ? data['reason'] : '-',
              ]),
            ),
      brief: items.map(({ type }) => type).join('\n'),
    };
  },
});
