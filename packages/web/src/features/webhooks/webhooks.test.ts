import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import type { Schedule, Verification, Webhook } from '@tutti/contract';
import { expect, onTestFinished, test } from 'vitest';
import { eventChoices, filterText, parseFilter } from './event-choices.ts';
import { bodyNote, isUnderWay, messageHalf, messageState, unreplayable } from './message-words.ts';
import { parseWebhookFilters, parseDeliveryFilters, parseMessageFilters } from './webhook-filters.ts';
import { toWebhookDraft, emptyWebhookForm, formOfWebhook } from './webhook-form.ts';
import {
  codeOf,
  curlLine,
  deliveryState,
  prettyBody,
  requestHalf,
  responseHalf,
  triggeredBy,
  webhookState,
} from './webhook-words.ts';

const WEBHOOK: Webhook = {
  id: 1,
  name: 'ops',
  url: 'https://x/',
  events: ['*'],
  filter: null,
  headers: {},
  enabled: true,
  retryPolicy: null,
  disabledReason: null,
  consecutiveFailures: 0,
  previousSecretUntil: null,
  lastDeliveredAt: null,
  createdBy: 'local',
  createdAt: '2026-11-21T09:00:00.000Z',
  updatedAt: '2026-11-21T09:00:00.000Z',
};

test.each([
  [true, null, 0, 'On', undefined],
  [true, null, 3, 'Failing', '3 deliveries given up in a row; 20 disable it'],
  [false, null, 0, 'Off', 'switched off by hand'],
  [false, 'the receiver answered 410 Gone', 1, 'Disabled by itself', 'the receiver answered 410 Gone'],
])('enabled %s, reason %s, %i failures: %s', (enabled, disabledReason, consecutiveFailures, word, why) => {
  const told = webhookState({ enabled, disabledReason, consecutiveFailures });
  expect([told.word, told.why]).toEqual([word, why]);
});

test('a delivery says where it is', () => {
  expect(deliveryState({ status: 'pending', attempts: 0 }).word).toBe('Waiting');
  expect(deliveryState({ status: 'pending', attempts: 2 })).toEqual({
    kind: 'retrying',
    word: 'Retrying, 2 tried',
  });
  expect(deliveryState({ status: 'failed', attempts: 8 }).word).toBe('Given up');
});

test('an exchange is taken apart, whatever was kept of it', () => {
  const request = { url: 'http://x/', headers: { a: 'b', n: 1 }, body: '{"a":1}' };
  expect(requestHalf({ request })).toEqual({
    head: 'POST http://x/',
    headers: [
      ['a', 'b'],
      ['n', '1'],
    ],
    body: '{"a":1}',
  });
  expect(responseHalf({ response: { status: 204 } })).toEqual({ head: '204', headers: [], body: '' });
  expect(responseHalf({ response: null })).toBeUndefined();
  expect([codeOf({ response: { status: 500 } }), codeOf({ response: null })]).toEqual([500, undefined]);
  expect(prettyBody('{"a":1}')).toBe('{\n  "a": 1\n}');
  expect(prettyBody('{"a":1,"cut')).toBe('{"a":1,"cut');
});

test('patterns can be picked: all, a noun, an event', () => {
  const values = eventChoices().map(({ value }) => value);
  expect(values[0]).toBe('*');
  expect(values).toEqual(expect.arrayContaining(['execution.*', 'execution.failed', 'breaker.opened']));
  expect(new Set(values).size).toBe(values.length);
});

test('a filter is JSON or nothing', () => {
  expect(parseFilter(' ')).toEqual({ kind: 'filter', filter: null });
  expect(parseFilter('{"data.n": 1}')).toEqual({ kind: 'filter', filter: { 'data.n': 1 } });
  expect(parseFilter('[1]').kind).toBe('problem');
  expect(parseFilter('{').kind).toBe('problem');
  expect(filterText({ a: 1 })).toBe('{\n  "a": 1\n}');
});

