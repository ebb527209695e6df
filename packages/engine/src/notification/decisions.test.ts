import type { Event, QuietHours } from '@tutti/contract';
import { describe, expect, test } from 'vitest';
import { Alerts, interestsIn } from './alerts.ts';
import { discordPost, mailOf, ntfyPost, slackPost } from './channel-body.ts';
import { revealedConfig, shownConfig } from './channel-secrets.ts';
import { decideOnGroup, ruleWants } from './group-decision.ts';
import { alertOf, recoveryOf } from './message.ts';
import type { RuleRow } from './notification-row.ts';
import { heldUntil } from './quiet-hours.ts';
import { severityOf } from './severity.ts';
import { groupKeyOf } from './subject.ts';

const AT = '2026-01-01T00:00:00.000Z';
const event = (type: string, data: Event['data'] = {}, at = AT): Event => ({
  id: '1-1-0',
  type,
  at,
  data,
  actor: null,
  correlationId: null,
  causationId: null,
  depth: 0,
});
const rule = (more: Partial<RuleRow> = {}): RuleRow => ({
  id: 7,
  name: 'failures',
  enabled: true,
  events: ['execution.failed'],
  filter: null,
  schedule_ids: [],
  severities: [],
  channels: ['ops'],
  group_by: 'schedule',
  renotify_ms: 60_000,
  recovered: true,
  quiet_hours: null,
  active_since: new Date(0),
  created_by: 'local',
  created_at: new Date(0),
  updated_at: new Date(0),
  ...more,
});

describe('quiet hours', () => {
  const night: QuietHours = {
    from: '22:00',
    until: '07:00',
    timezone: 'Europe/Berlin',
    exceptCritical: true,
  };
  const noon: QuietHours = { from: '12:00', until: '13:00', timezone: 'UTC', exceptCritical: false };
  test.each([
    [night, 'high', '2026-01-10T20:59:59Z', null],
    [night, 'high', '2026-01-10T21:00:00Z', '2026-01-11T06:00:00.000Z'],
    [night, 'high', '2026-01-11T05:59:00Z', '2026-01-11T06:00:00.000Z'],
    [night, 'high', '2026-01-11T06:00:00Z', null],
    [night, 'critical', '2026-01-10T23:00:00Z', null],
    // Clocks go forward at 01:00Z: seven o'clock is an hour nearer. In autumn it is an hour farther.
    [night, 'high', '2026-03-28T22:00:00Z', '2026-03-29T05:00:00.000Z'],
    [night, 'high', '2026-10-24T21:00:00Z', '2026-10-25T06:00:00.000Z'],
    [noon, 'critical', '2026-01-10T12:30:20Z', '2026-01-10T13:00:00.000Z'],
    [noon, 'low', '2026-01-10T11:59:59Z', null],
    [null, 'low', '2026-01-10T12:30:00Z', null],
  ] as const)('%j, %s at %s: %s', (quiet, severity, now, until) => {
    expect(heldUntil(quiet, severity, new Date(now))?.toISOString() ?? null).toBe(until);
  });
});

test.each([
  ['execution.failed', {}, 'high'],
  ['error.recorded', { severity: 'low' }, 'low'],
  ['error.critical', {}, 'critical'],
  ['schedule.slow', {}, 'medium'],
  ['order.paid', { severity: 'nonsense' }, 'low'],
])('%s %j is %s', (type, data, severity) => expect(severityOf({ type, data })).toBe(severity));

test.each([
  ['none', event('execution.failed', { scheduleId: 3 }), null],
  ['schedule', event('execution.failed', { scheduleId: 3 }), 'schedule=3'],
  ['schedule', event('schedule.missed', { id: 3 }), 'schedule=3'],
  ['schedule', event('execution.failed', { executionId: 'x' }), 'execution=x'],
  ['schedule', event('breaker.opened', { key: 'https://a' }), 'breaker:https://a'],
  ['schedule', event('order.paid'), 'type=order.paid'],
  ['fingerprint', event('error.recorded', { fingerprint: 'f1' }), 'fingerprint=f1'],
  ['data.a.b', event('order.paid', { a: { b: 4 } }), 'data.a.b=4'],
  ['data.none', event('order.paid'), 'data.none=none'],
])('by %s, %j is of group %s', (by, happened, key) => expect(groupKeyOf(by, happened)).toBe(key));

test('messages that differ in numbers, ids and paths only are one group', () => {
  const key = (message: string) =>
    groupKeyOf('fingerprint', event('execution.failed', { error: { message } }));
  expect(key('no file /srv/a/1.txt after 20 s')).toBe(key('no file /var/b/2.txt after 31 s'));
  expect(key('no file')).not.toBe(key('no space'));
});

test.each([
  [rule(), event('execution.failed'), true],
  [rule({ enabled: false }), event('execution.failed'), false],
  [rule({ schedule_ids: [1] }), event('execution.failed', { scheduleId: 1 }), true],
  [rule({ schedule_ids: [1] }), event('execution.failed', { scheduleId: 2 }), false],
  [rule({ severities: ['critical'] }), event('execution.failed'), false],
  [rule({ filter: { 'data.queue': 'x' } }), event('execution.failed', { queue: 'x' }), true],
  [rule({ active_since: new Date('2026-01-02') }), event('execution.failed'), false],
])('%j wants %j: %s', (row, happened, wants) => expect(ruleWants(row, happened)).toBe(wants));

