import type { Channel, NotificationMessage, Rule } from '@tutti/contract';
import { formatDuration, splitDuration } from '../../ui/format-duration.ts';
import { plural } from '../../ui/format-number.ts';
import { zoneLabel } from '../../ui/format-time.ts';
import type { Told } from '../webhooks/webhook-words.ts';

/** `a, b and c` */
export const listed = (names: readonly string[], last = 'and'): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} ${last} ${names.at(-1)}`;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const UNITS = { ms: 'ms', s: 'second', m: 'minute', h: 'hour', d: 'day' } as const;
/** `10 minutes`, `an hour`; what is no whole unit as a duration. */
export function durationWords(ms: number): string {
  const { value, unit } = splitDuration(ms);
  if (unit === 'ms') return formatDuration(ms);
  if (value === 1) return unit === 'h' ? 'an hour' : `a ${UNITS[unit]}`;
  return `${value} ${UNITS[unit]}s`;
}

/** `Critical and high execution.failed of nightly-backup` */
export function whatWords(
  { events, severities, scheduleIds, filter }: Pick<Rule, 'events' | 'severities' | 'scheduleIds' | 'filter'>,
  nameOf: (id: number) => string,
): string {
  const subject = events.includes('*') ? 'all events' : listed(events, 'or');
  const grave = severities.length > 0 ? `${listed(severities, 'or')} ` : '';
  const of =
    scheduleIds.length === 0
      ? ''
      : scheduleIds.length > 3
        ? ` of ${plural(scheduleIds.length, 'schedule')}`
        : ` of ${listed(scheduleIds.map(nameOf), 'or')}`;
  // The name of an event stays as it is spelt.
  const begin = grave !== '' || events.includes('*') ? capital(`${grave}${subject}`) : subject;
  return `${begin}${of}${filter ? ' that fit its filter' : ''}`;
}

const GROUPS: Record<string, string> = {
  schedule: 'schedule',
  fingerprint: 'kind of error',
};

/** `one message per schedule, further ones at most every hour, and when it recovered` */
export function oftenWords({
  groupBy,
  renotifyMs,
  recovered,
}: Pick<Rule, 'groupBy' | 'renotifyMs' | 'recovered'>): string {
  if (groupBy === 'none') return 'every single one';
  const per = GROUPS[groupBy] ?? groupBy;
  return `at most every ${durationWords(renotifyMs).replace(/^an? /, '')} per ${per}${recovered ? ', and when it recovered' : ''}`;
}

/** `not 22:00-07:00 Berlin, except critical ones` */
export const quietWords = (quiet: Rule['quietHours']): string | undefined =>
  quiet
    ? `not ${quiet.from}–${quiet.until} ${zoneLabel(quiet.timezone)}${quiet.exceptCritical ? ', except critical ones' : ''}`
    : undefined;

/** The whole rule as a sentence. */
export function ruleWords(rule: Rule, nameOf: (id: number) => string): string {
  const parts = [
    `${whatWords(rule, nameOf)} to ${listed(rule.channels)}`,
    oftenWords(rule),
    quietWords(rule.quietHours),
  ];
  return parts.filter(Boolean).join(', ');
}

export function channelState({
  enabled,
  lastError,
  lastSentAt,
}: Pick<Channel, 'enabled' | 'lastError' | 'lastSentAt'>): Told {
  if (!enabled) return { kind: 'paused', word: 'Off' };
  if (lastError !== null) return { kind: 'failed', word: 'Failing', why: lastError };
  return lastSentAt === null
    ? { kind: 'pending', word: 'Not used yet' }
    : { kind: 'completed', word: 'Works' };
}

export function messageState({ status, reason }: Pick<NotificationMessage, 'status' | 'reason'>): Told {
  const why = reason === null ? {} : { why: reason };
  switch (status) {
    case 'sent':
      return { kind: 'completed', word: 'Sent' };
    case 'held':
      return { kind: 'paused', word: 'Held', why: 'quiet hours' };
    case 'pending':
      return reason === null
        ? { kind: 'pending', word: 'Waiting' }
        : { kind: 'retrying', word: 'Retrying', ...why };
    case 'failed':
      return { kind: 'failed', word: 'Not sent', ...why };
    case 'dropped':
      return { kind: 'skipped', word: 'Dropped', ...why };
  }
}
