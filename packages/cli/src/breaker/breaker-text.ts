import type { Breaker } from '@tutti/contract';
import { formatCount, writeDuration } from '../output/duration.ts';
import { formatInstant } from '../output/instant.ts';
import { plainText } from '../output/safe-text.ts';
import { dot, withGlyph } from '../output/status-mark.ts';
import { renderFields, renderTable, type Column } from '../output/table.ts';
import type { View } from '../output/view.ts';
import type { Outcome } from '../program/command.ts';

const SHOWN = { closed: 'ok', half_open: 'degraded', open: 'down' } as const;
const COLUMNS: readonly Column[] = [
  { head: 'BREAKER', flexible: true },
  { head: 'STATE' },
  { head: 'NEXT' },
  { head: 'FAILED', align: 'right' },
  { head: 'CALLS', align: 'right' },
  { head: 'WAITING', align: 'right' },
];

const heldText = ({ pin, tripped }: Breaker): string =>
  tripped ? ' (tripped)' : pin === 'auto' ? '' : ' (pinned)';
const stateText = (view: View, breaker: Breaker): string =>
  withGlyph(view, SHOWN[breaker.state], `${breaker.state.replace('_', ' ')}${heldText(breaker)}`);
const rateText = ({ window }: Breaker): string =>
  window.failureRatePercent === null ? '-' : `${window.failureRatePercent} %`;

export function breakerTable(view: View, breakers: readonly Breaker[]): Promise<string> {
  const rows = breakers.map((breaker) => [
    plainText(breaker.key),
    stateText(view, breaker),
    formatInstant(breaker.halfOpenAt, view.now, view.zone),
    rateText(breaker),
    formatCount(breaker.totals.calls),
    formatCount(breaker.deferred),
  ]);
  return renderTable(view, COLUMNS, rows);
}

/** "✓ closed · payments", with what waits for it. */
export function breakerLine(view: View, breaker: Breaker): string {
  const waiting = breaker.deferred > 0 ? [`${formatCount(breaker.deferred)} wait for it`] : [];
  return [stateText(view, breaker), plainText(breaker.key), ...waiting].join(dot(view));
}

export const breakerOutcome = (breaker: Breaker): Outcome => ({
  data: breaker,
  text: (view) => breakerLine(view, breaker),
  brief: breaker.state,
});

export function breakerDetail(view: View, breaker: Breaker): string {
  const { thresholds, window, totals, trials, lastFailure } = breaker;
  const instant = (iso: string | null): string => formatInstant(iso, view.now, view.zone);
  const fields = renderFields(view, [
    ['since', instant(breaker.since)],
    ['next', breaker.halfOpenAt === null ? undefined : `trials ${instant(breaker.halfOpenAt)}`],
    ['because', breaker.reason === null ? undefined : plainText(breaker.reason)],
    ['set by', breaker.changedBy === null ? undefined : plainText(breaker.changedBy)],
    [
      'lately',
      `${formatCount(window.failures)} of ${formatCount(window.calls)} calls failed (${rateText(breaker)})${dot(view)}${breaker.failuresInARow} in a row`,
    ],
    [
      'so far',
      `${formatCount(totals.calls)} calls, ${formatCount(totals.failures)} failed, opened ${totals.opened === 1 ? 'once' : `${formatCount(totals.opened)} times`}`,
    ],
    [
      'trials',
      breaker.state === 'half_open' ? `${trials.running} running, ${trials.successes} went well` : undefined,
    ],
    ['waiting', breaker.deferred > 0 ? `${formatCount(breaker.deferred)} executions` : undefined],
    [
      'last failure',
      lastFailure ? `${instant(lastFailure.at)}  ${plainText(lastFailure.message)}` : undefined,
    ],
    [
      'opens at',
      `${thresholds.failureRatePercent} % of ${thresholds.minCalls} or more calls in ${writeDuration(thresholds.windowMs)}, or ${thresholds.failuresInARow} failures in a row`,
    ],
    [
      'stays open',
      `${writeDuration(thresholds.openMs)}, then ${thresholds.trials} trials at once; ${thresholds.successesToClose} that go well close it`,
    ],
  ]);
  return `${breakerLine(view, breaker)}\n${fields}`;
}
