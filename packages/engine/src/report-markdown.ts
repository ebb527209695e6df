import type { ExecutionReport } from '@tutti/contract';

/** A report as text for a ticket or a mail. */
export function reportMarkdown(report: Omit<ExecutionReport, 'markdown'>): string {
  const { execution: e, attempts, errors, interventions, logTail } = report;
  const lines = [
    `# Execution ${e.id}: ${inline(e.label)}`,
    '',
    ...table(
      ['', ''],
      [
        ['Status', e.status],
        ['Execution id', e.executionId],
        ['Schedule', e.scheduleName ?? '-'],
        ['Task type', e.taskType],
        ['Queue, priority', `${e.queue}, ${e.priority}`],
        ['Scheduled', e.scheduledAt],
        ['Started', e.startedAt ?? '-'],
        ['Ended', e.completedAt ?? '-'],
        ['Node', e.node ?? '-'],
      ],
    ),
    ...(e.error ? ['', '## Error', '', `**${inline(e.error.code)}**: ${inline(e.error.message)}`] : []),
    '',
    '## Attempts',
    '',
    ...(attempts.length > 0
      ? table(
          ['Attempt', 'Outcome', 'Started', 'Milliseconds', 'Node', 'Error'],
          attempts.map((a) => [
            String(a.attempt),
            a.outcome,
            a.startedAt ?? '-',
            a.durationMs === null ? '-' : String(Math.round(a.durationMs)),
            a.node ?? '-',
            a.error ? a.error.message : '-',
          ]),
        )
      : ['None has begun.']),
    ...section(
      'Error records',
      errors.map((r) => `- ${r.id}: ${r.severity}, ${r.recoveryStatus}, ${inline(r.message)}`),
    ),
    ...section(
      'Interventions',
      interventions.map(
        (i) => `- ${i.at}: ${i.action} by ${inline(i.actor)}${i.reason ? ` (${inline(i.reason)})` : ''}`,
      ),
    ),
    ...(logTail ? ['', '## End of the log', '', ...logTail.split('\n').map((line) => `    ${line}`)] : []),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length > 0 ? ['', `## ${title}`, '', ...lines] : [];

/** Text of others must not become markup, nor break a table. */
const inline = (text: string): string =>
  text
    .slice(0, 500)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\\`*_{}[\]<>#|~]/g, '\\$&');

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map(inline).join(' | ')} |`;
  return [line(head), `|${head.map(() => ' --- |').join('')}`, ...rows.map(line)];
}
