import { Timestamp } from '@tutti/contract';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { parseInput } from './parse-input.ts';

test('what a caller is told names the part of the request', () => {
  const schema = z.strictObject({ at: Timestamp });
  expect(() => parseInput(schema, {}, 'query')).toThrow('Query parameter at is missing.');
  expect(() => parseInput(schema, { at: 'x', b: 1 }, 'body')).toThrow(
    /^at must be a time .* \(and 1 more\)\.$/,
  );
  const either = schema
    .partial()
    .refine(({ at }) => at !== undefined, { error: 'give at or more', path: ['at'] });
  expect(() => parseInput(either, {}, 'body')).toThrow('at: give at or more.');
  expect(() => parseInput(schema, undefined, 'body')).toThrow('The request needs a JSON body.');
  expect(() => parseInput(schema, [], 'body')).toThrow('The body must be an object, but is a list.');
});