test('the form becomes what the server takes; its own mistakes are told by field', () => {
  const form = { ...emptyWebhookForm, name: ' ops ', url: ' https://x ', events: ['*'], headers: { a: 'b' } };
  expect(toWebhookDraft(form)).toMatchObject({
    kind: 'draft',
    draft: { name: 'ops', url: 'https://x', events: ['*'], filter: null, headers: { a: 'b' }, enabled: true },
  });
  expect(toWebhookDraft({ ...form, filter: '{' })).toMatchObject({
    kind: 'problems',
    errors: [{ field: 'filter' }],
  });
});

test('a retry policy goes into the form and comes out as it was', () => {
  const own = { maxRetries: 3, initialDelayMs: 2000, maxDelayMs: 90_000, multiplier: 4, jitter: 0.2 };
  for (const retryPolicy of [null, 'none', own] as const) {
    const drafted = toWebhookDraft(formOfWebhook({ ...WEBHOOK, retryPolicy }));
    expect(drafted).toMatchObject({ kind: 'draft', draft: { name: 'ops', retryPolicy } });
  }
  const form = { ...formOfWebhook({ ...WEBHOOK, retryPolicy: own }), filter: '{' };
  const bad = { ...form, ownRetry: { ...form.ownRetry, maxRetries: 'many' } };
  expect(toWebhookDraft(bad)).toMatchObject({
    kind: 'problems',
    errors: [{ field: 'retryPolicy.maxRetries' }, { field: 'filter' }],
  });
});

test('addresses are read as far as they make sense', () => {
  expect(parseWebhookFilters({ tab: 'in', hook: '3' })).toEqual({ tab: 'in', hook: 3 });
  expect(parseWebhookFilters({ tab: 'x', hook: 'y' })).toEqual({ tab: undefined, hook: undefined });
  expect(parseDeliveryFilters({ status: 'failed', delivery: 9 })).toEqual({ status: 'failed', delivery: 9 });
  expect(parseDeliveryFilters({ status: 'lost' }).status).toBeUndefined();
});

test('what a hook triggers is found by event and filter', () => {
  const schedule = (name: string, event: string, filter?: object): Schedule =>
    ({
      name,
      scheduleType: 'event',
      scheduleConfig: { event, ...(filter && { filter }) },
    }) as unknown as Schedule;
  const all = [
    schedule('own', 'webhook.received', { 'data.name': 'github' }),
    schedule('another', 'webhook.received', { 'data.name': 'stripe' }),
    schedule('any', 'webhook.received'),
    schedule('listed', 'webhook.*', { 'data.name': { in: ['a', 'github'] } }),
    schedule('prefix', 'webhook.received', { 'data.name': { prefix: 'git' } }),
    schedule('order', 'order.paid'),
  ];
  expect(triggeredBy({ name: 'github' }, all).map(({ name }) => name)).toEqual([
    'own',
    'any',
    'listed',
    'prefix',
  ]);
});

