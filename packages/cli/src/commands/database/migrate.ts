import { withGlyph } from '../../output/status-mark.ts';
import { defineCommand } from '../../program/command.ts';

export const command = defineCommand({
  examples: ['tutti migrate'],
  notes: '`tutti start` does so too. Two at once are safe.',
  run: async ({ context }) => {
    const configuration = await context.configuration();
    const { migrateDatabase } = await import('@tutti/server');
    const { applied } = await context.progress('migrating', migrateDatabase(configuration));
    const line = applied.length === 0 ? 'the database is up to date' : `applied ${applied.join(', ')}`;
    return { data: { applied }, text: (view) => withGlyph(view, 'ok', line), brief: applied.join('\n') };
  },
});
