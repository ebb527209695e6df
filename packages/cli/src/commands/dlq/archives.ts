import { formatCount } from '../../output/duration.ts';
import { formatInstant } from '../../output/instant.ts';
import { renderTable } from '../../output/table.ts';
import { defineCommand } from '../../program/command.ts';

export const command = defineCommand({
  examples: ['tutti dlq archives'],
  run: async ({ context }) => {
    const { items } = await (await context.client()).listDeadLetterArchives();
    return {
      data: items,
      text: (view) =>
        items.length === 0
          ? 'no archive files'
          : renderTable(
              view,
              [{ head: 'FILE', flexible: true }, { head: 'BYTES', align: 'right' }, { head: 'WRITTEN' }],
              items.map(({ file, bytes, archivedAt }) => [
                file,
                formatCount(bytes),
                formatInstant(archivedAt, view.now, view.zone),
              ]),
            ),
      brief: items.map(({ file }) => file).join('\n'),
    };
  },
});
