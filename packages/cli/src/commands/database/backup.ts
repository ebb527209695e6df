import path from 'node:path';
import { formatCount } from '../../output/duration.ts';
import { plainText } from '../../output/safe-text.ts';
import { withGlyph } from '../../output/status-mark.ts';
import { defineCommand } from '../../program/command.ts';

export const command = defineCommand({
  arguments: {
    file: { description: 'Where to write it; default: the folder backups in the home', optional: true },
  },
  examples: ['tutti backup', 'tutti backup tutti-backup.jsonl.gz'],
  notes: `Tutti may run meanwhile: the file holds everything as it was at one instant. Secrets stay encrypted in it, so keep the
secret key as well, apart from the backup.`,
  run: async ({ context, args }) => {
    const configuration = await context.configuration();
    const file = args.file === undefined ? undefined : path.resolve(context.io.cwd, args.file);
    const { createBackup } = await import('@tutti/server');
    const written = await context.progress('writing a backup', createBackup(configuration, file));
    const size = `${(written.bytes / 1e6).toFixed(1)} MB, ${formatCount(written.rows)} rows`;
    return {
      data: written,
      text: (view) => withGlyph(view, 'ok', `${plainText(written.file)} (${size})`),
      brief: plainText(written.file),
    };
  },
});
