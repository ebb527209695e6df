import path from 'node:path';
import type { Restored } from '@tutti/server';
import { formatCount } from '../../output/duration.ts';
import { formatInstant } from '../../output/instant.ts';
import { withGlyph } from '../../output/status-mark.ts';
import type { View } from '../../output/view.ts';
import { defineCommand } from '../../program/command.ts';
import { flag } from '../../program/option.ts';

export const command = defineCommand({
  arguments: { file: { description: 'What tutti backup has written' } },
  options: { replace: flag('Give up what the database holds now') },
  examples: ['tutti restore tutti-backup.jsonl.gz'],
  notes: `Nothing may run on the database meanwhile. The backup comes in wholly or not at all, and is brought up to this version.
Work that was running when it was written counts as lost and is tried again as its retry policy says.`,
  run: async ({ context, args, options }) => {
    const configuration = await context.configuration();
    const file = path.resolve(context.io.cwd, args.file);
    const { restoreBackup } = await import('@tutti/server');
    const restoring = restoreBackup(configuration, file, { replace: options.replace ?? false });
    const restored = await context.progress('restoring', restoring);
    return { data: restored, text: (view) => restoredText(view, restored), brief: String(restored.rows) };
  },
});

function restoredText(view: View, { createdAt, rows, migrated }: Restored): string {
  const from = `restored ${formatCount(rows)} rows of ${formatInstant(createdAt, view.now, view.zone)}`;
  const more = migrated.length > 0 ? `, and applied ${migrated.join(', ')}` : '';
  return `${withGlyph(view, 'ok', `${from}${more}`)}\nstart Tutti again: tutti start`;
}
