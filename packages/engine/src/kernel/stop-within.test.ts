import { expect, test } from 'vitest';
import { systemClock } from './clock.ts';
import { type Log, silentLog } from './log.ts';
import { stopWithin } from './stop-within.ts';

function recordingLog() {
  const warnings: { part?: string; text: string }[] = [];
  const warn = (fields: { part?: string }, text: string): void =>
    void warnings.push({ ...(fields.part !== undefined && { part: fields.part }), text });
  return { warnings, log: { ...silentLog, warn } as Log };
}

test('a part that stops is waited for and not told of', async () => {
  const { log, warnings } = recordingLog();
  let stopped = false;
  const stop = async (): Promise<void> => {
    await systemClock.sleep(5);
    stopped = true;
  };
  expect(await stopWithin({ name: 'mill', limitMs: 60_000, stop }, { clock: systemClock, log })).toBe(
    'stopped',
  );
  expect([stopped, warnings]).toEqual([true, []]);
});

test('one that hangs is named and passed over, and its late failure harms nobody', async () => {
  const { log, warnings } = recordingLog();
  const held = Promise.withResolvers<void>();
  const part = { name: 'mill', limitMs: 20, stop: () => held.promise };
  expect(await stopWithin(part, { clock: systemClock, log })).toBe('passed over');
  expect(warnings).toEqual([{ part: 'mill', text: 'mill did not stop within 0.02 s; going on without it' }]);
  held.reject(new Error('too late'));
  await systemClock.sleep(0);
});

test('one that fails in time says so, at once or later', async () => {
  const ground = { clock: systemClock, log: silentLog };
  const throwing = (): void => {
    throw new Error('broken');
  };
  await expect(stopWithin({ name: 'mill', limitMs: 1000, stop: throwing }, ground)).rejects.toThrow('broken');
  const rejecting = (): Promise<void> => Promise.reject(new Error('broken later'));
  await expect(stopWithin({ name: 'mill', limitMs: 1000, stop: rejecting }, ground)).rejects.toThrow(
    'broken later',
  );
});
