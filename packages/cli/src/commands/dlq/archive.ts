import { usageError } from '../../cli-error.ts';
import { LETTER_OPTIONS, countLetters, letterFilter } from '../../dead-letter/letter-options.ts';
import { countText, lettersPreview } from '../../dead-letter/letter-text.ts';
import { withGlyph } from '../../output/status-mark.ts';
import { rowId } from '../../parse/row-id.ts';
import { defineCommand } from '../../program/command.ts';
import { flag } from '../../program/option.ts';

const EFFECT = 'they move to a file, and come back with tutti dlq restore';

export const command = defineCommand({
  arguments: { letters: { description: 'Ids of dead letters', optional: true, variadic: true } },
  options: {
    ...LETTER_OPTIONS,
    all: flag('All pending ones'),
    dryRun: flag('Only tell count, filter and effect'),
  },
  examples: [
    'tutti dlq archive 4',
    'tutti dlq archive --failed-before "7d ago" --dry-run',
    'tutti dlq archive --failed-before "7d ago"',
  ],
  notes:
    'They move to a file in the folder archive of TUTTI_HOME on the node that answers. What has been pending for 30 days moves there by itself.',
  run: async ({ context, args, options }) => {
    const { all, dryRun, ...named } = options;
    const ids = (args.letters ?? []).map(rowId);
    const filters = Object.keys(named).length;
    if (ids.length === 0 && filters === 0 && !all)
      throw usageError('no dead letters are named', 'name their ids, or --failed-before "7d ago", or --all');
    if (ids.length > 0 && (filters > 0 || all)) throw usageError('give ids or options that choose, not both');
    const client = await context.client();
    const filter = await letterFilter(context, client, named);
    const byIds = ids.length > 0;
    if (dryRun) {
      const found = byIds ? { matched: ids.length, truncated: false } : await countLetters(client, filter);
      const chosen = byIds ? { ids } : filter;
      return lettersPreview({ dryRun, action: 'archive', ...found, filter: chosen, effect: EFFECT });
    }
    const result = await client.archiveDeadLetters({ body: byIds ? { ids } : { filter } });
    return {
      data: result,
      text: (view) =>
        result.file === null
          ? 'nothing to archive'
          : withGlyph(view, 'ok', `archived ${countText(result.archived, 'dead letter')} in ${result.file}`),
      brief: result.file ?? '',
    };
  },
});
