import { EVENT_TYPES } from '@tutti/contract';
import type { Choice } from '../../ui/pick-many.tsx';

/** Patterns to pick from: all, each noun, each event of Tutti's own. Names of one's own are typed. */
export function eventChoices(): Choice[] {
  const nouns = [...new Set(EVENT_TYPES.map((type) => type.slice(0, type.indexOf('.'))))];
  return [
    { value: '*', note: 'everything that happens' },
    ...nouns.flatMap((noun) => {
      const types = EVENT_TYPES.filter((type) => type.startsWith(`${noun}.`));
      return [
        { value: `${noun}.*`, note: `all ${types.length} events of a ${noun}` },
        ...types.map((value) => ({ value, note: value.replaceAll(/[._]/g, ' ') })),
      ];
    }),
  ];
}

/** A filter of events as it is typed: JSON, or nothing. */
export function parseFilter(
  text: string,
): { kind: 'filter'; filter: Record<string, unknown> | null } | { kind: 'problem'; message: string } {
  if (text.trim() === '') return { kind: 'filter', filter: null };
  try {
    const filter: unknown = JSON.parse(text);
    if (typeof filter === 'object' && filter !== null && !Array.isArray(filter))
      return { kind: 'filter', filter: filter as Record<string, unknown> };
    return { kind: 'problem', message: 'must be a JSON object, like {"data.total": {"gte": 10}}' };
  } catch (error) {
    return { kind: 'problem', message: `is no JSON: ${(error as Error).message}` };
  }
}

export const filterText = (filter: object | null): string => (filter ? JSON.stringify(filter, null, 2) : '');
