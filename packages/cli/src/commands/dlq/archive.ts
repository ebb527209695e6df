import { usageError } from '../../cli-error.ts';
import { LETTER_OPTIONS, letterFilter } from '../../dead-letter/letter-options.ts';
import { countText } from '../../dead-letter/letter-text.ts';
import { withGlyph } from '../../output/status-mark.ts';
import { rowId } from '../../parse/row-id.ts';
import { defineCommand } from '../../program/command.ts';
import { flag } from '../../program/option.ts';

export const command = defineCommand({
  arguments: { letters: { description: 'Ids of dead letters', optional: true, variadic: true } },
  options: { ...LETTER_OPTIONS, all: flag('All pending ones') },
  examples: ['tutti dlq archive 4', 'tutti dlq archive --failed-before "7d ago"'],
  notes:
    'They move to a file in the folder archive of TUTTI_HOME on the node that answers. What has been pending for 30 days moves there by itself.',
  run: async ({ context, args, options }) => {
    const { all, ...named } = options;
    const ids = (args.letters ?? []).map(rowId);
    const filters = Object.keys(named).length;
    if (ids.length === 0 && filters === 0 && !all)
      throw usageError('no dead letters are named', 'name their ids, or --failed-before "7d ago", or --all');
    if (ids.length > 0 && (filters > 0 || all)) throw usageError('give ids or options that choose, not both');
    const client = await context.client();
    const body = ids.length > 0 ? { ids } : { filter: await letterFilter(context, client, named) };
    const result = await client.archiveDeadLetters({ body });
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
