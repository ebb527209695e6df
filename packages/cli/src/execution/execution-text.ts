import {
  RETRY_POLICIES,
  isFinal,
  type Attempt,
  type Execution,
  type ExecutionSummary,
} from '@tutti/contract';
import { formatDuration, formatRough } from '../output/duration.ts';
import { formatInstant } from '../output/instant.ts';
import { plainText } from '../output/safe-text.ts';
import { dot, glyph, statusMark } from '../output/status-mark.ts';
import { renderFields, renderTable, type Column } from '../output/table.ts';
import type { View } from '../output/view.ts';

const COLUMNS: readonly Column[] = [
  { head: 'ID', align: 'right' },
  { head: 'STATUS' },
  { head: 'WHAT', flexible: true },
  { head: 'BEGAN' },
  { head: 'TOOK', align: 'right' },
  { head: 'WHY', flexible: true },
];

export function executionTable(view: View, executions: readonly ExecutionSummary[]): Promise<string> {
  const rows = executions.map((execution) => [
    String(execution.id),
    statusMark(view, execution.status, execution.phase),
    plainText(execution.label),
    formatInstant(execution.startedAt, view.now, view.zone),
    formatDuration(execution.durationMs),
    plainText(whyText(execution) ?? '-'),
  ]);
  return renderTable(view, COLUMNS, rows);
}

/** Why it is not running, was skipped, or failed. */
export function whyText({ waitingFor, skipReason, slotCount, error }: ExecutionSummary): string | undefined {
  const waits = waitingFor ?? undefined;
  if (error) return waits === undefined ? error.message : `${waits}: ${error.message}`;
  if (skipReason !== null) return slotCount > 1 ? `${skipReason}, ${slotCount} times` : skipReason;
  return waits;
}

/** Head, attempts, why, and what to do next. */
export function executionDetail(view: View, execution: Execution, attempts: readonly Attempt[]): string {
  const lines = [
    `${headGlyph(view, execution)}${view.colours.bold(`#${execution.id}`)} ${plainText(execution.label)}${dot(view)}${stateText(view, execution)}`,
    ...attempts.map((attempt) => attemptLine(view, attempt)),
    renderFields(view, [
      ['waits for', execution.error ? plainOrNone(execution.waitingFor ?? undefined) : undefined],
      ['why', execution.error ? errorKind(execution) : plainOrNone(whyText(execution))],
      ['by', triggerText(execution)],
      ['next', nextStep(execution)],
    ]),
  ];
  return lines.join('\n');
}

const headGlyph = (view: View, { status, phase }: Execution): string => {
  const sign = glyph(view, phase === 'retrying' ? 'retrying' : status);
  return sign === '' ? '' : `${sign} `;
};

const plainOrNone = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : plainText(text);

function stateText(view: View, execution: Execution): string {
  const { status, phase, attempt, runAt, retryPolicy } = execution;
  const { maxRetries } = typeof retryPolicy === 'string' ? RETRY_POLICIES[retryPolicy] : retryPolicy;
  const most = attempt > maxRetries + 1 ? '' : ` of ${maxRetries + 1}`;
  if (phase === 'retrying') return `retrying, attempt ${attempt}${most}${dueText(view, runAt)}`;
  if (status === 'pending') return `pending${phase === null ? '' : ` (${phase})`}${dueText(view, runAt)}`;
  const took = execution.durationMs === null ? '' : ` after ${formatDuration(execution.durationMs)}`;
  return `${status}${took}${execution.startedAt === null ? '' : `${dot(view)}began ${formatInstant(execution.startedAt, view.now, view.zone)}`}`;
}

function dueText(view: View, runAt: string | null): string {
  const ms = runAt === null ? 0 : Date.parse(runAt) - view.now.getTime();
  return ms > 0 ? ` in ${formatRough(ms)}` : '';
}

const OUTCOME_SHOWN = {
  running: 'running',
  completed: 'completed',
  failed: 'failed',
  timeout: 'timeout',
  cancelled: 'cancelled',
  skipped: 'skipped',
  lost: 'failed',
  released: 'pending',
} as const;

function attemptLine(view: View, { attempt, outcome, error, durationMs }: Attempt): string {
  const sign = glyph(view, OUTCOME_SHOWN[outcome]);
  const said = plainText(error?.message ?? outcome);
  return `${attempt} ${sign === '' ? `${outcome}:` : sign} ${said}  ${view.colours.dim(formatDuration(durationMs))}`;
}

function errorKind({ error }: Execution): string | undefined {
  return error ? `${error.permanent ? 'permanent' : 'transient'} (${plainText(error.code)})` : undefined;
}

function triggerText({ trigger }: Execution): string {
  const by = trigger.event ? `event ${trigger.event.type}` : trigger.kind;
  return plainText([by, trigger.actor, trigger.reason].filter(Boolean).join(', '));
}

const nextStep = ({ id, status }: Execution): string =>
  status === 'running' || status === 'pending'
    ? `tutti execution logs ${id} -f`
    : `tutti execution logs ${id}`;

/** "✓ #4812 completed after 1.2 s", with the error of a failed one, not that of an attempt which another follows. */
export function executionLine(view: View, execution: Execution): string {
  const { id, status, phase, durationMs, error, label } = execution;
  const took = durationMs === null ? '' : ` after ${formatDuration(durationMs)}`;
  const line = `${statusMark(view, status, phase)}${took}${dot(view)}#${id} ${plainText(label)}`;
  return error && isFinal(status) && status !== 'completed' ? `${line}\n${plainText(error.message)}` : line;
}
