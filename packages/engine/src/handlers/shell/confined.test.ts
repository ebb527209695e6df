/** Commands as another user, from a list, and in the sandbox: real processes. */
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { temporaryFolder } from '@tutti/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { silentLog } from '../../kernel/index.ts';
import { type ShellOptions, createBuiltInHandlers, sandboxProblem } from '../index.ts';
import { type TestContext, testContext } from '../test-context.ts';
import { mayWrite } from './sandbox.ts';

const isRoot = process.getuid?.() === 0;
const sandboxed: ShellOptions = { sandbox: 'bubblewrap' };
const noSandbox = await sandboxProblem(sandboxed);
const asNobody: ShellOptions = { ...sandboxed, runAs: '65534:65534' };
const noneAsNobody = isRoot ? await sandboxProblem(asNobody) : 'only root can';

function handlerOf(shell: ShellOptions, environment = process.env) {
  const { handlers, close } = createBuiltInHandlers({ log: silentLog, shell, environment });
  onTestFinished(close);
  return handlers[0] as (typeof handlers)[number];
}
type Result = { exitCode: number; stdout?: string; stderr?: string };
async function run(shell: ShellOptions, config: Record<string, unknown>, context?: TestContext) {
  return (await handlerOf(shell).run(context ?? testContext(config))) as {
    kind: string;
    result?: Result;
    error?: { code: string; message: string; permanent: boolean; data?: Result };
  };
}
async function folder(): Promise<string> {
  const made = await temporaryFolder();
  onTestFinished(() => made.remove());
  return made.path;
}

describe('a list of programs', () => {
  it('is held when a command runs, whatever was saved', async () => {
    expect(await run({ allow: ['echo'] }, { command: 'echo', args: ['hi'] })).toMatchObject({
      result: { stdout: 'hi\n' },
    });
    for (const config of [
      { command: 'echo hi' },
      { command: 'cat', args: [] },
      { command: 'echo', args: [], env: { PATH: '/tmp' } },
    ])
      expect(await run({ allow: ['echo'] }, config)).toMatchObject({
        kind: 'failed',
        error: {
          code: 'TASK_CONFIG_INVALID',
          permanent: true,
          message: expect.stringContaining('TUTTI_SHELL_ALLOW'),
        },
      });
  });

  it('is held when a command is saved', () => {
    const { config } = handlerOf({ allow: ['echo'] });
    expect(config?.safeParse({ command: 'echo', args: [] }).success).toBe(true);
    expect(config?.safeParse({ command: 'rm', args: ['-r'] }).success).toBe(false);
  });
});

describe.skipIf(!isRoot)('as another user (only root can)', () => {
  const runAs = '65534:65534';

  it('runs with its rights, groups and home', async () => {
    const { result } = await run({ runAs }, { command: 'id -u; id -g; id -G; echo "$HOME"; pwd' });
    expect(result?.stdout).toBe('65534\n65534\n65534\n/\n/\n');
  });

  it('can neither read what is private to Tutti nor signal it', async () => {
    const secret = path.join(await folder(), 'secret');
    writeFileSync(secret, 'x', { mode: 0o600 });
    const outcome = await run(
      { runAs },
      { command: `cat ${secret}; kill -0 ${process.pid}; cat /proc/${process.pid}/environ` },
    );
    expect(outcome.error?.data?.stdout).toBeUndefined();
    expect(outcome.error?.data?.stderr).toMatch(
      /Permission denied[\s\S]*(not permitted|Permission)[\s\S]*Permission denied/i,
    );
  });

  it('can read the file of a long trigger', async () => {
    const context = testContext(
      { command: 'wc -c < "$TUTTI_TRIGGER_FILE"' },
      { trigger: { kind: 'api', data: 'x'.repeat(200_000) } },
    );
    expect(Number((await run({ runAs }, {}, context)).result?.stdout)).toBeGreaterThan(200_000);
  });

  it('is stopped with all it started', async () => {
    const context = testContext(
      { command: 'sleep 300 & setsid sleep 300 & echo on; wait' },
      { onLog: () => context.stop('timeout') },
    );
    expect(await run({ runAs }, {}, context)).toMatchObject({ kind: 'timeout' });
  });
});

