import { EVENT_TYPES, type Event } from '@tutti/contract';
import { type Severity, severityOf } from './severity.ts';

/** What is sent, before a channel gives it its form. Plain text throughout. */
export interface Message {
  kind: 'alert' | 'success' | 'recovered' | 'test';
  title: string;
  text: string;
  severity: Severity;
  /** The rule that asked for it, in words. */
  source: string;
  at: string;
  /** Further events that were only counted since the last message. */
  suppressed: number;
  event: { id: string; type: string; data: Record<string, unknown> } | null;
}

const LONGEST_TITLE = 150;
const LONGEST_TEXT = 1500;
const LONGEST_DATA = 20_000;

export function alertOf(event: Event, source: string, suppressed: number): Message {
  const kind = event.type === 'execution.completed' ? 'success' : 'alert';
  const more = suppressed > 0 ? [`${suppressed} more like it since the last message`] : [];
  return {
    kind,
    title: titleOf(event),
    text: [...detailsOf(event), ...more].join('\n').slice(0, LONGEST_TEXT),
    severity: kind === 'success' ? 'low' : severityOf(event),
    source,
    at: event.at,
    suppressed,
    event: shownEvent(event),
  };
}

export function recoveryOf(
  event: Event,
  { title, source, events }: { title: string; source: string; events: number },
): Message {
  const times = events === 1 ? 'once' : `${events} times`;
  return {
    kind: 'recovered',
    title: `Recovered: ${title}`.slice(0, LONGEST_TITLE),
    text: `It happened ${times}, and is over since ${event.at}.`,
    severity: 'low',
    source,
    at: event.at,
    suppressed: 0,
    event: shownEvent(event),
  };
}

export const testMessage = (source: string, at: string): Message => ({
  kind: 'test',
  title: 'Test from Tutti',
  text: 'If you read this, the channel works.',
  severity: 'low',
  source,
  at,
  suppressed: 0,
  event: null,
});

const WORDS: Readonly<Record<string, string>> = {
  'execution.failed': 'failed',
  'execution.timed_out': 'timed out',
  'execution.completed': 'succeeded',
  'execution.cancelled': 'was cancelled',
  'schedule.missed': 'has not succeeded in time',
  'schedule.slow': 'takes longer than it should',
};

const ERROR_WORDS: Readonly<Record<string, string>> = {
  'error.recorded': 'New error',
  'error.escalated': 'Escalated',
  'error.critical': 'Critical',
};

const KNOWN: ReadonlySet<string> = new Set(EVENT_TYPES);

/** `breaker.opened` as `Breaker opened`; an event of one's own keeps the name it was given. */
const sentence = (type: string): string =>
  type.charAt(0).toUpperCase() + type.slice(1).replaceAll(/[._]/g, ' ');

/** One line of `wordsOf`. */
const titleOf = (event: Event): string => wordsOf(event).replaceAll(/\s+/g, ' ').slice(0, LONGEST_TITLE);

/** `nightly-backup failed` where there is something with a name, else the type and its name; of an error what went wrong. */
function wordsOf({ type, data }: Event): string {
  const error = ERROR_WORDS[type];
  if (error)
    return `${error}: ${typeof data['message'] === 'string' ? data['message'] : `error ${String(data['errorId'])}`}`;
  const name = [data['label'], data['name'], data['key'], data['queue'], data['node']].find(
    (value) => typeof value === 'string',
  );
  const words = WORDS[type];
  if (words) return `${name ?? 'An execution'} ${words}`;
  const kind = KNOWN.has(type) ? sentence(type) : type;
  return name === undefined ? kind : `${kind}: ${name}`;
}

function detailsOf({ type, data, actor }: Event): string[] {
  const { error, reason, message, executionId, attempt } = data;
  const why = (error as { message?: unknown } | undefined)?.message ?? reason ?? message;
  return [
    ...(typeof why === 'string' ? [why] : []),
    ...(typeof executionId === 'string'
      ? [
          `execution ${executionId}${typeof attempt === 'number' && attempt > 1 ? `, attempt ${attempt}` : ''}`,
        ]
      : []),
    ...(actor !== null && actor !== 'scheduler' ? [`by ${actor}`] : []),
    `event ${type}`,
  ];
}

const shownEvent = ({ id, type, data }: Event): Message['event'] => ({
  id,
  type,
  data: JSON.stringify(data).length <= LONGEST_DATA ? data : { cut: true },
});
