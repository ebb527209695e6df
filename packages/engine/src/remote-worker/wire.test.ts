import { type Clock, systemClock } from '../kernel/index.ts';
import { describe, expect, test } from 'vitest';
import { LogShipper } from './log-shipper.ts';
import { reportOf } from './report.ts';
import { SteadyCalls, pauseMs } from './steady-calls.ts';
import { troubleOf } from './wire.ts';

const named = (name: string): Error => Object.assign(new Error(name), { name });
const answered = (status: number, code = 'INTERNAL'): Error =>
  Object.assign(new Error(code), { status, code });

test.each([
  [named('NetworkError'), 'away'],
  [named('TimeoutError'), 'away'],
  [answered(503, 'DRAINING'), 'away'],
  [answered(500), 'away'],
  [answered(429, 'RATE_LIMITED'), 'away'],
  [answered(408), 'away'],
  [answered(401, 'UNAUTHENTICATED'), 'refused'],
  [answered(403, 'FORBIDDEN'), 'refused'],
  [answered(404, 'NODE_NOT_FOUND'), 'unknown'],
  [answered(409, 'LEASE_LOST'), 'lost'],
  [answered(400, 'VALIDATION_FAILED'), 'invalid'],
  [answered(413, 'BODY_TOO_LARGE'), 'invalid'],
  [new TypeError('a mistake'), 'invalid'],
])('%s means %s', (error, trouble) => {
  expect(troubleOf(error)).toBe(trouble);
});

describe('what an outcome is told as', () => {
  const error = { code: 'X', message: 'x', permanent: false };
  test.each([
    [{ kind: 'completed' }, { call: 'complete' }],
    [
      { kind: 'completed', result: 1 },
      { call: 'complete', result: 1 },
    ],
    [
      { kind: 'failed', error },
      { call: 'fail', error },
    ],
    [
      { kind: 'failed', error, retryAfterMs: -3.5 },
      { call: 'fail', error, retryAfterMs: 0 },
    ],
    [
      { kind: 'timeout', error },
      { call: 'fail', error, timedOut: true },
    ],
    [{ kind: 'released' }, { call: 'release' }],
    [{ kind: 'abandoned' }, { call: 'nothing' }],
  ] as const)('%j', (outcome, report) => {
    expect(reportOf(outcome)).toEqual(report);
  });

  test('sleep has no word on the wire: it fails for good', () => {
    const outcome = { kind: 'suspended', suspension: { hold: 'sleep', delayMs: 1 } } as const;
    expect(reportOf(outcome)).toMatchObject({ call: 'fail', error: { permanent: true } });
  });
});

describe('calls while the server is away', () => {
  const slept: number[] = [];
  const clock: Clock = { ...systemClock, sleep: async (ms) => void slept.push(ms) };
  const calls = (tell: string[]) =>
    new SteadyCalls({
      clock,
      random: () => 1,
      onAway: () => tell.push('away'),
      onAnswer: () => tell.push('answer'),
    });

  test('are repeated with growing pauses until there is an answer', async () => {
    slept.length = 0;
    const told: string[] = [];
    let left = 7;
    const answer = await calls(told).call(async () => {
      if (left-- > 0) throw named('NetworkError');
      return 'here';
    }, new AbortController().signal);
    expect(answer).toBe('here');
    expect(slept).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000]);
    expect(told.at(-1)).toBe('answer');
    expect(pauseMs(3, () => 0)).toBe(1000);
  });

  test('end with what is no absence, and when nobody waits any more', async () => {
    const refused = answered(401);
    await expect(calls([]).call(() => Promise.reject(refused), new AbortController().signal)).rejects.toBe(
      refused,
    );
    const ending = new AbortController();
    const work = (): Promise<never> => {
      ending.abort();
      return Promise.reject(named('NetworkError'));
    };
    await expect(calls([]).call(work, ending.signal)).rejects.toThrow('NetworkError');
  });
});

describe('output on its way', () => {
  test('goes in order, in few calls, and is whole when it has settled', async () => {
    const sent: string[][] = [];
    const shipper = new LogShipper(async (entries) => void sent.push(entries.map(({ text }) => text)));
    for (let line = 0; line < 2500; line++) shipper.append(`${line}\n`, 'stdout');
    await shipper.settled();
    expect(sent.map((call) => call.length)).toEqual([1000, 1000, 500]);
    expect(sent.flat()).toEqual(Array.from({ length: 2500 }, (_, line) => `${line}\n`));
  });

  test('a long text is cut, but no character', async () => {
    const sent: string[] = [];
    const shipper = new LogShipper(async (entries) => void sent.push(...entries.map(({ text }) => text)));
    const text = `${'a'.repeat(256 * 1024 - 1)}🎺${'b'.repeat(10)}`;
    shipper.append(text, 'stdout');
    await shipper.settled();
    expect(sent.length).toBe(2);
    expect(sent.join('')).toBe(text);
    expect(sent.every((piece) => piece.isWellFormed())).toBe(true);
  });

  test('stops when nobody takes it', async () => {
    let calls = 0;
    const shipper = new LogShipper(() => {
      calls += 1;
      return Promise.reject(answered(409, 'LEASE_LOST'));
    });
    shipper.append('one\n', 'stdout');
    await shipper.settled();
    shipper.append('two\n', 'stdout');
    await shipper.settled();
    expect(calls).toBe(1);
  });
});
