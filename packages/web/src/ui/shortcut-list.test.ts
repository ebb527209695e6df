import { expect, test } from 'vitest';
import {
  isSingleLetter,
  matchShortcut,
  pressName,
  SHORTCUTS,
  type Shortcut,
  type ShortcutId,
} from './shortcut-list.ts';

const all = new Set(Object.keys(SHORTCUTS) as ShortcutId[]);
const press = (key: string, more = {}) =>
  pressName({ key, ctrlKey: false, metaKey: false, altKey: false, ...more });

test('Ctrl and Cmd are one, Alt belongs to the browser', () => {
  expect(press('K', { ctrlKey: true })).toBe('Mod+k');
  expect(press('k', { metaKey: true })).toBe('Mod+k');
  expect(press('k', { altKey: true })).toBeUndefined();
  expect(press(' ')).toBe('Space');
});

test('a sequence is started by its first key and matched by its last', () => {
  expect(matchShortcut(['g'], all)).toEqual({ kind: 'started' });
  expect(matchShortcut(['g', 'e'], all)).toEqual({ kind: 'matched', id: 'go.executions' });
  expect(matchShortcut(['g', '1'], all)).toEqual({ kind: 'none' });
});

test('what is not in force does not match', () => {
  expect(matchShortcut(['j'], new Set())).toEqual({ kind: 'none' });
  expect(matchShortcut(['j'], new Set(['list.next']))).toEqual({ kind: 'matched', id: 'list.next' });
});

test('no two shortcuts of one page have the same keys, and none begins another', () => {
  const shortcuts: Shortcut[] = Object.values(SHORTCUTS);
  const everywhere = new Set(['Everywhere', 'Lists']);
  for (const { keys, group } of shortcuts) {
    const written = shortcuts
      .filter((other) => other.group === group || everywhere.has(other.group) || everywhere.has(group))
      .map((other) => other.keys.join(' '));
    const own = keys.join(' ');
    expect(written.filter((other) => `${other} `.startsWith(`${own} `))).toEqual([own]);
  }
});

test('only single letters can be switched off', () => {
  expect(isSingleLetter('j')).toBe(true);
  expect(isSingleLetter('Mod+k')).toBe(false);
  expect(isSingleLetter('Escape')).toBe(false);
});