describe.skipIf(noSandbox !== undefined)(`in bubblewrap (${noSandbox ?? 'works here'})`, () => {
  it('sees a read-only system, a private /tmp and no processes of others', async () => {
    const marker = path.join(await folder(), 'marker');
    writeFileSync(marker, 'x');
    const { result } = await run(sandboxed, {
      command: `touch /etc/x /usr/x /var/x 2>/dev/null; ls /etc/x /usr/x /var/x ${marker} 2>/dev/null; echo a > /tmp/a && cat /tmp/a; pwd; ls /proc | grep -c '^[0-9]'; ls /run | wc -l`,
    });
    const [a, pwd, processes, run_] = (result?.stdout ?? '').split('\n');
    expect([a, pwd, run_]).toEqual(['a', '/tmp', '0']);
    expect(Number(processes)).toBeLessThan(8);
  });

  it('writes to its own folder, and to none of the system or of Tutti', async () => {
    const place = await folder();
    const home = path.join(place, 'tutti');
    const work = path.join(place, 'work');
    for (const made of [home, work]) mkdirSync(made);
    writeFileSync(path.join(home, 'secret.key'), 'hunter2');
    const shell = { ...sandboxed, hidden: [home] };
    await run(shell, { command: 'echo done > out', cwd: work });
    expect(readFileSync(path.join(work, 'out'), 'utf8')).toBe('done\n');
    const read = await run(shell, { command: `cat ${home}/secret.key` });
    expect(JSON.stringify(read)).not.toContain('hunter2');
    symlinkSync('/etc', path.join(work, 'link'));
    for (const cwd of ['/', '/etc', '/usr/lib', path.join(work, 'link'), place, home])
      expect(mayWrite(cwd, [home])).toBe(false);
    await run(shell, { command: 'echo x > tutti-was-here', cwd: path.join(work, 'link') });
    expect(existsSync('/etc/tutti-was-here')).toBe(false);
    expect(mayWrite(work, [home])).toBe(true);
  });

  it('has no rights by which it could undo that, root neither', async () => {
    const home = await folder();
    writeFileSync(path.join(home, 'secret.key'), 'hunter2');
    const command = `mount -o remount,bind,rw / && touch /usr/tutti-was-here; umount ${home}; cat ${home}/secret.key; unshare -m umount ${home} && cat ${home}/secret.key; mknod /tmp/sda b 8 0; grep CapEff /proc/self/status; cat /proc/1/environ /proc/${process.pid}/environ`;
    const outcome = await run({ ...sandboxed, hidden: [home] }, { command, env: { MARK: 'x' } });
    const said = JSON.stringify(outcome);
    expect(said).toContain('CapEff:\\t0000000000000000');
    expect(said).not.toContain('hunter2');
    expect(said).not.toContain('VITEST');
    expect(existsSync('/usr/tutti-was-here')).toBe(false);
  });

  it('has no network unless it is given', async () => {
    const server = createServer((socket) => socket.end('hello'));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    const config = {
      command: 'node',
      args: [
        '-e',
        `require('net').connect(${port},'127.0.0.1').on('data',d=>process.stdout.write(d)).on('error',e=>process.exit(9))`,
      ],
    };
    const environment = { ...process.env, PATH: `${path.dirname(process.execPath)}:${process.env['PATH']}` };
    const outcome = (shell: ShellOptions) => handlerOf(shell, environment).run(testContext(config));
    expect(await outcome(sandboxed)).toMatchObject({ error: { data: { exitCode: 9 } } });
    expect(await outcome({ ...sandboxed, sandboxNetwork: true })).toMatchObject({
      result: { stdout: 'hello' },
    });
  });

  it('keeps exit codes, input, environment, limits and triggers as they are', async () => {
    expect(await run(sandboxed, { command: 'exit 3' })).toMatchObject({
      error: { code: 'EXIT_CODE', data: { exitCode: 3 } },
    });
    expect(await run(sandboxed, { command: 'no-such-program', args: [] })).toMatchObject({
      error: { permanent: true, data: { exitCode: 127 } },
    });
    expect(
      await run(sandboxed, { command: 'cat; echo "$A"', stdin: 'in ', env: { A: 'b c' } }),
    ).toMatchObject({ result: { stdout: 'in b c\n' } });
    expect(await run(sandboxed, { command: 'ulimit -v', memoryLimitMb: 512 })).toMatchObject({
      result: { stdout: '524288\n' },
    });
    const context = testContext(
      { command: 'wc -c < "$TUTTI_TRIGGER_FILE"' },
      { trigger: { kind: 'api', data: 'x'.repeat(200_000) } },
    );
    expect(Number((await run(sandboxed, {}, context)).result?.stdout)).toBeGreaterThan(200_000);
  });

  it('is stopped with all it started', async () => {
    const context = testContext(
      { command: 'trap "" TERM; sleep 300 & setsid sleep 300 & echo on; wait' },
      { onLog: () => context.stop('timeout') },
    );
    expect(await run(sandboxed, {}, context)).toMatchObject({ kind: 'timeout' });
  }, 15_000);

  it.skipIf(noneAsNobody !== undefined)(
    `runs as another user, too (${noneAsNobody ?? 'works here'})`,
    async () => {
      const work = await folder();
      chownSync(work, 65_534, 65_534);
      chmodSync(path.dirname(work), 0o1777);
      expect(await run(asNobody, { command: 'id -u; echo x > out; ls', cwd: work })).toMatchObject({
        result: { stdout: '65534\nout\n' },
      });
    },
  );
});

it('fails for good where there is no bubblewrap, rather than run outside of it', async () => {
  const environment = { PATH: await folder() };
  const outcome = await handlerOf(sandboxed, environment).run(testContext({ command: 'echo hi' }));
  expect(outcome).toMatchObject({
    kind: 'failed',
    error: {
      code: 'SANDBOX_UNAVAILABLE',
      permanent: true,
      message: expect.stringContaining('apt-get install bubblewrap'),
    },
  });
  expect(await sandboxProblem(sandboxed, environment)).toContain('TUTTI_SANDBOX');
  expect(await sandboxProblem({})).toBeUndefined();
});