test.each([
  [undefined, { notify: true, suppressed: 0 }],
  [
    { open: false, notified_at: new Date(AT), suppressed: 3 },
    { notify: true, suppressed: 0 },
  ],
  [{ open: true, notified_at: new Date('2025-12-31T23:59:30Z'), suppressed: 3 }, { notify: false }],
  [
    { open: true, notified_at: new Date('2025-12-31T23:59:00Z'), suppressed: 3 },
    { notify: true, suppressed: 3 },
  ],
])('a group %j at midnight: %j', (group, decision) => {
  expect(decideOnGroup(group, 60_000, new Date(AT))).toEqual(decision);
});

test('one alert from the first failure to the recovery, with what was only counted', () => {
  const alerts = new Alerts([]);
  const data = { scheduleId: 3, label: 'backup' };
  const rules = new Map([[7, rule()]]);
  const fail = (at: string) => {
    for (const interest of interestsIn(event('execution.failed', data, at), [...rules.values()], new Map()))
      alerts.tell(interest);
  };
  const better = (at: string) =>
    alerts.recover(event('execution.completed', data, at), rules, () => 'rule failures');
  fail('2026-01-01T00:00:00.000Z');
  fail('2026-01-01T00:00:10.000Z');
  fail('2026-01-01T00:01:10.000Z');
  better('2026-01-01T00:02:00.000Z');
  better('2026-01-01T00:03:00.000Z');
  fail('2026-01-01T00:04:00.000Z');
  expect(alerts.sendings.map(({ message }) => [message.kind, message.title, message.suppressed])).toEqual([
    ['alert', 'backup failed', 0],
    ['alert', 'backup failed', 1],
    ['recovered', 'Recovered: backup failed', 0],
    ['alert', 'backup failed', 0],
  ]);
  expect(alerts.changed).toMatchObject([{ rule_id: 7, group_key: 'schedule=3', open: true, events: 1 }]);
});

test('what schedules ask for themselves', () => {
  const schedules = new Map([[3, { id: 3, name: 'backup', on_failure: ['ops'], on_success: ['log'] }]]);
  const channels = (type: string, data: Event['data']) =>
    interestsIn(event(type, data), [], schedules).map(({ rule: own, groupKey }) => [own.channels, groupKey]);
  expect(channels('execution.failed', { scheduleId: 3 })).toEqual([[['ops'], 'schedule=3']]);
  expect(channels('schedule.missed', { id: 3 })).toEqual([[['ops'], 'schedule=3']]);
  expect(channels('execution.completed', { scheduleId: 3 })).toEqual([[['log'], null]]);
  expect(channels('execution.cancelled', { scheduleId: 3 })).toEqual([]);
  expect(channels('execution.failed', { scheduleId: 4 })).toEqual([]);
});

test('a title tells in words what happened', () => {
  const title = (type: string, data: Record<string, unknown>) => alertOf(event(type, data), 'x', 0).title;
  expect(title('breaker.half_opened', { key: 'payments' })).toBe('Breaker half opened: payments');
  expect(title('node.lost', {})).toBe('Node lost');
  expect(title('order.paid', { name: 'a' })).toBe('order.paid: a');
});

test('secrets are hidden, and stay when they come back hidden or not at all', () => {
  const kept = { url: 'https://x', secret: 's1', headers: { a: '1', b: '2' } };
  const shown = shownConfig('webhook', kept);
  expect(shown).toEqual({ url: 'https://x', secret: '********', headers: { a: '********', b: '********' } });
  expect(revealedConfig('webhook', shown, kept)).toEqual(kept);
  expect(revealedConfig('webhook', { url: 'https://y' }, kept)).toEqual({ ...kept, url: 'https://y' });
  expect(
    revealedConfig('webhook', { url: 'https://y', secret: 's2', headers: { a: '********' } }, kept),
  ).toEqual({
    url: 'https://y',
    secret: 's2',
    headers: { a: '1' },
  });
});

describe('the bodies of channels', () => {
  const hostile = event('execution.failed', {
    label: '<!channel> @everyone *x*',
    error: { message: 'see <https://evil|here> & [link](https://evil)' },
    executionId: 'e1',
  });
  const message = alertOf(hostile, 'rule failures', 2);

  test('an alert says what, why and how often', () => {
    expect(message).toMatchObject({ kind: 'alert', severity: 'high', suppressed: 2 });
    expect(message.text).toContain('2 more like it since the last message');
    expect(
      recoveryOf(event('execution.completed'), { title: 'a failed', source: 'x', events: 3 }),
    ).toMatchObject({
      title: 'Recovered: a failed',
      text: expect.stringContaining('3 times'),
    });
  });

  test('Slack: no text becomes a link or a mention', () => {
    const { text } = JSON.parse(slackPost({ url: 'https://s' }, message).body);
    expect(text).toContain('&lt;!channel&gt;');
    expect(text).not.toContain('<');
  });

  test('Discord: nobody is called, nothing is formatted', () => {
    const body = JSON.parse(discordPost({ url: 'https://d' }, message).body);
    expect(body.allowed_mentions).toEqual({ parse: [] });
    expect(body.embeds[0].description).toContain(String.raw`\[link\]\(https://evil\)`);
  });

  test('ntfy: as JSON to the root, with priority and token', () => {
    const post = ntfyPost({ server: 'https://n/x', topic: 't', token: 'tk' }, message);
    expect(post).toMatchObject({ url: 'https://n/', headers: { authorization: 'Bearer tk' } });
    expect(JSON.parse(post.body)).toMatchObject({ topic: 't', priority: 4 });
  });

  test('mail: the subject tells how grave it is', () => {
    expect(mailOf(message).subject).toBe('[Tutti] high: <!channel> @everyone *x* failed');
  });
});
