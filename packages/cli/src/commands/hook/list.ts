import { formatInstant } from '../../output/instant.ts';
import { plainText } from '../../output/safe-text.ts';
import { renderTable } from '../../output/table.ts';
import { defineCommand } from '../../program/command.ts';

export const command = defineCommand({
  examples: ['tutti hook list'],
  run: async ({ context }) => {
    const client = await context.client();
    const page = await client.listIncomingHooks({ query: { limit: 500 } });
    return {
      data: page,
      text: (view) =>
        page.items.length === 0
          ? 'no incoming hooks; make one with: tutti hook create my-hook'
          : renderTable(
              view,
              [
                { head: 'ID', align: 'right' },
                { head: 'PATH', flexible: true },
                { head: 'VERIFY' },
                { head: 'TAKEN', align: 'right' },
                { head: 'REFUSED', align: 'right' },
                { head: 'LAST' },
                { head: 'STATE' },
              ],
              page.items.map((hook) => [
                String(hook.id),
                plainText(hook.path),
                hook.verification,
                String(hook.received),
                String(hook.refused),
                formatInstant(hook.lastReceivedAt, view.now, view.zone),
                hook.enabled ? 'on' : 'off',
              ]),
            ),
      brief: page.items.map(({ id }) => id).join('\n'),
    };
  },
});
