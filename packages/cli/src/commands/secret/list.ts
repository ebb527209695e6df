import { defineCommand } from '../../program/command.ts';
import { formatInstant } from '../../output/instant.ts';
import { plainText } from '../../output/safe-text.ts';
import { renderTable } from '../../output/table.ts';

export const command = defineCommand({
  examples: ['tutti secret list'],
  notes: 'Values are never read back.',
  run: async ({ context }) => {
    const client = await context.client();
    const { items } = await client.listSecrets();
    return {
      data: items,
      text: async (view) =>
        items.length === 0
          ? 'no secrets; set one with: tutti secret set NAME < file'
          : renderTable(
              view,
              [{ head: 'NAME' }, { head: 'VERSION' }, { head: 'CHANGED' }, { head: 'BY', flexible: true }],
              items.map(({ name, version, updatedAt, updatedBy }) => [
                plainText(name),
                String(version),
                formatInstant(updatedAt, view.now, view.zone),
                plainText(updatedBy),
              ]),
            ),
      brief: items.map(({ name }) => name).join('\n'),
    };
  },
});
