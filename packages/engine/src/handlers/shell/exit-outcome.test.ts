import { describe, expect, it } from 'vitest';
import type { StartProblem } from './executor.ts';
import { endedOutcome, notStartedOutcome } from './exit-outcome.ts';

const silent = { stdout: '', stderr: '', truncated: false };

describe('the end of a command', () => {
  it('with 0 is success', () => {
    expect(endedOutcome({ code: 0, signal: null }, silent, {})).toEqual({
      kind: 'completed',
      result: { exitCode: 0 },
    });
    const tails = { stdout: 'o', stderr: 'e', truncated: true };
    expect(endedOutcome({ code: 0, signal: null }, tails, {})).toEqual({
      kind: 'completed',
      result: { exitCode: 0, stdout: 'o', stderr: 'e', truncated: true },
    });
  });

  it.each<[number | null, string | null, string, boolean, string]>([
    [1, null, 'EXIT_CODE', false, 'exited with code 1'],
    [2, null, 'EXIT_CODE', false, 'exited with code 2'],
    [124, null, 'EXIT_CODE', false, 'exited with code 124'],
    [125, null, 'EXIT_CODE', false, 'exited with code 125'],
    [126, null, 'EXIT_CODE', true, 'exited with code 126'],
    [127, null, 'EXIT_CODE', true, 'exited with code 127'],
    [128, null, 'EXIT_CODE', false, 'exited with code 128'],
    [137, null, 'EXIT_CODE', false, 'exited with code 137'],
    [255, null, 'EXIT_CODE', false, 'exited with code 255'],
    [null, 'SIGKILL', 'KILLED_BY_SIGNAL', false, 'was killed by SIGKILL'],
    [null, 'SIGSEGV', 'KILLED_BY_SIGNAL', false, 'was killed by SIGSEGV'],
    [null, 'SIGXCPU', 'KILLED_BY_SIGNAL', false, 'was killed by SIGXCPU'],
  ])('with %s, %s is %s, permanent %s', (code, signal, expected, permanent, message) => {
    const error = { code: expected, message, permanent, data: { exitCode: code, signal } };
    expect(endedOutcome({ code, signal }, silent, {})).toEqual({ kind: 'failed', error });
  });

  it.each([
    ['one\ntwo\n', 'two'],
    ['one\n  \n\n', 'one'],
    ['\u001b[1;31mred\u001b[0m\r\n', 'red'],
    ['10%\r20%\r', '20%'],
    ['a\tb\u0007c', 'a b c'],
    ['x'.repeat(400), 'x'.repeat(300)],
  ])('quotes of %j on stderr %j', (stderr, quote) => {
    expect(endedOutcome({ code: 1, signal: null }, { ...silent, stderr }, {})).toMatchObject({
      error: { message: `exited with code 1: ${quote}` },
    });
  });
});

describe('a command that does not start', () => {
  it.each<[StartProblem, string, boolean, string]>([
    ['cwd_not_found', 'CWD_NOT_FOUND', true, '/folder'],
    ['cwd_not_accessible', 'CWD_NOT_ACCESSIBLE', true, '/folder'],
    ['not_found', 'COMMAND_NOT_FOUND', true, 'prog'],
    ['not_executable', 'COMMAND_NOT_EXECUTABLE', true, 'prog'],
    ['too_long', 'COMMAND_TOO_LONG', true, 'longer'],
    ['system', 'COMMAND_NOT_STARTED', false, 'EAGAIN'],
  ])('%s', (problem, code, permanent, part) => {
    const outcome = notStartedOutcome(
      { kind: 'not_started', problem, cwd: '/folder', detail: 'EAGAIN' },
      'prog',
    );
    expect(outcome).toMatchObject({
      kind: 'failed',
      error: { code, permanent, message: expect.stringContaining(part) as string },
    });
  });
});
