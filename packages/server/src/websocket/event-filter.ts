import { eventMatches } from '@tutti/contract';
import type { Event, Subscriptions } from '@tutti/contract';

export type EventFilter = (event: Event) => boolean;

/** Values in one key are OR, keys are AND; an absent key narrows nothing. Null: every event passes. */
export function compileFilter(subscriptions: Subscriptions | null): EventFilter | null {
  if (!subscriptions) return null;
  const { topics, types, scheduleIds, executionIds, severities } = subscriptions;
  const tests: EventFilter[] = [];
  if (topics) tests.push(byTopic(topics));
  if (types) tests.push(({ type }) => eventMatches(types, type));
  if (scheduleIds) tests.push(bySchedule(new Set(scheduleIds)));
  if (executionIds) tests.push(byExecution(new Set(executionIds.map((id) => id.toLowerCase()))));
  if (severities) tests.push(bySeverity(new Set(severities)));
  return tests.length === 0 ? null : (event) => tests.every((test) => test(event));
}

const isId = (value: unknown): value is string | number =>
  typeof value === 'string' || typeof value === 'number';
const nounOf = (type: string): string => type.slice(0, type.indexOf('.'));

/** `schedule` names all events of a noun, `schedule:12` those of one thing. */
function byTopic(topics: readonly string[]): EventFilter {
  const wanted = new Set(topics.map((topic) => topic.toLowerCase()));
  return ({ type, data }) => {
    const noun = nounOf(type);
    return (
      wanted.has(noun) ||
      [data['id'], data[`${noun}Id`]].some((id) => isId(id) && wanted.has(`${noun}:${id}`))
    );
  };
}

const bySchedule =
  (ids: ReadonlySet<unknown>): EventFilter =>
  ({ type, data }) =>
    ids.has(data['scheduleId']) || (type.startsWith('schedule.') && ids.has(data['id']));

const byExecution =
  (ids: ReadonlySet<unknown>): EventFilter =>
  ({ data }) =>
    ids.has(data['executionId']);

const bySeverity =
  (severities: ReadonlySet<unknown>): EventFilter =>
  ({ data }) =>
    data['severity'] === undefined || severities.has(data['severity']);
