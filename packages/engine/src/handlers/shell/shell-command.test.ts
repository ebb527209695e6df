import { existsSync } from 'node:fs';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@tutti/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Outcome, TaskHandler } from '../../execution/index.ts';
import { silentLog } from '../../kernel/index.ts';
import { createBuiltInHandlers } from '../index.ts';
import { type TestContext, testContext } from '../test-context.ts';
import { shellCommandHandler } from './shell-command.ts';

const home = await temporaryFolder();
const environment = {
  PATH: process.env['PATH'],
  HOME: home.path,
  LC_TIME: 'C',
  SECRET_TOKEN: 'of the engine',
  npm_config_x: 'y',
};
const builtIn = createBuiltInHandlers({ log: silentLog, environment, logLimitBytes: 100_000 });
const shell = builtIn.handlers.find(({ taskType }) => taskType === 'shell_command') as TaskHandler;

const run = async (context: TestContext): Promise<Outcome> => shell.run(context);
const result = async (
  config: Record<string, unknown>,
  options?: Parameters<typeof testContext>[1],
): Promise<Record<string, unknown>> => {
  const outcome = await run(testContext(config, options));
  expect(outcome.kind, JSON.stringify(outcome)).toBe('completed');
  return (outcome as { result: Record<string, unknown> }).result;
};
const stdout = async (
  config: Record<string, unknown>,
  options?: Parameters<typeof testContext>[1],
): Promise<unknown> => (await result(config, options))['stdout'];

beforeAll(() => mkdir(join(home.path, 'sub')));
afterAll(async () => {
  await builtIn.close();
  await home.remove();
});

describe('a shell line', () => {
  it('gives the ends of both streams, and logs them', async () => {
    const context = testContext({ command: 'echo out; echo err >&2; printf "no line end"' });
    expect(await run(context)).toEqual({
      kind: 'completed',
      result: { exitCode: 0, stdout: 'out\nno line end', stderr: 'err\n' },
    });
    expect(context.logged('stdout')).toBe('out\nno line end\n');
    expect(context.logged('stderr')).toBe('err\n');
  });

  it('is run by the shell that is named', async () => {
    expect(await stdout({ command: '[[ a == a ]] && echo $0', shell: 'bash' })).toBe('bash\n');
  });

  it('starts in the home of the process, or in the folder that is named', async () => {
    expect(await stdout({ command: 'pwd' })).toBe(`${home.path}\n`);
    expect(await stdout({ command: 'pwd', cwd: 'sub' })).toBe(`${home.path}/sub\n`);
    expect(await stdout({ command: 'pwd', cwd: '/' })).toBe('/\n');
  });

  it('gets its input', async () => {
    expect(await stdout({ command: 'cat', stdin: 'grüße\n' })).toBe('grüße\n');
    expect(await stdout({ command: 'cat' })).toBeUndefined();
    expect(await stdout({ command: 'true', stdin: 'x'.repeat(1_000_000) })).toBeUndefined();
  });

  it('never has templates resolved in it', async () => {
    const trigger = { kind: 'event' as const, data: { x: '$(echo injected)' } };
    expect(shell.templates).toBeUndefined();
    expect(await stdout({ command: "echo '{{trigger.data.x}}'" }, { trigger })).toBe('{{trigger.data.x}}\n');
  });
});

describe('a program', () => {
  it('gets its arguments as they are: no shell reads them', async () => {
    const args = ['$(touch pwned)', '; echo x', '`id`', '*', '', "it's", 'two words'];
    expect(await stdout({ command: 'printf', args: ['[%s]', ...args] })).toBe(
      args.map((arg) => `[${arg}]`).join(''),
    );
    const limited = { command: 'printf', args: ['[%s]', ...args], cpuLimit: 100, memoryLimitMb: 10_000 };
    expect(await stdout(limited)).toBe(args.map((arg) => `[${arg}]`).join(''));
    expect(existsSync(join(home.path, 'pwned'))).toBe(false);
  });

  it('is found on the PATH of its own environment', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder.path, 'my-tool'), '#!/bin/sh\necho found', { mode: 0o755 });
    expect(await stdout({ command: 'my-tool', args: [], env: { PATH: `${folder.path}:/bin` } })).toBe(
      'found\n',
    );
    await folder.remove();
  });

  it('works within its limits', async () => {
    expect(
      await stdout({ command: 'ulimit -v; ulimit -St; ulimit -Ht', memoryLimitMb: 512, cpuLimit: 7 }),
    ).toBe('524288\n7\n12\n');
    const outcome = await run(testContext({ command: 'while :; do :; done', cpuLimit: 1 }));
    expect(outcome).toMatchObject({
      kind: 'failed',
      error: { code: 'KILLED_BY_SIGNAL', message: 'used up its CPU limit of 1 s', permanent: false },
    });
  });
});

