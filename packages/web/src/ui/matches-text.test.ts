import { expect, test } from 'vitest';
import { matchesText } from './matches-text.ts';

test.each([
  [undefined, ['anything'], true],
  ['ops', ['Ops chat', 'https://example.com'], true],
  ['EXAMPLE', ['Ops chat', 'https://example.com'], true],
  ['mail', ['Ops chat', 'https://example.com'], false],
  ['mail', [], false],
])('%s in %j: %s', (text, texts, found) => expect(matchesText(text, ...texts)).toBe(found));
