import type { Event, Execution } from '@tutti/contract';

/** The key of the breaker that guards it; undefined without one. An address is guarded by its origin. */
export function breakerOf({
  breaker,
  taskType,
  taskConfig,
}: Pick<Execution, 'breaker' | 'taskType' | 'taskConfig'>): string | undefined {
  if (breaker === false) return undefined;
  if (typeof breaker === 'string') return breaker;
  const url = taskConfig['url'];
  if (taskType !== 'http_request' || typeof url !== 'string' || !URL.canParse(url)) return undefined;
  return new URL(url).origin;
}

const OWN = new Set(['executionId', 'id', 'label', 'scheduleId', 'taskType', 'queue', 'priority']);

/** What an event adds to what is known of the execution anyway: `attempt 2, duration ms 40`. */
export function eventDetail({ data }: Event): string {
  return Object.entries(data)
    .filter(([key, value]) => !OWN.has(key) && value !== null && value !== undefined)
    .map(([key, value]) => `${spaced(key)} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}

const spaced = (key: string): string => key.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** The execution that an event tells of, if it does. */
export function toldOf({ data }: Event): { id: string; label: string } | undefined {
  const { id, label, executionId } = data;
  if (typeof executionId !== 'string') return undefined;
  return {
    id: typeof id === 'number' ? String(id) : executionId,
    label: typeof label === 'string' ? label : `…${executionId.slice(-6)}`,
  };
}
