import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { bodyOf, keptHeaders } from './hook-body.ts';
import { standardSignature } from './signature.ts';
import { verifyMessage } from './verify-message.ts';

const now = new Date('2026-01-01T00:00:00Z');
const seconds = now.getTime() / 1000;
const proof = { secret: 'a secret of the sender', now, toleranceMs: 300_000 };
const body = Buffer.from('{"a":"ü"}');
const hex = (text: string | Buffer): string => createHmac('sha256', proof.secret).update(text).digest('hex');
const standard = (id: string, timestamp: number) => ({
  'webhook-id': id,
  'webhook-timestamp': String(timestamp),
  'webhook-signature': `v1,AAAA ${standardSignature(proof.secret, { id, timestamp, body })}`,
});
const stripe = (at: number, mac = hex(Buffer.concat([Buffer.from(`${at}.`), body]))): string =>
  `t=${at},v1=00,v1=${mac},v0=x`;

test.each([
  ['token', { 'x-hook-token': proof.secret }, true],
  ['token', { authorization: `Bearer ${proof.secret}` }, true],
  ['token', { 'x-hook-token': `${proof.secret}x` }, false],
  ['token', { authorization: 'Basic abc' }, false],
  ['token', {}, false],
  ['standard', standard('m1', seconds), true],
  ['standard', standard('m1', seconds - 299), true],
  ['standard', standard('m1', seconds - 301), false],
  ['standard', standard('m1', seconds + 301), false],
  ['standard', { ...standard('m1', seconds), 'webhook-id': 'm2' }, false],
  ['standard', { ...standard('m1', seconds), 'webhook-timestamp': 'NaN' }, false],
  ['standard', {}, false],
  ['github', { 'x-hub-signature-256': `sha256=${hex(body)}` }, true],
  ['github', { 'x-hub-signature-256': hex(body) }, false],
  ['github', { 'x-hub-signature': 'sha1=x' }, false],
  ['stripe', { 'stripe-signature': stripe(seconds) }, true],
  ['stripe', { 'stripe-signature': stripe(seconds - 301) }, false],
  ['stripe', { 'stripe-signature': stripe(seconds, hex(body)) }, false],
  ['stripe', { 'stripe-signature': 'nonsense' }, false],
  ['stripe', {}, false],
] as const)('%s %j: %s', (kind, headers, ok) => {
  expect(verifyMessage(kind, { headers, body }, proof).ok).toBe(ok);
});

test('a changed body is refused', () => {
  const other = Buffer.from('{"a":"u"}');
  expect(verifyMessage('standard', { headers: standard('m1', seconds), body: other }, proof).ok).toBe(false);
  expect(
    verifyMessage('github', { headers: { 'x-hub-signature-256': `sha256=${hex(body)}` }, body: other }, proof)
      .ok,
  ).toBe(false);
});

test('a copy of a message has its id, another has not', () => {
  const idOf = (id: string): unknown =>
    verifyMessage('standard', { headers: standard(id, seconds), body }, proof);
  expect(idOf('m1')).toEqual(idOf('m1'));
  expect(idOf('m1')).not.toEqual(idOf('m2'));
});

test.each([
  ['application/json', '{"a":1}', { a: 1 }],
  ['application/vnd.x+json; charset=utf-8', '[1]', [1]],
  ['application/x-www-form-urlencoded', 'a=1&b=x+y', { a: '1', b: 'x y' }],
  ['text/plain', '{"a":1}', '{"a":1}'],
  ['', '{"a":1}', { a: 1 }],
  ['', 'hello', 'hello'],
  ['application/json', '', null],
])('a body of type %j', (type, text, value) => {
  const headers = type === '' ? {} : { 'content-type': type };
  expect(bodyOf({ headers, body: Buffer.from(text) })).toEqual(value);
});

test('JSON that is none, or nested beyond reason, is refused', () => {
  const headers = { 'content-type': 'application/json' };
  expect(() => bodyOf({ headers, body: Buffer.from('{') })).toThrow('none');
  expect(() => bodyOf({ headers, body: Buffer.from('['.repeat(200_000)) })).toThrow('more than 100 levels');
  expect(bodyOf({ headers: {}, body: Buffer.from('['.repeat(200)) })).toBe('['.repeat(200));
});

test('headers are kept by the allow-list, credentials never', () => {
  const headers = {
    'content-type': 'a/b',
    'x-github-event': 'push',
    authorization: 'x',
    'x-other': 'y',
    via: ['a', 'b'],
  };
  expect(keptHeaders(headers, ['x-github-event', 'authorization', 'via', 'x-none'])).toEqual({
    'content-type': 'a/b',
    'x-github-event': 'push',
    via: 'a, b',
  });
});
