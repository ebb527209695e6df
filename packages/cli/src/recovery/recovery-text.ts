import { SEVERITIES, type RecoveryState } from '@tutti/contract';
import { formatCount } from '../output/duration.ts';
import { formatInstant } from '../output/instant.ts';
import { withGlyph } from '../output/status-mark.ts';
import { renderFields } from '../output/table.ts';
import type { View } from '../output/view.ts';
import type { Outcome } from '../program/command.ts';

export const recoveryOutcome = (state: RecoveryState): Outcome => ({
  data: state,
  text: (view) => recoveryText(view, state),
  brief: state.running ? 'running' : 'stopped',
});

function recoveryText(
  view: View,
  { running, waiting, held, nextRetryAt, lastRunAt, open }: RecoveryState,
): string {
  const instant = (iso: string): string => formatInstant(iso, view.now, view.zone);
  const found = SEVERITIES.filter((severity) => open[severity] > 0).toReversed();
  return [
    running
      ? withGlyph(view, 'ok', 'failed attempts are retried')
      : withGlyph(view, 'paused', 'retries are held; tutti recovery start'),
    renderFields(view, [
      ['waiting', formatCount(waiting)],
      ['held', held > 0 ? formatCount(held) : undefined],
      ['next retry', nextRetryAt === null ? undefined : instant(nextRetryAt)],
      ['last retry', lastRunAt === null ? undefined : instant(lastRunAt)],
      [
        'open errors',
        found.map((severity) => `${formatCount(open[severity])} ${severity}`).join(', ') || 'none',
      ],
    ]),
  ].join('\n');
}
