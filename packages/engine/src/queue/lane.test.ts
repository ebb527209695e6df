import { describe, expect, test } from 'vitest';
import { meets, requiresText, unmetWords } from './lane.ts';

describe('whether a worker may take what requires labels', () => {
  test.each<[Record<string, string>, Record<string, string>, boolean]>([
    [{}, {}, true],
    [{ gpu: 'true' }, {}, true],
    [{}, { gpu: 'true' }, false],
    [{ gpu: 'true' }, { gpu: 'true' }, true],
    [{ gpu: 'false' }, { gpu: 'true' }, false],
    [{ gpu: 'TRUE' }, { gpu: 'true' }, false],
    [{ gpu: 'true', region: 'eu' }, { gpu: 'true' }, true],
    [{ gpu: 'true' }, { gpu: 'true', region: 'eu' }, false],
    [{ gpu: '' }, { gpu: '' }, true],
    [{}, { toString: 'x' }, false],
    [{}, { constructor: '' }, false],
  ])('labels %j, required %j: %s', (labels, requires, may) => {
    expect(meets(labels, requires)).toBe(may);
  });
});

test('the same labels are one text in whatever order they come; none are no text', () => {
  expect(requiresText({ b: '1', a: '2' })).toBe('{"a":"2","b":"1"}');
  expect(requiresText({ a: '2', b: '1' })).toBe('{"a":"2","b":"1"}');
  expect(requiresText({})).toBeUndefined();
  expect(requiresText(null)).toBeUndefined();
});

describe('what is missing, in words', () => {
  const worker = (labels: Record<string, string>, ...taskTypes: string[]) => ({ labels, taskTypes });
  const requires = { gpu: 'true', region: 'eu' };
  test.each([
    ['somebody has all', [worker({ gpu: 'true', region: 'eu' }, 'a')], undefined],
    ['nobody is there', [], 'a worker that handles a and has gpu=true, region=eu'],
    [
      'the right one does something else',
      [worker(requires, 'b')],
      'a worker that handles a and has gpu=true, region=eu',
    ],
    [
      'one label is missing',
      [worker({ region: 'eu' }, 'a'), worker({ gpu: 'false' }, 'a')],
      'a worker with gpu=true; none that handles a has it',
    ],
    ['both are', [worker({}, 'a')], 'a worker with gpu=true, region=eu; none that handles a has them'],
    [
      'each has one',
      [worker({ gpu: 'true' }, 'a'), worker({ region: 'eu' }, 'a')],
      'one worker that has all of gpu=true, region=eu; those that handle a have them apart',
    ],
  ])('%s', (_name, workers, words) => {
    expect(unmetWords(workers, 'a', requires)).toBe(words);
  });
});
