import { describe, expect, it } from 'vitest';
import { inheritedEnvironment } from './inherited-environment.ts';
import { startOrderOf } from './start-order.ts';
import { taskEnvironment } from './task-environment.ts';

describe('what a command inherits', () => {
  it('is on the list', () => {
    const allowed = [
      'PATH',
      'HOME',
      'USER',
      'LOGNAME',
      'SHELL',
      'LANG',
      'LANGUAGE',
      'LC_ALL',
      'LC_TIME',
      'TZ',
      'TMPDIR',
      'TERM',
      'XDG_RUNTIME_DIR',
    ];
    const refused = [
      'DATABASE_URL',
      'TUTTI_HOME',
      'TUTTI_EXECUTION_ID',
      'SSH_AUTH_SOCK',
      'AWS_SECRET_ACCESS_KEY',
      'NODE_OPTIONS',
      'LD_PRELOAD',
      'BASH_ENV',
      'ENV',
      'HTTP_PROXY',
      'npm_config_registry',
      'NODE_CHANNEL_FD',
      'LC',
      'path',
    ];
    const environment = Object.fromEntries(
      [...allowed, ...refused].map((name) => [name, `value of ${name}`]),
    );
    expect(Object.keys(inheritedEnvironment(environment)).sort()).toEqual(allowed.sort());
  });

  it('always has a PATH', () => {
    expect(inheritedEnvironment({})).toEqual({ PATH: expect.stringContaining('/usr/bin') as string });
  });
});

describe('what a command is told', () => {
  const run = { executionId: 'e', attempt: 3 };

  it('is which attempt it is, and what triggered it', () => {
    const trigger = { kind: 'manual' as const };
    expect(taskEnvironment({ ...run, trigger })).toEqual({
      env: { TUTTI_EXECUTION_ID: 'e', TUTTI_ATTEMPT: '3', TUTTI_TRIGGER: '{}' },
    });
    const scheduled = { kind: 'schedule' as const, slot: '2030-01-01T00:00:00Z', data: [1] };
    expect(taskEnvironment({ ...run, trigger: scheduled }).env).toMatchObject({
      TUTTI_SLOT: scheduled.slot,
      TUTTI_TRIGGER: '{"slot":"2030-01-01T00:00:00Z","data":[1]}',
    });
  });

  it('leaves data that are too long to a file', () => {
    const event = { id: '1', type: 'a.b' };
    const fits = { kind: 'event' as const, event, data: 'x'.repeat(90_000) };
    expect(taskEnvironment({ ...run, trigger: fits }).files).toBeUndefined();
    const long = { ...fits, data: 'ü'.repeat(60_000) };
    const told = taskEnvironment({ ...run, trigger: long });
    expect(told.env['TUTTI_TRIGGER']).toBe('{"event":{"id":"1","type":"a.b"}}');
    expect(told.files).toEqual({ TUTTI_TRIGGER_FILE: JSON.stringify({ event, data: long.data }) });
  });
});

describe('the order to start', () => {
  const spec = {
    executionId: 'e',
    attempt: 1,
    file: 'prog',
    args: ['a b'],
    env: { TZ: 'UTC' },
    outputLimitBytes: 5,
  };
  const surroundings = { environment: { TZ: 'Europe/Berlin', PATH: '/bin' }, home: '/home/x' };

  it('puts the task above the surroundings', () => {
    expect(startOrderOf(spec, surroundings)).toMatchObject({
      file: 'prog',
      args: ['a b'],
      cwd: '/home/x',
      env: { TZ: 'UTC', PATH: '/bin' },
    });
    expect(startOrderOf({ ...spec, cwd: 'y/../z' }, surroundings).cwd).toBe('/home/x/z');
    expect(startOrderOf({ ...spec, cwd: '/y' }, surroundings).cwd).toBe('/y');
  });

  it('sets limits without joining arguments', () => {
    const order = startOrderOf({ ...spec, cpuSeconds: 5, memoryMb: 2 }, surroundings);
    expect(order.file).toBe('/bin/sh');
    expect(order.args.slice(2)).toEqual(['tutti', '5', '2048', 'prog', 'a b']);
    expect(startOrderOf({ ...spec, memoryMb: 2 }, surroundings).args.slice(3, 5)).toEqual(['', '2048']);
  });
});
