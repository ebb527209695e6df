import { INSTALLATION_SETTING_NAMES } from '@tutti/contract';
import { expect, test } from 'vitest';
import {
  matchesItem,
  orderItems,
  originWords,
  parseSettingFilters,
  readNumber,
  SETTING_WORDS,
  type ConfigurationItem,
} from './setting-words.ts';

const item = (more: Partial<ConfigurationItem> = {}): ConfigurationItem => ({
  name: 'maxConcurrent',
  env: 'TUTTI_MAX_CONCURRENT',
  value: '4',
  default: '4',
  origin: 'default',
  from: null,
  secret: false,
  description: 'Executions at the same time',
  ...more,
});

test('every setting there is has its words', () =>
  expect(Object.keys(SETTING_WORDS).toSorted()).toEqual([...INSTALLATION_SETTING_NAMES].toSorted()));

test.each([
  ['1', { number: 1 }],
  [' 3650 ', { number: 3650 }],
  ['0', { error: 'Write whole days, from 1 to 3,650.' }],
  ['3651', { error: 'Write whole days, from 1 to 3,650.' }],
  ['1.5', { error: 'Write whole days, from 1 to 3,650.' }],
  ['', { error: 'Write whole days, from 1 to 3,650.' }],
])('%j days', (text, read) => expect(readNumber('logRetentionDays', text)).toEqual(read));

test.each([
  ['', { number: null }],
  [' 500 ', { number: 500 }],
  ['0', { error: 'Write a whole number from 1 to 100,000, or nothing for all.' }],
  ['100001', { error: 'Write a whole number from 1 to 100,000, or nothing for all.' }],
])('%j executions', (text, read) => expect(readNumber('historyRowsPerSchedule', text)).toEqual(read));

test.each<[Partial<ConfigurationItem>, string]>([
  [{}, 'default'],
  [{ origin: 'unset' }, 'not set'],
  [{ origin: 'environment' }, 'environment, TUTTI_MAX_CONCURRENT'],
  [{ origin: 'file', from: '/etc/tutti.json' }, 'file, /etc/tutti.json'],
  [{ origin: 'flag' }, 'flag, --max-concurrent'],
  [{ origin: 'given' }, 'the program that started it'],
])('the origin %j reads %s', (more, words) => expect(originWords(item(more))).toBe(words));

test('found by name, variable, words, value and origin', () => {
  for (const text of ['MAXconc', 'tutti_max', 'same time', '4', 'default', undefined])
    expect(matchesItem(item(), text)).toBe(true);
  expect(matchesItem(item(), 'zebra')).toBe(false);
});

test('what somebody set comes first', () =>
  expect(
    orderItems([
      item({ name: 'a' }),
      item({ name: 'b', origin: 'flag' }),
      item({ name: 'c', origin: 'unset' }),
    ]).map(({ name }) => name),
  ).toEqual(['b', 'a', 'c']));

test('an empty search narrows nothing', () => {
  expect(parseSettingFilters({ text: '  ' }).text).toBeUndefined();
  expect(parseSettingFilters({ text: 'port' }).text).toBe('port');
});
