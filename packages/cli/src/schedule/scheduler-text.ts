import type { SchedulerStatus } from '@tutti/contract';
import { formatCount } from '../output/duration.ts';
import { formatInstant } from '../output/instant.ts';
import { plainText } from '../output/safe-text.ts';
import { dot, withGlyph } from '../output/status-mark.ts';
import { renderFields } from '../output/table.ts';
import type { View } from '../output/view.ts';
import type { Outcome } from '../program/command.ts';

export const schedulerOutcome = (status: SchedulerStatus): Outcome => ({
  data: status,
  text: (view) => schedulerText(view, status),
  brief: status.running ? 'running' : 'stopped',
});

function schedulerText(
  view: View,
  { running, changedAt, lastTickAt, schedules, next, due }: SchedulerStatus,
): string {
  const instant = (iso: string | null): string => formatInstant(iso, view.now, view.zone);
  return [
    running
      ? withGlyph(view, 'ok', 'schedules fire')
      : withGlyph(view, 'paused', 'schedules do not fire; tutti scheduler start'),
    renderFields(view, [
      ['schedules', scheduleCount(schedules)],
      ['next', nextText(view, next)],
      ['due', due > 0 ? formatCount(due) : undefined],
      ['last look', instant(lastTickAt)],
      ['changed', changedAt === null ? undefined : instant(changedAt)],
    ]),
  ].join('\n');
}

export const scheduleCount = ({ enabled, disabled }: SchedulerStatus['schedules']): string =>
  `${formatCount(enabled)} on, ${formatCount(disabled)} off`;

export const nextText = (view: View, next: SchedulerStatus['next']): string =>
  next === null
    ? '-'
    : [plainText(next.name), formatInstant(next.nextRunAt, view.now, view.zone)].join(dot(view));
