import type { InstallationSettingName, NodeConfiguration } from '@tutti/contract';

export interface SettingFilters {
  text?: string | undefined;
}

export function parseSettingFilters(search: Record<string, unknown>): SettingFilters {
  const text = typeof search['text'] === 'string' ? search['text'].trim() : '';
  return { text: text === '' || text.length > 200 ? undefined : text };
}

export type NumberSetting = Exclude<InstallationSettingName, 'defaultTimezone'>;

interface SettingWords {
  title: string;
  hint: string;
  effect: string;
}

const SWEEP = 'at the next clean-up, within ten minutes';

/** In the order of the page. */
export const SETTING_WORDS: Readonly<Record<InstallationSettingName, SettingWords>> = {
  defaultTimezone: {
    title: 'Default time zone',
    hint: 'Of cron schedules that name none. Their next runs move with it.',
    effect: 'at once, on all nodes',
  },
  completedRetentionDays: {
    title: 'Keep completed executions',
    hint: 'Cancelled and skipped ones too.',
    effect: SWEEP,
  },
  failedRetentionDays: {
    title: 'Keep failed executions',
    hint: 'Timed out ones too, with their error records.',
    effect: SWEEP,
  },
  logRetentionDays: { title: 'Keep logs', hint: 'What executions wrote.', effect: SWEEP },
  eventRetentionDays: {
    title: 'Keep events',
    hint: 'A reader that was away for longer has missed some.',
    effect: SWEEP,
  },
  auditRetentionDays: {
    title: 'Keep the audit log',
    hint: 'Who did what; the chain stays provable after older entries go.',
    effect: SWEEP,
  },
  historyRowsPerSchedule: {
    title: 'Keep executions of each schedule',
    hint: 'The newest that ended, and those with an open error. Empty: as long as the days above say.',
    effect: SWEEP,
  },
};

const MOST_DAYS = 3650;
const MOST_ROWS = 100_000;

export const unitOf = (name: NumberSetting): 'days' | 'executions' =>
  name === 'historyRowsPerSchedule' ? 'executions' : 'days';

/** The number that was typed, or what to write instead. Null: the setting needs none. */
export function readNumber(name: NumberSetting, text: string): { number: number | null } | { error: string } {
  const typed = text.trim();
  const number = Number(typed);
  if (unitOf(name) === 'executions') {
    if (typed === '') return { number: null };
    return isWithin(number, MOST_ROWS)
      ? { number }
      : { error: 'Write a whole number from 1 to 100,000, or nothing for all.' };
  }
  return typed !== '' && isWithin(number, MOST_DAYS)
    ? { number }
    : { error: 'Write whole days, from 1 to 3,650.' };
}

const isWithin = (number: number, most: number): boolean =>
  Number.isInteger(number) && number >= 1 && number <= most;

export type ConfigurationItem = NodeConfiguration['items'][number];

/** Where a value of a node comes from, in words. */
export function originWords({ origin, from, env, name }: ConfigurationItem): string {
  switch (origin) {
    case 'default':
      return 'default';
    case 'unset':
      return 'not set';
    case 'environment':
      return `environment, ${env}`;
    case 'file':
      return `file, ${from ?? ''}`;
    case 'flag':
      return `flag, --${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    case 'given':
      return 'the program that started it';
  }
}

export const matchesItem = (item: ConfigurationItem, text: string | undefined): boolean =>
  text === undefined ||
  [item.name, item.env, item.description, item.value ?? '', originWords(item)]
    .join(' ')
    .toLowerCase()
    .includes(text.toLowerCase());

/** What was changed comes first: that is what somebody looks for. */
export const orderItems = (items: readonly ConfigurationItem[]): ConfigurationItem[] =>
  items.toSorted((a, b) => Number(isPlain(a)) - Number(isPlain(b)));

const isPlain = ({ origin }: ConfigurationItem): boolean => origin === 'default' || origin === 'unset';
