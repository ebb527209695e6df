import type { Client } from '@tutti/client';
import {
  BULK_ACTIONS,
  type BulkAction,
  type BulkConditions,
  type ExecutionPhase,
  type ExecutionStatus,
} from '@tutti/contract';
import { usageError } from '../../cli-error.ts';
import { bulkPreview, bulkText } from '../../execution/bulk-text.ts';
import { FILTER_OPTIONS, filterFrom } from '../../execution/filter-options.ts';
import { EXIT } from '../../exit-code.ts';
import { integer } from '../../parse/integer.ts';
import { defineCommand } from '../../program/command.ts';
import type { Context } from '../../program/context.ts';
import { type OptionValues, flag, parsed, text } from '../../program/option.ts';

export const command = defineCommand({
  arguments: { action: { description: BULK_ACTIONS.join(', ') } },
  options: {
    ...FILTER_OPTIONS,
    to: parsed('1-10', 'For priority: the new one; 10 is served first', integer(1, 10)),
    reason: text('text', 'Why, for the record; needed to skip'),
    yes: flag('Do it; without this it is only told what would be reached'),
    dryRun: flag('Only tell count, filter and effect; so it is without --yes, too'),
  },
  examples: [
    'tutti execution bulk cancel --status pending --tag import --reason "wrong file" --dry-run',
    'tutti execution bulk cancel --batch 0190b6a0-1111-7000-8000-000000000001 --status pending,running --yes',
    'tutti execution bulk retry --status failed --from "1h ago" --yes',
    'tutti execution bulk priority --queue default --status pending --to 9 --yes',
  ],
  notes:
    'Needs at least one condition. At most 10,000 at once, the oldest first. Exits 1 when any could not be done, and names the first of them.',
  run: async ({ context, args, options }) => {
    const { to: priority, reason, yes, dryRun, ...conditions } = options;
    const action = actionOf(args.action);
    if ((action === 'priority') !== (priority !== undefined))
      throw usageError('--to goes with the action priority, which needs it');
    if (yes && dryRun) throw usageError('give --yes or --dry-run, not both');
    if (action === 'skip' && reason === undefined) throw usageError('skip needs --reason');
    const client = await context.client();
    const filter = await bulkFilter(context, client, conditions);
    if (Object.keys(filter).length === 0)
      throw usageError('without a condition it would mean everything; name at least a --status');
    if (!yes)
      return bulkPreview({ action, priority, filter }, await client.previewBulk({ body: { filter } }));
    const result = await client.bulkAct({
      body: {
        action,
        filter,
        ...(reason !== undefined && { reason }),
        ...(priority !== undefined && { priority }),
      },
    });
    return {
      data: result,
      text: (view) => bulkText(view, result),
      brief: String(result.done),
      exitCode: result.refused > 0 ? EXIT.failed : EXIT.ok,
    };
  },
});

/** The API takes lists here. */
async function bulkFilter(
  context: Context,
  client: Client,
  conditions: OptionValues<typeof FILTER_OPTIONS>,
): Promise<BulkConditions> {
  const { status, phase, ...rest } = await filterFrom(context, client, conditions);
  return {
    ...rest,
    ...(status !== undefined && { status: status.split(',') as ExecutionStatus[] }),
    ...(phase !== undefined && { phase: phase.split(',') as ExecutionPhase[] }),
  };
}

function actionOf(given: string): BulkAction {
  const action = BULK_ACTIONS.find((name) => name === given);
  if (!action) throw usageError(`"${given}" is no action; allowed: ${BULK_ACTIONS.join(', ')}`);
  return action;
}