/** Against what the server does: the line is run in a real shell and its signature is worked out apart. */
test.each(['token', 'github', 'stripe', 'standard'] satisfies Verification[])(
  'the line for %s sends a message signed as its receiver expects',
  async (verification) => {
    const heard = Promise.withResolvers<{ headers: IncomingHttpHeaders; body: string }>();
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (piece) => (body += String(piece)));
      request.on('end', () => {
        heard.resolve({ headers: request.headers, body });
        response.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const raw = Buffer.from("0123456789abcdef'0123456789'abcdef");
    const secret = verification === 'standard' ? `whsec_${raw.toString('base64')}` : "it's a $ecret of ours";
    const line = curlLine({ path: '/hooks/x', verification }, origin, secret);
    await promisify(execFile)('bash', ['-c', line.replace('curl ', 'curl -s ')]);
    const { headers, body } = await heard.promise;
    expect(body).toBe('{"hello":"tutti"}');
    const mac = (key: string | Buffer, signed: string, form: 'hex' | 'base64') =>
      createHmac('sha256', key).update(signed).digest(form);
    const time = String(headers['webhook-timestamp']);
    const stripeTime = /t=(\d+)/.exec(String(headers['stripe-signature']))?.[1];
    const expected = {
      token: { 'x-hook-token': secret },
      github: { 'x-hub-signature-256': `sha256=${mac(secret, body, 'hex')}` },
      stripe: { 'stripe-signature': `t=${stripeTime},v1=${mac(secret, `${stripeTime}.${body}`, 'hex')}` },
      standard: {
        'webhook-signature': `v1,${mac(raw, `${String(headers['webhook-id'])}.${time}.${body}`, 'base64')}`,
      },
    }[verification];
    expect(headers).toMatchObject(expected);
  },
);

test.each([
  ['accepted', null, 'Accepted', undefined],
  ['duplicate', null, 'Duplicate', 'it had come before'],
  ['refused', 'the token is another', 'Refused', 'the token is another'],
  ['replayed', null, 'Replayed', 'message 7 again, by ann'],
] as const)('a message that is %s says so', (status, problem, word, why) => {
  const replayed = status === 'replayed';
  const told = messageState({
    status,
    problem,
    replayOf: replayed ? 7 : null,
    actor: replayed ? 'ann' : null,
  });
  expect([told.word, told.why]).toEqual([word, why]);
});

test('what a message said is shown as far as it is kept', () => {
  const headers = { a: 'b' };
  expect(messageHalf({ headers, body: { n: 1 } })).toEqual({
    head: '',
    headers: [['a', 'b']],
    body: '{"n":1}',
  });
  expect(messageHalf({ headers, body: null }).body).toBe('');
  expect(messageHalf({ headers, body: 'a=b' }).body).toBe('a=b');
  const none = { bodyKept: 'none', body: null, sizeBytes: 9, reason: null } as const;
  expect(bodyNote(none)).toBe('Its body is no longer kept.');
  expect(bodyNote({ ...none, reason: 'too_large' })).toBe('Its body was not read.');
  expect(bodyNote({ ...none, bodyKept: 'beginning', body: 'é' })).toBe(
    'Only the beginning of the body is kept.',
  );
  expect(bodyNote({ ...none, bodyKept: 'beginning', body: 'é', sizeBytes: 2 })).toBeUndefined();
  expect(unreplayable({ status: 'accepted', bodyKept: 'whole' })).toBeUndefined();
  expect(unreplayable({ status: 'duplicate', bodyKept: 'none' })).toBe('What it said is no longer kept');
  expect(unreplayable({ status: 'refused', bodyKept: 'beginning' })).toMatch(/Nobody proved/);
});

test('a message is looked at often while more may be told of it', () => {
  const at = Date.parse('2026-11-21T09:00:00Z');
  const message = { eventId: '1-2-0', receivedAt: new Date(at).toISOString(), started: [] };
  const run = { scheduleId: 1, scheduleName: 'a', executionId: null, skipReason: null };
  expect(isUnderWay(message, at + 1000)).toBe(true);
  expect(isUnderWay(message, at + 20_000)).toBe(false);
  expect(isUnderWay({ ...message, started: [{ ...run, status: 'running' }] }, at + 20_000)).toBe(true);
  expect(isUnderWay({ ...message, started: [{ ...run, status: 'failed' }] }, at + 20_000)).toBe(false);
  expect(isUnderWay({ ...message, eventId: null }, at)).toBe(false);
});

test('filters of messages stand in the address', () => {
  expect(parseMessageFilters({ status: 'refused', skip: '100', message: 7 })).toEqual({
    status: 'refused',
    skip: 100,
    message: 7,
  });
  expect(parseMessageFilters({ status: 'odd', skip: -1, message: 'x' })).toEqual({});
});
