import { type RecentRun, type Schedule, costText } from '@tutti/contract';
import { formatCount, formatDuration, writeDuration } from '../output/duration.ts';
import { formatInstant } from '../output/instant.ts';
import { plainLines, plainText } from '../output/safe-text.ts';
import { dot, glyph, statusMark } from '../output/status-mark.ts';
import { renderFields, renderTable, type Column } from '../output/table.ts';
import type { View } from '../output/view.ts';

/** The zone its times are meant in. */
export function zoneOf(
  { scheduleType, scheduleConfig }: Pick<Schedule, 'scheduleType' | 'scheduleConfig'>,
  view: View,
): string {
  if (scheduleType !== 'cron') return view.zone;
  const { timezone } = scheduleConfig;
  return typeof timezone === 'string' ? timezone : 'UTC';
}

/** "created nightly-backup (#12) · At 02:00, Europe/Berlin · next in 4 m (02:00 Berlin)" */
export function scheduleLine(view: View, done: string, schedule: Schedule): string {
  const name = view.colours.bold(plainText(schedule.name));
  return [
    `${glyph(view, 'ok')}${view.unicode ? ' ' : ''}${done} ${name} (#${schedule.id})`,
    plainText(schedule.timing),
    nextText(view, schedule),
  ].join(dot(view));
}

function nextText(view: View, schedule: Schedule): string {
  if (!schedule.enabled) return 'disabled';
  if (schedule.nextRunAt === null)
    return schedule.scheduleType === 'event' ? 'waits for the event' : 'no next run';
  return `next ${formatInstant(schedule.nextRunAt, view.now, zoneOf(schedule, view))}`;
}

const COLUMNS: readonly Column[] = [
  { head: 'ID', align: 'right' },
  { head: 'NAME', flexible: true },
  { head: 'ON' },
  { head: 'WHEN', flexible: true },
  { head: 'NEXT' },
  { head: 'LAST' },
  { head: 'RUNS' },
];

export function scheduleTable(view: View, schedules: readonly Schedule[]): Promise<string> {
  const rows = schedules.map((schedule) => [
    String(schedule.id),
    plainText(schedule.name),
    schedule.enabled ? 'on' : 'off',
    plainText(schedule.timing),
    formatInstant(schedule.nextRunAt, view.now, zoneOf(schedule, view)),
    formatInstant(schedule.lastRunAt, view.now, zoneOf(schedule, view)),
    recentDots(view, schedule.recent ?? []),
  ]);
  return renderTable(view, COLUMNS, rows);
}

/** Oldest first, as one reads. */
function recentDots(view: View, recent: readonly RecentRun[]): string {
  if (recent.length === 0) return '-';
  const oldestFirst = recent.toReversed();
  return view.unicode && view.isTerminal
    ? oldestFirst.map(({ status }) => glyph(view, status)).join('')
    : oldestFirst.map(({ status }) => status).join(',');
}

