import type { Rule } from '@tutti/contract';
import { expect, test } from 'vitest';
import { channelTarget, emptyChannelForm, toChannelDraft } from './channel-form.ts';
import { channelState, durationWords, listed, messageState, ruleWords } from './notification-words.ts';
import { emptyRuleForm, formOfRule, toRuleDraft } from './rule-form.ts';

const rule: Rule = {
  id: 1,
  name: 'nightly',
  enabled: true,
  events: ['error.critical', 'execution.failed'],
  filter: null,
  scheduleIds: [3],
  severities: ['critical'],
  channels: ['ops mail'],
  groupBy: 'schedule',
  renotifyMs: 600_000,
  recovered: true,
  quietHours: { from: '22:00', until: '07:00', timezone: 'Europe/Berlin', exceptCritical: true },
  openGroups: 0,
  createdBy: 'local',
  createdAt: '2026-11-21T02:00:00.000Z',
  updatedAt: '2026-11-21T02:00:00.000Z',
};
const nameOf = (id: number): string => `job-${id}`;

test('a rule reads as a sentence', () => {
  expect(ruleWords(rule, nameOf)).toBe(
    'Critical error.critical or execution.failed of job-3 to ops mail, at most every 10 minutes per schedule, and when it recovered, not 22:00–07:00 Berlin, except critical ones',
  );
  const plain = { events: ['*'], severities: [], scheduleIds: [], groupBy: 'none', quietHours: null };
  expect(ruleWords({ ...rule, ...plain, channels: ['a', 'b'] }, nameOf)).toBe(
    'All events to a and b, every single one',
  );
  expect(
    ruleWords({ ...rule, ...plain, groupBy: 'data.shop', recovered: false, filter: { a: 1 } }, nameOf),
  ).toBe('All events that fit its filter to ops mail, at most every 10 minutes per data.shop');
  expect(ruleWords({ ...rule, scheduleIds: [1, 2, 3, 4] }, nameOf)).toContain('of 4 schedules');
  expect([durationWords(3_600_000), durationWords(90_000), listed(['a', 'b', 'c'])]).toEqual([
    'an hour',
    '90 seconds',
    'a, b and c',
  ]);
});

test('a rule goes into its form and comes back the same', () => {
  const { id, openGroups, createdBy, createdAt, updatedAt, ...draft } = rule;
  expect(toRuleDraft(formOfRule(rule, 'UTC'))).toEqual({ kind: 'draft', draft });
  expect(
    toRuleDraft({ ...emptyRuleForm('UTC'), filter: '[', renotify: { value: 'x', unit: 'h' } }),
  ).toMatchObject({
    kind: 'problems',
    errors: [{ field: 'filter' }, { field: 'renotifyMs' }],
  });
});

test('a channel sends the fields of its type alone, numbers as numbers', () => {
  const form = { ...emptyChannelForm, name: ' mail ', type: 'smtp' as const };
  const config = {
    url: 'http://left',
    host: ' mail.example.com ',
    port: '465',
    username: '',
    to: ['a@b.c'],
    secure: true,
  };
  expect(toChannelDraft({ ...form, config })).toEqual({
    name: 'mail',
    type: 'smtp',
    enabled: true,
    config: { host: 'mail.example.com', port: 465, secure: true, to: ['a@b.c'] },
  });
  expect(
    toChannelDraft({ ...form, type: 'command', config: { command: ' a ', args: [], timeoutMs: 5 } }).config,
  ).toEqual({
    command: ' a ',
    timeoutMs: 5,
  });
});

test('where a channel leads is told without its secrets', () => {
  expect(channelTarget({ type: 'slack', config: { url: '********' } })).toBe('a secret address');
  expect(channelTarget({ type: 'ntfy', config: { topic: 'a' } })).toBe('a at https://ntfy.sh');
  expect(channelTarget({ type: 'smtp', config: { host: 'm', to: ['a@b', 'c@d'] } })).toBe('a@b, c@d by m');
});

test('channels and messages say how they are', () => {
  expect(channelState({ enabled: true, lastError: 'no', lastSentAt: null })).toEqual({
    kind: 'failed',
    word: 'Failing',
    why: 'no',
  });
  expect(channelState({ enabled: true, lastError: null, lastSentAt: null }).word).toBe('Not used yet');
  expect(messageState({ status: 'held', reason: null }).why).toBe('quiet hours');
  expect(messageState({ status: 'pending', reason: 'ECONNREFUSED' })).toEqual({
    kind: 'retrying',
    word: 'Retrying',
    why: 'ECONNREFUSED',
  });
});
