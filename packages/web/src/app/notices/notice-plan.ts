import type { Event } from '@tutti/contract';
import { plural } from '../../ui/format-number.ts';

/** What may need a person, as one chooses it in the menu. */
export const NOTICE_KINDS = {
  error: { label: 'Errors escalated or critical', one: 'error needs you', page: '/errors' },
  deadLetter: { label: 'Dead letters', one: 'dead letter added', page: '/dead-letters' },
  breaker: { label: 'Breakers that open', one: 'breaker opened', page: '/breakers' },
  schedule: {
    label: 'Schedules that missed their time',
    one: 'schedule missed its time',
    page: '/schedules',
  },
  webhook: { label: 'Webhooks switched off', one: 'webhook was switched off', page: '/webhooks' },
  node: { label: 'Nodes that vanish', one: 'node vanished', page: '/nodes' },
} as const satisfies Record<string, { label: string; one: string; page: string }>;
export type NoticeKind = keyof typeof NOTICE_KINDS;

const MANY: Record<NoticeKind, string> = {
  error: 'errors need you',
  deadLetter: 'dead letters added',
  breaker: 'breakers opened',
  schedule: 'schedules missed their time',
  webhook: 'webhooks were switched off',
  node: 'nodes vanished',
};

export interface Notice {
  kind: NoticeKind;
  /** What it is about: the same thing is told once in a group. */
  about: string;
  title: string;
  body: string;
  /** Where a click leads. */
  path: string;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const number = (value: unknown): string => (typeof value === 'number' ? String(value) : text(value));

/** What an event tells somebody who looks elsewhere; undefined for all that can wait. */
export function noticeOf({ type, data }: Pick<Event, 'type' | 'data'>): Notice | undefined {
  switch (type) {
    case 'error.escalated':
    case 'error.critical':
      return notice(
        'error',
        number(data['errorId']),
        `Error ${number(data['errorId'])} needs you`,
        text(data['message']),
      );
    case 'deadletter.added':
      return notice(
        'deadLetter',
        number(data['deadLetterId']),
        'A dead letter was added',
        `A ${text(data['taskType']) || 'task'} is not tried again by itself.`,
      );
    case 'breaker.opened':
    case 'breaker.tripped':
      return notice('breaker', text(data['key']), `Breaker ${text(data['key'])} opened`, 'Its work waits.');
    case 'schedule.missed':
      return notice(
        'schedule',
        number(data['id']),
        `${text(data['name'])} missed its time`,
        'It has not succeeded as often as it should.',
      );
    case 'webhook.disabled':
      return notice(
        'webhook',
        number(data['id']),
        `Webhook ${text(data['name'])} was switched off`,
        text(data['reason']),
      );
    case 'node.lost':
      return {
        ...notice(
          'node',
          text(data['name']),
          `Node ${text(data['name'])} vanished`,
          'Others take over its work.',
        ),
        path: '/nodes',
      };
    default:
      return undefined;
  }
}

const notice = (kind: NoticeKind, about: string, title: string, body: string): Notice => ({
  kind,
  about,
  title,
  body,
  path: about === '' ? NOTICE_KINDS[kind].page : `${NOTICE_KINDS[kind].page}/${encodeURIComponent(about)}`,
});

/** Several of a kind as one. */
export function asOne(notices: readonly Notice[]): Notice | undefined {
  const [first, ...others] = [...new Map(notices.map((one) => [one.about, one])).values()];
  if (!first || others.length === 0) return first;
  const { kind } = first;
  return {
    kind,
    about: '',
    title: `Tutti: ${plural(others.length + 1, NOTICE_KINDS[kind].one, MANY[kind])}`,
    body: [first, ...others]
      .slice(0, 3)
      .map(({ title }) => title)
      .join('\n'),
    path: NOTICE_KINDS[kind].page,
  };
}

/** The stored choice, as a list of kinds; empty: nothing is told. */
export const chosenKinds = (stored: string): NoticeKind[] =>
  stored.split(',').filter((kind): kind is NoticeKind => Object.hasOwn(NOTICE_KINDS, kind));

export function withChoice(stored: string, kind: NoticeKind, on: boolean): string {
  const others = chosenKinds(stored).filter((other) => other !== kind);
  return (on ? [...others, kind] : others).join(',');
}
