import type { Labels } from '@tutti/contract';

/**
 * What is claimed together: a task type, or a task type and the labels it requires. In SQL the lane of a live row is
 * `laneOf(alias)`; a row that requires nothing has its task type for a lane.
 */
export const laneOf = (alias = ''): string =>
  `coalesce(${alias}task_type || ${alias}requires, ${alias}task_type)`;

/** Labels as they are stored: with the names in order, so that the same ones are always the same lane. */
export function requiresText(requires: Labels | null | undefined): string | undefined {
  const entries = Object.entries(requires ?? {});
  if (entries.length === 0) return undefined;
  return JSON.stringify(Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1))));
}

export const parseRequires = (text: string | null): Labels | null =>
  text === null ? null : (JSON.parse(text) as Labels);

/** Whether a worker of these labels may take what requires those. */
export const meets = (labels: Labels, requires: Labels): boolean =>
  Object.entries(requires).every(([name, value]) => Object.hasOwn(labels, name) && labels[name] === value);

interface Workers {
  labels: Labels;
  taskTypes: readonly string[];
}

/** What a worker would need that no living one has, in words; undefined when some worker can take it. */
export function unmetWords(
  workers: readonly Workers[],
  taskType: string,
  requires: Labels,
): string | undefined {
  const able = workers.filter((worker) => worker.taskTypes.includes(taskType));
  if (able.some(({ labels }) => meets(labels, requires))) return undefined;
  const wanted = Object.entries(requires);
  const all = listed(wanted);
  if (able.length === 0) return `a worker that handles ${taskType} and has ${all}`;
  const missing = wanted.filter(
    ([name, value]) => !able.some(({ labels }) => meets(labels, { [name]: value })),
  );
  if (missing.length === 0)
    return `one worker that has all of ${all}; those that handle ${taskType} have them apart`;
  return `a worker with ${listed(missing)}; none that handles ${taskType} has ${missing.length > 1 ? 'them' : 'it'}`;
}

const listed = (labels: readonly [string, string][]): string =>
  labels.map(([name, value]) => `${name}=${value}`).join(', ');
