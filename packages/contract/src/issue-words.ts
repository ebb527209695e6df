import type { z } from 'zod';

type Issue = z.core.$ZodRawIssue;

const TYPES: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
  tuple: 'a list',
  null: 'null',
};
const FORMATS: Record<string, string> = {
  datetime: 'must be a time with its zone, like 2026-11-21T02:00:00.000Z',
  uuid: 'must be a UUID, like 019ab6ac-5a10-7d52-9f4c-0d8c1f2b3a4e',
  url: 'must be an address, like https://example.com',
};
const UNITS: Record<string, string> = { string: ' characters', array: ' items', record: ' fields' };

/** What is wrong with a value, to follow the name of its field. Sentences written in the contract come before these. */
export function issueWords(issue: Issue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue.expected, issue.input);
    case 'invalid_value':
      return issue.input === undefined ? 'is missing' : `must be ${oneOf(issue.values)}${butIs(issue.input)}`;
    case 'too_small':
      if (issue.minimum === 1 && (issue.origin === 'string' || issue.origin === 'array'))
        return 'must not be empty';
      return `must ${bound(issue.origin, 'at least', issue.inclusive ? 'at least' : 'more than', issue.minimum)}`;
    case 'too_big':
      return `must ${bound(issue.origin, 'at most', issue.inclusive ? 'at most' : 'less than', issue.maximum)}`;
    case 'invalid_format':
      return FORMATS[issue.format] ?? 'has the wrong form';
    case 'invalid_key':
      return `has a bad name: ${issue.issues[0]?.message ?? 'it has the wrong form'}`;
    case 'invalid_union':
      return issue.discriminator
        ? `must be ${oneOf((issue as { options?: unknown[] }).options ?? [])}`
        : undefined;
    case 'not_multiple_of':
      return `must be a multiple of ${String(issue.divisor)}`;
    default:
      return undefined;
  }
}

function wrongType(expected: string, input: unknown): string {
  const wanted = TYPES[expected] ?? `of type ${expected}`;
  return input === undefined ? 'is missing' : `must be ${wanted}${butIs(input)}`;
}

/** The value itself where it is short and plain, else its type. */
function butIs(input: unknown): string {
  if (input === null) return ', but is null';
  if (Array.isArray(input)) return ', but is a list';
  if (typeof input === 'number') return Number.isNaN(input) ? '' : `, but is ${input}`;
  if (typeof input === 'string')
    return input.length <= 40 ? `, but is ${JSON.stringify(input)}` : ', but is a text';
  return `, but is ${TYPES[typeof input] ?? typeof input}`;
}

function bound(origin: string, words: string, numberWords: string, limit: number | bigint): string {
  const unit = UNITS[origin];
  return unit
    ? `have ${words} ${limit}${limit === 1 ? unit.replace(/s$/, '') : unit}`
    : `be ${numberWords} ${limit}`;
}

function oneOf(values: readonly unknown[]): string {
  const texts = values.map(String);
  return texts.length > 1 ? `one of ${texts.join(', ')}` : String(texts[0]);
}
