import { expect, test } from 'vitest';
import { isYoung, practiceOf, stepsOf, type Facts } from './steps.ts';

const facts: Facts = {
  ownSchedules: 0,
  practice: { scheduleId: 3, letterId: 1, mended: false },
  watched: false,
  commanded: false,
};
const done = (changed: Partial<Facts>) =>
  stepsOf({ ...facts, ...changed })
    .filter((step) => step.done)
    .map((step) => step.id);

test('each step is done by what it asks for', () => {
  expect(done({})).toEqual([]);
  expect(done({ ownSchedules: 1, watched: true })).toEqual(['schedule', 'watch']);
  expect(done({ practice: { scheduleId: 3, letterId: 1, mended: true }, commanded: true })).toEqual([
    'mend',
    'command',
  ]);
});

test('without the practice failure there is nothing to mend', () =>
  expect(stepsOf({ ...facts, practice: undefined }).map(({ id }) => id)).toEqual([
    'schedule',
    'watch',
    'command',
  ]));

test('an installation at work is not told of first steps', () => {
  expect(isYoung({ ownSchedules: 40, practice: undefined })).toBe(false);
  expect(isYoung({ ownSchedules: 0, practice: undefined })).toBe(true);
  expect(isYoung(facts)).toBe(true);
});

test('the practice failure is mended by its letter or by its command', () => {
  const schedule = { id: 3, command: 'ehco hello' };
  const letter = (id: number, status: string) => ({ id, status });
  expect(practiceOf(undefined, [])).toBeUndefined();
  expect(practiceOf(schedule, [letter(2, 'resolved'), letter(1, 'pending')])).toEqual({
    scheduleId: 3,
    letterId: 1,
    mended: true,
  });
  expect(practiceOf(schedule, [letter(1, 'resubmitted')])?.mended).toBe(false);
  expect(practiceOf({ id: 3, command: 'echo hello' }, [letter(1, 'pending')])?.mended).toBe(false);
  expect(practiceOf({ id: 3, command: 'echo hello' }, [])).toEqual({
    scheduleId: 3,
    letterId: undefined,
    mended: true,
  });
});
