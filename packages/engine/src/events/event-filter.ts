import type { Comparison, Event, EventFilter } from '@tutti/contract';
import { valueAt } from '../kernel/index.ts';

type Scalar = string | number | boolean | null;

/** Numbers compare as numbers, texts as texts; values of different kinds do not compare at all. */
function compares(
  actual: unknown,
  bound: string | number | undefined,
  holds: (sign: number) => boolean,
): boolean {
  if (bound === undefined) return true;
  if (typeof actual !== typeof bound || (typeof actual !== 'number' && typeof actual !== 'string'))
    return false;
  return holds(actual < bound ? -1 : actual > bound ? 1 : 0);
}

function meets(actual: unknown, wanted: Comparison): boolean {
  const { eq, ne, gt, gte, lt, lte, exists, prefix } = wanted;
  return (
    (eq === undefined || actual === eq) &&
    (ne === undefined || actual !== ne) &&
    (wanted.in === undefined || wanted.in.includes(actual as Scalar)) &&
    compares(actual, gt, (sign) => sign > 0) &&
    compares(actual, gte, (sign) => sign >= 0) &&
    compares(actual, lt, (sign) => sign < 0) &&
    compares(actual, lte, (sign) => sign <= 0) &&
    (exists === undefined || (actual !== undefined) === exists) &&
    (prefix === undefined || (typeof actual === 'string' && actual.startsWith(prefix)))
  );
}

/** True when every condition of the filter holds for the event. */
export function filterMatches(
  filter: EventFilter | null | undefined,
  event: Pick<Event, 'type' | 'data' | 'actor'>,
): boolean {
  return Object.entries(filter ?? {}).every(([path, wanted]) => {
    const actual = valueAt(event, path);
    return wanted !== null && typeof wanted === 'object' ? meets(actual, wanted) : actual === wanted;
  });
}
