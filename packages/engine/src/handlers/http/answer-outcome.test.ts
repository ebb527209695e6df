import { expect, it } from 'vitest';
import type { HttpExpectation } from '@tutti/contract';
import { type Answer, outcomeOfAnswer } from './answer-outcome.ts';

const now = new Date('2030-01-01T00:00:00Z');

const answerOf = (status: number, more: Partial<Answer> = {}): Answer => ({
  status,
  headers: new Headers({ 'retry-after': '7', 'x-kind': 'a', 'set-cookie': 'secret=1' }),
  body: 'the body',
  truncated: false,
  found: true,
  url: 'http://h/x',
  method: 'GET',
  durationMs: 5,
  ...more,
});

it('gives the answer, without its cookies', () => {
  expect(outcomeOfAnswer(answerOf(200), undefined, now)).toEqual({
    kind: 'completed',
    result: {
      status: 200,
      headers: { 'retry-after': '7', 'x-kind': 'a' },
      body: 'the body',
      truncated: false,
      durationMs: 5,
      url: 'http://h/x',
    },
  });
});

const failures: [number, HttpExpectation, Partial<Answer>, string, boolean, number | undefined][] = [
  [301, {}, {}, 'HTTP_STATUS', false, 7000],
  [301, {}, { method: 'POST' }, 'HTTP_STATUS', true, undefined],
  [400, {}, {}, 'HTTP_STATUS', true, undefined],
  [401, {}, {}, 'HTTP_STATUS', true, undefined],
  [404, {}, { method: 'POST' }, 'HTTP_STATUS', true, undefined],
  [408, {}, {}, 'HTTP_STATUS', false, 7000],
  [425, {}, {}, 'HTTP_STATUS', false, 7000],
  [429, {}, { method: 'POST' }, 'HTTP_STATUS', false, 7000],
  [500, {}, { method: 'POST' }, 'HTTP_STATUS', false, 7000],
  [503, {}, { headers: new Headers() }, 'HTTP_STATUS', false, undefined],
  [500, { bodyIncludes: 'x' }, {}, 'HTTP_STATUS', false, 7000],
  [200, { status: 204 }, {}, 'EXPECTATION_FAILED', false, 7000],
  [200, { status: [201, 204] }, { method: 'POST' }, 'EXPECTATION_FAILED', true, undefined],
  [404, { status: 200 }, {}, 'EXPECTATION_FAILED', true, undefined],
  [502, { status: 200 }, { method: 'PATCH' }, 'EXPECTATION_FAILED', false, 7000],
  [200, { headers: { 'X-Kind': 'b' } }, {}, 'EXPECTATION_FAILED', false, 7000],
  [200, { headers: { 'X-None': 'b' } }, { method: 'PUT' }, 'EXPECTATION_FAILED', false, 7000],
  [200, { bodyIncludes: 'x' }, { found: false }, 'EXPECTATION_FAILED', false, 7000],
  [200, { bodyIncludes: 'x' }, { found: false, method: 'POST' }, 'EXPECTATION_FAILED', true, undefined],
];
it.each(failures)(
  '%i with %j %o: %s, permanent %s, retry after %s',
  (status, expected, more, code, permanent, retryAfterMs) => {
    const outcome = outcomeOfAnswer(answerOf(status, more), expected, now);
    expect(outcome).toMatchObject({
      kind: 'failed',
      error: { code, permanent, data: { status, url: 'http://h/x', body: 'the body' } },
    });
    expect((outcome as { retryAfterMs?: number }).retryAfterMs).toBe(retryAfterMs);
  },
);

it.each<[number, HttpExpectation]>([
  [204, {}],
  [404, { status: 404 }],
  [302, { status: [302] }],
  [500, { status: [500, 503] }],
  [200, { headers: { 'X-KIND': 'a' }, bodyIncludes: 'body' }],
])('%i meets %j', (status, expected) => {
  expect(outcomeOfAnswer(answerOf(status), expected, now).kind).toBe('completed');
});

it('says what was expected', () => {
  const message = (answer: Answer, expected: HttpExpectation): unknown =>
    (outcomeOfAnswer(answer, expected, now) as { error: { message: string } }).error.message;
  expect(message(answerOf(404), {})).toBe('GET http://h/x answered 404 Not Found');
  expect(message(answerOf(200), { status: [201, 204] })).toBe(
    'GET http://h/x answered 200 OK, expected 201 or 204',
  );
  expect(message(answerOf(200), { headers: { 'X-Kind': 'b' } })).toBe(
    'GET http://h/x answered 200 OK with X-Kind: a, expected b',
  );
  expect(message(answerOf(200), { headers: { 'X-None': 'b' } })).toBe(
    'GET http://h/x answered 200 OK with no header X-None, expected b',
  );
  expect(message(answerOf(200, { found: false }), { bodyIncludes: 'ok"' })).toBe(
    'GET http://h/x answered 200 OK with a body that does not include "ok\\""',
  );
});