describe('the environment', () => {
  it('holds what is on the list and what the task adds, and nothing else', async () => {
    const text = await stdout(
      { command: 'env', env: { MINE: '1', TUTTI_ATTEMPT: 'forged' } },
      { executionId: 'e-1' },
    );
    const names = String(text)
      .trim()
      .split('\n')
      .map((line) => line.split('=')[0]);
    const own = ['PWD', 'OLDPWD', 'SHLVL', '_'];
    const told = ['TUTTI_ATTEMPT', 'TUTTI_EXECUTION_ID', 'TUTTI_TRIGGER'];
    expect(new Set(names)).toEqual(
      new Set(['HOME', 'LC_TIME', 'MINE', 'PATH', ...told, ...own.filter((name) => names.includes(name))]),
    );
    expect(text).toContain('TUTTI_EXECUTION_ID=e-1\n');
    expect(text).toContain('TUTTI_ATTEMPT=1\n');
  });

  it('tells the trigger', async () => {
    const slot = '2030-01-01T00:00:00.000Z';
    const trigger = { kind: 'schedule' as const, slot, data: { quoted: `'"$(x)` }, actor: 'somebody' };
    const text = String(
      await stdout({ command: 'printf "%s\\n%s" "$TUTTI_SLOT" "$TUTTI_TRIGGER"' }, { trigger }),
    );
    const [first, second] = text.split('\n');
    expect(first).toBe(slot);
    expect(JSON.parse(second as string)).toEqual({ slot, data: trigger.data });
  });

  it('names a private file for a trigger that is too long, which is gone afterwards', async () => {
    const trigger = {
      kind: 'event' as const,
      event: { id: '7', type: 'order.placed' },
      data: { text: 'ü'.repeat(100_000) },
    };
    const command =
      'stat -c %a "$TUTTI_TRIGGER_FILE"; wc -c < "$TUTTI_TRIGGER_FILE"; echo "$TUTTI_TRIGGER"; echo "$TUTTI_TRIGGER_FILE"';
    const [mode, size, inline, path] = String(await stdout({ command }, { trigger })).split('\n');
    expect(mode).toBe('600');
    expect(Number(size)).toBe(
      Buffer.byteLength(JSON.stringify({ event: trigger.event, data: trigger.data })),
    );
    expect(JSON.parse(inline as string)).toEqual({ event: trigger.event });
    await expect(readFile(path as string)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('failures', () => {
  const outcomeOf = (config: Record<string, unknown>): Promise<Outcome> => run(testContext(config));

  it('quotes the last words on stderr', async () => {
    const command = 'echo out; echo first >&2; printf "\\033[31mit broke\\033[0m\\n\\n" >&2; exit 3';
    expect(await outcomeOf({ command })).toEqual({
      kind: 'failed',
      error: {
        code: 'EXIT_CODE',
        message: 'exited with code 3: it broke',
        permanent: false,
        data: {
          exitCode: 3,
          signal: null,
          stdout: 'out\n',
          stderr: 'first\n\u001b[31mit broke\u001b[0m\n\n',
        },
      },
    });
  });

  it('says that another signal than ours ended it', async () => {
    expect(await outcomeOf({ command: 'kill -9 $$' })).toMatchObject({
      error: {
        code: 'KILLED_BY_SIGNAL',
        message: 'was killed by SIGKILL',
        permanent: false,
        data: { exitCode: null, signal: 'SIGKILL' },
      },
    });
  });

  it('may be tried again when the process that starts commands is lost', async () => {
    const executor = {
      run: () => Promise.resolve({ kind: 'lost' as const }),
      close: () => Promise.resolve(),
    };
    const handler = shellCommandHandler({ executor, outputLimitBytes: 1 });
    expect(await handler.run(testContext({ command: 'true' }))).toMatchObject({
      kind: 'failed',
      error: { code: 'SPAWNER_LOST', permanent: false },
    });
  });

  it('knows what can never be started', async () => {
    await writeFile(join(home.path, 'plain'), 'no program');
    await symlink('/nowhere', join(home.path, 'dangling'));
    const table: [Record<string, unknown>, string, string][] = [
      [{ command: 'no-such-program', args: [] }, 'COMMAND_NOT_FOUND', 'no-such-program'],
      [{ command: './dangling', args: [] }, 'COMMAND_NOT_FOUND', './dangling'],
      [{ command: './plain', args: [] }, 'COMMAND_NOT_EXECUTABLE', './plain'],
      [{ command: '/tmp', args: [] }, 'COMMAND_NOT_EXECUTABLE', '/tmp'],
      [{ command: 'true', shell: '/bin/no-shell' }, 'COMMAND_NOT_FOUND', '/bin/no-shell'],
      [{ command: 'true', cwd: '/no/such/folder' }, 'CWD_NOT_FOUND', '/no/such/folder'],
      [{ command: 'true', cwd: join(home.path, 'plain') }, 'CWD_NOT_FOUND', 'plain'],
      [{ command: 'true', env: { LONG: 'ü'.repeat(100_000) } }, 'COMMAND_TOO_LONG', 'longer'],
      [{ command: 'no-such-program' }, 'EXIT_CODE', 'exited with code 127'],
      [{ command: 'no-such-program', args: [], cpuLimit: 5 }, 'EXIT_CODE', 'no-such-program'],
      [{ command: '' }, 'TASK_CONFIG_INVALID', 'command'],
      [{ command: 'true', timeout: 5 }, 'TASK_CONFIG_INVALID', 'timeout'],
    ];
    for (const [config, code, part] of table) {
      const outcome = await outcomeOf(config);
      expect(outcome, JSON.stringify(config).slice(0, 80)).toMatchObject({
        kind: 'failed',
        error: { code, permanent: true },
      });
      expect((outcome as { error: { message: string } }).error.message).toContain(part);
    }
  });
});

describe('output', () => {
  it('keeps the last 10,000 characters, whole ones', async () => {
    const found = await result({
      command: `${process.execPath} -e "process.stdout.write('a😀'.repeat(5000))"`,
    });
    expect(found['truncated']).toBe(true);
    expect(found['stdout']).toBe(
      'a😀'
        .repeat(5000)
        .slice(-10_000)
        .replace(/^[\udc00-\udfff]/, ''),
    );
    expect(String(found['stdout']).isWellFormed()).toBe(true);
  });

  it('joins characters that arrive in parts, and marks bytes that are none', async () => {
    // The pause makes two reads of it; should they be one after all, the test still holds.
    const command =
      'printf "\\303"; sleep 0.05; printf "\\274 \\377 \\342\\202"; sleep 0.05; printf "\\254 \\303"';
    expect(await stdout({ command })).toBe('ü \ufffd € \ufffd');
  });

  it('is passed on while the command runs, line by line', async () => {
    const seen = Promise.withResolvers<string>();
    const fifo = join(home.path, 'go-on');
    const context = testContext(
      { command: `mkfifo ${fifo}; printf 'half '; echo line; cat ${fifo}` },
      { onLog: (text) => seen.resolve(text) },
    );
    const ended = run(context);
    expect(await seen.promise).toBe('half line\n');
    await writeFile(fifo, 'and the rest');
    expect(await ended).toMatchObject({ kind: 'completed', result: { stdout: 'half line\nand the rest' } });
  });

  it('beyond the limit of the log is read and dropped, but for its end', async () => {
    const before = process.memoryUsage().rss;
    const context = testContext({
      command: 'yes 0123456789abcde | head -c 300000000; echo the end; echo last >&2',
    });
    const outcome = await run(context);
    expect(outcome).toMatchObject({ kind: 'completed', result: { truncated: true, stderr: 'last\n' } });
    const tail = (outcome as { result: { stdout: string } }).result.stdout;
    expect(tail).toHaveLength(10_000);
    expect(tail.endsWith('0123456789abcde\nthe end\n')).toBe(true);
    expect(context.logged('stdout').length).toBeLessThanOrEqual(100_001);
    expect(context.logged('system')).toMatch(/^log cut; 2999\d{5} more bytes/);
    expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
  });
});
