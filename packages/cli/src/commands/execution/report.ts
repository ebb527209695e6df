import type { ExecutionReport } from '@tutti/contract';
import { errorTable } from '../../error/error-text.ts';
import { executionDetail } from '../../execution/execution-text.ts';
import { interventionTable } from '../../execution/intervention-text.ts';
import { plainLines } from '../../output/safe-text.ts';
import type { View } from '../../output/view.ts';
import { defineCommand } from '../../program/command.ts';
import { flag } from '../../program/option.ts';

export const command = defineCommand({
  arguments: { execution: { description: 'Id or UUID' } },
  options: { markdown: flag('As Markdown, for a ticket or a mail') },
  examples: ['tutti execution report 1', 'tutti execution report 1 --markdown'],
  notes: 'Its attempts, errors, interventions and the end of its log.',
  run: async ({ context, args, options }) => {
    const report = await (await context.client()).getExecutionReport({ params: { id: args.execution } });
    const markdown = report.markdown.trimEnd();
    return {
      data: report,
      text: (view) =>
        options.markdown ? (view.isTerminal ? plainLines(markdown) : markdown) : reportText(view, report),
      brief: options.markdown ? markdown : report.execution.status,
    };
  },
});

async function reportText(
  view: View,
  { execution, attempts, errors, interventions, logTail }: ExecutionReport,
): Promise<string> {
  const head = (title: string): string => `\n${view.colours.bold(title)}\n`;
  return [
    executionDetail(view, execution, attempts),
    ...(errors.length > 0 ? [head('Errors') + (await errorTable(view, errors))] : []),
    ...(interventions.length > 0
      ? [head('Interventions') + (await interventionTable(view, interventions))]
      : []),
    ...(logTail === '' ? [] : [head('End of the log') + plainLines(logTail).trimEnd()]),
  ].join('\n');
}
