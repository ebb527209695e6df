import { createHash } from 'node:crypto';
import type { Event } from '@tutti/contract';
import { valueAt } from '../kernel/index.ts';

/** What an event is about, as far as that can be told. */
export interface Subject {
  scheduleId: number | null;
  executionId: string | null;
  /** Something else that can be bad and get better: `breaker:https://example.com`. */
  thing: string | null;
}

const THINGS = ['breaker', 'queue', 'node', 'deadletter', 'webhook'];

export function subjectOf({ type, data }: Pick<Event, 'type' | 'data'>): Subject {
  const noun = type.split('.', 1)[0] ?? '';
  const scheduleId = noun === 'schedule' ? data['id'] : data['scheduleId'];
  const key = data['key'] ?? data['queue'] ?? data['node'] ?? data['name'] ?? data['id'];
  return {
    scheduleId: typeof scheduleId === 'number' ? scheduleId : null,
    executionId: typeof data['executionId'] === 'string' ? data['executionId'] : null,
    thing: THINGS.includes(noun) && key !== undefined ? `${noun}:${textOf(key)}` : null,
  };
}

/** Events of one key are one alert. Null: each stands alone. */
export function groupKeyOf(groupBy: string, event: Pick<Event, 'type' | 'data'>): string | null {
  if (groupBy === 'none') return null;
  if (groupBy.startsWith('data.'))
    return `${groupBy}=${textOf(valueAt(event.data, groupBy.slice('data.'.length)))}`;
  const { scheduleId, executionId, thing } = subjectOf(event);
  if (groupBy === 'fingerprint') {
    const fingerprint = event.data['fingerprint'];
    if (typeof fingerprint === 'string') return `fingerprint=${fingerprint}`;
    const message =
      (event.data['error'] as { message?: unknown } | undefined)?.message ?? event.data['message'];
    if (typeof message === 'string') return `fingerprint=${hashOf(`${event.type} ${essence(message)}`)}`;
  }
  if (scheduleId !== null) return `schedule=${scheduleId}`;
  if (thing !== null) return thing;
  return executionId === null ? `type=${event.type}` : `execution=${executionId}`;
}

/** Events that tell of something getting better. Each closes the open groups of its subject. */
export const RECOVERIES = [
  'execution.completed',
  'error.resolved',
  'breaker.closed',
  'queue.resumed',
  'node.joined',
  'deadletter.resolved',
] as const;

/** Numbers, ids and paths differ from one failure to the next, what is wrong does not. */
const essence = (message: string): string =>
  message
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/gi, '<id>')
    .replaceAll(/(?:\/[\w.-]+){2,}/g, '<path>')
    .replaceAll(/\d+/g, '<n>');

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

const textOf = (value: unknown): string =>
  (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'none')).slice(0, 200);