export function scheduleDetail(view: View, schedule: Schedule): string {
  const zone = zoneOf(schedule, view);
  const instant = (iso: string | null): string => formatInstant(iso, view.now, zone);
  const { executions, failures, averageDurationMs } = schedule.statistics;
  const head = `${view.colours.bold(plainText(schedule.name))} (#${schedule.id})${dot(view)}${schedule.enabled ? 'on' : 'off'}`;
  const fields = renderFields(view, [
    ['about', schedule.description === null ? undefined : plainLines(schedule.description)],
    ['when', plainText(schedule.timing)],
    ['runs', plainText(taskText(schedule))],
    ['next', schedule.enabled ? instant(schedule.nextRunAt) : '-'],
    ['last', instant(schedule.lastRunAt)],
    [
      'so far',
      `${formatCount(executions)} runs, ${formatCount(failures)} failed, ${formatDuration(averageDurationMs)} on average`,
    ],
    ['queue', `${plainText(schedule.queue)}${dot(view)}priority ${schedule.priority}`],
    ['tags', schedule.tags.length > 0 ? plainText(schedule.tags.join(', ')) : undefined],
    ['overlap', schedule.overlapPolicy],
    [
      'catch up',
      schedule.catchUpPolicy === 'all' ? `all, up to ${schedule.catchUpLimit}` : schedule.catchUpPolicy,
    ],
    ['timeout', schedule.timeoutMs === null ? undefined : writeDuration(schedule.timeoutMs)],
    ['retry', schedule.retryPolicy === null ? undefined : retryText(schedule.retryPolicy)],
    ['jitter', schedule.jitterMs > 0 ? `up to ${writeDuration(schedule.jitterMs)}` : undefined],
    ['starts', schedule.startsAt === null ? undefined : instant(schedule.startsAt)],
    ['ends', schedule.endsAt === null ? undefined : instant(schedule.endsAt)],
    ['max runs', schedule.maxRuns === null ? undefined : formatCount(schedule.maxRuns)],
    [
      'breaker',
      schedule.breaker === null
        ? undefined
        : schedule.breaker === false
          ? 'none'
          : plainText(schedule.breaker),
    ],
    [
      'concurrency key',
      schedule.concurrencyKey === null
        ? undefined
        : `${plainText(schedule.concurrencyKey)}, ${schedule.concurrencyLimit ?? 1} at a time`,
    ],
    ['estimated cost', schedule.estimatedCost === null ? undefined : costText(schedule.estimatedCost)],
    ['errors are', schedule.errorSeverity ?? undefined],
    [
      'expected',
      schedule.expectedWithinMs === null
        ? undefined
        : `a success every ${writeDuration(schedule.expectedWithinMs)}`,
    ],
    ['slow after', schedule.maxDurationMs === null ? undefined : writeDuration(schedule.maxDurationMs)],
    ['tells', channelsText(schedule)],
    ['requires', schedule.requires === null ? undefined : labelsText(schedule.requires)],
    ['blackouts', schedule.blackouts.length > 0 ? String(schedule.blackouts.length) : undefined],
    ['changed', `${instant(schedule.updatedAt)}, made by ${plainText(schedule.createdBy)}`],
  ]);
  return [head, fields, ...recentLines(view, schedule)].join('\n');
}

function channelsText({ onFailure, onSuccess }: Schedule): string | undefined {
  const parts = [
    onFailure.length > 0 && `${onFailure.join(', ')} of failures`,
    onSuccess.length > 0 && `${onSuccess.join(', ')} of successes`,
  ].filter((part) => part !== false);
  return parts.length > 0 ? plainText(parts.join('; ')) : undefined;
}

const labelsText = (labels: Record<string, string>): string =>
  Object.entries(labels)
    .map(([name, value]) => plainText(`${name}=${value}`))
    .join(', ');

function recentLines(view: View, schedule: Schedule): string[] {
  const runs = schedule.recent ?? [];
  return runs.map((run) => {
    const why = run.skipReason === null ? formatDuration(run.durationMs) : `because of ${run.skipReason}`;
    const many = run.slotCount > 1 ? ` x ${run.slotCount}` : '';
    return `  ${statusMark(view, run.status)}${many}  ${formatInstant(run.slot ?? run.at, view.now, zoneOf(schedule, view))}  ${why}`;
  });
}

/** The command or address, or else the task type with its config. */
export function taskText({
  taskType,
  taskConfig,
}: {
  taskType: string;
  taskConfig: Record<string, unknown>;
}): string {
  const { command, args, url, method } = taskConfig;
  if (taskType === 'shell_command' && typeof command === 'string')
    return [command, ...(Array.isArray(args) ? args.map((word) => JSON.stringify(word)) : [])].join(' ');
  if (taskType === 'http_request' && typeof url === 'string')
    return `${typeof method === 'string' ? method : 'GET'} ${url}`;
  return `${taskType} ${JSON.stringify(taskConfig)}`;
}

export const retryText = (policy: NonNullable<Schedule['retryPolicy']>): string =>
  typeof policy === 'string'
    ? policy
    : `up to ${policy.maxRetries} times, ${writeDuration(policy.initialDelayMs)} to ${writeDuration(policy.maxDelayMs)} apart`;
