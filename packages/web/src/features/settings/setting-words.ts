import type { InstallationSettingName, NodeConfiguration } from '@tutti/contract';

export interface SettingFilters {
  text?: string | undefined;
}

export function parseSettingFilters(search: Record<string, unknown>): SettingFilters {
  const text = typeof search['text'] === 'string' ? search['text'].trim() : '';
  return { text: text === '' || text.length > 200 ? undefined : text };
}

export type DaysSetting = Exclude<InstallationSettingName, 'defaultTimezone'>;

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
};

const LEAST_DAYS = 1;
const MOST_DAYS = 3650;

/** The number of days that was typed, or what to write instead. */
export function readDays(text: string): { days: number } | { error: string } {
  const days = Number(text.trim());
  return text.trim() !== '' && Number.isInteger(days) && days >= LEAST_DAYS && days <= MOST_DAYS
    ? { days }
    : { error: 'Write whole days, from 1 to 3,650.' };
}

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
