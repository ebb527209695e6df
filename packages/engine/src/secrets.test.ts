import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TuttiError } from '@tutti/contract';
import { until } from '@tutti/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Bundle, engineTests } from '../test/setup.ts';
import { type TaskContext, TaskFailure, createEngine, defineHandler } from './index.ts';

const tests = engineTests();
const KEY_A = 'a'.repeat(64);
const KEY_B = 'b'.repeat(64);
const VALUE = 'v4lue/with+öther signs';

async function setup(): Promise<Bundle & { ownFile: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'tutti-test-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return { ...(await tests.setup()), ownFile: join(folder, 'secret.key') };
}
const codeOf = (work: Promise<unknown>): Promise<string | undefined> =>
  work.then(
    () => undefined,
    (error: unknown) => (error as TuttiError).code,
  );
const fingerprints = async ({ rows }: Bundle): Promise<string[]> =>
  (await rows<{ f: string }>('select distinct key_fingerprint as f from secrets')).map(({ f }) => f);

describe('the store', () => {
  it('encrypts at rest, names what it has, and tells nobody a value', async () => {
    const bundle = await setup();
    const engine = await bundle.engine({ secretKey: { ownFile: bundle.ownFile } });
    expect(await engine.secrets.list()).toEqual([]);
    const first = await engine.secrets.put('TOKEN', VALUE, { actor: 'ada' });
    expect(first).toMatchObject({ name: 'TOKEN', version: 1, updatedBy: 'ada' });
    expect(await engine.secrets.put('TOKEN', `${VALUE}2`)).toMatchObject({ version: 2, updatedBy: 'local' });
    expect(await engine.secrets.list()).toMatchObject([{ name: 'TOKEN', version: 2 }]);
    const stored = await bundle.rows(
      "select s::text as row, encode(ciphertext, 'escape') as text from secrets s",
    );
    const audit = await bundle.rows(
      'select action, entity_id, actor, after::text from audit_log order by id',
    );
    expect(JSON.stringify([stored, audit, await engine.secrets.list()])).not.toContain('v4lue');
    expect(audit).toMatchObject([
      { action: 'secret.created', entity_id: 'TOKEN', actor: 'ada' },
      { action: 'secret.updated', entity_id: 'TOKEN', actor: 'local' },
    ]);
    const plan = { scheduleType: 'event', scheduleConfig: { event: 'never.ever' } } as const;
    const using = (name: string, env: Record<string, string>) =>
      engine.schedules.create({
        name,
        taskType: 'shell_command',
        taskConfig: { command: 'true', env },
        ...plan,
      });
    const { id } = await using('user', { A: '{{ secret.TOKEN }}' });
    await using('other', { A: '{{secret.TOKEN_2}} TOKEN' });
    expect(await engine.secrets.list()).toMatchObject([{ name: 'TOKEN', schedules: [{ id, name: 'user' }] }]);
    await engine.secrets.delete('TOKEN');
    expect(await engine.secrets.list()).toEqual([]);
    expect(await codeOf(engine.secrets.delete('TOKEN'))).toBe('SECRET_NOT_FOUND');
  });

  it.each([
    ['1A', VALUE],
    ['a b', VALUE],
    ['', VALUE],
    ['OK', 'abc'],
    ['OK', 'redacted'],
    ['OK', 'a\0bcd'],
    ['OK', 'x'.repeat(65_537)],
  ])('refuses the name %j with a value of its own fault', async (name, value) => {
    const engine = await (await setup()).engine({ secretKey: { given: KEY_A } });
    const refused = await engine.secrets.put(name, value).catch((error: unknown) => error as TuttiError);
    expect(refused).toMatchObject({ code: 'VALIDATION_FAILED' });
    if (name === 'OK')
      expect(JSON.stringify([(refused as TuttiError).message, (refused as TuttiError).errors])).not.toContain(
        `"${value}"`,
      );
  });

  it('refuses a node whose key is not that of the others', async () => {
    const { engine, database } = await setup();
    const one = await engine({ secretKey: { given: KEY_A } });
    const early = await engine({ secretKey: { given: KEY_B } });
    const none = await engine({ secretKey: { missing: true } });
    expect(await codeOf(none.secrets.put('A', VALUE))).toBe('SECRET_KEY_MISSING');
    await one.secrets.put('A', VALUE);
    expect(await codeOf(early.secrets.put('B', VALUE))).toBe('SECRET_KEY_MISMATCH');
    const options = { database, migrate: false };
    expect(await codeOf(createEngine({ ...options, secretKey: { given: KEY_B } }))).toBe(
      'SECRET_KEY_MISMATCH',
    );
    expect(await codeOf(createEngine({ ...options, secretKey: { missing: true } }))).toBe(
      'SECRET_KEY_MISSING',
    );
    expect(await codeOf(createEngine({ ...options, secretKey: { given: 'nonsense' } }))).toBe(
      'CONFIG_INVALID',
    );
    await engine({ secretKey: { given: `${KEY_B},${KEY_A}` } });
  });

  it('makes no new key where the old one was lost', async () => {
    const { engine, ownFile } = await setup();
    const node = await engine({ secretKey: { ownFile } });
    await node.secrets.put('A', VALUE);
    await rm(ownFile);
    expect(await codeOf(node.secrets.put('A', VALUE))).toBe('SECRET_KEY_MISMATCH');
    await engine({ secretKey: { ownFile } });
    await node.secrets.delete('A');
    await node.secrets.put('A', VALUE);
  });
});

describe('rotation', () => {
  it('encrypts everything with a new key of its own, which alone is kept', async () => {
    const bundle = await setup();
    const node = await bundle.engine({ secretKey: { ownFile: bundle.ownFile } });
    const other = await bundle.started({ secretKey: { ownFile: bundle.ownFile }, handlers: [echo] });
    for (const name of ['A', 'B', 'C']) await node.secrets.put(name, `${VALUE}${name}`);
    const [before] = await fingerprints(bundle);
    const rotation = await node.secrets.rotate();
    expect(rotation).toMatchObject({ rotated: 3 });
    expect(await fingerprints(bundle)).toEqual([rotation.keyFingerprint]);
    expect(rotation.keyFingerprint).not.toBe(before);
    expect((await readFile(bundle.ownFile, 'utf8')).trim().split('\n')).toHaveLength(1);
    expect(await lengthsSeen(bundle, other, '{{secret.A}}{{secret.B}}')).toBe(2 * (VALUE.length + 1));
  });

  it('loses nothing when it is interrupted, and goes on', async () => {
    const bundle = await setup();
    const node = await bundle.started({ secretKey: { ownFile: bundle.ownFile }, handlers: [echo] });
    await node.secrets.put('A', VALUE);
    const old = await readFile(bundle.ownFile, 'utf8');
    // After the new key was written, before anything was encrypted with it.
    await writeFile(bundle.ownFile, `${Buffer.alloc(32, 1).toString('base64')}\n${old}`);
    expect(await lengthsSeen(bundle, node, '{{secret.A}}')).toBe(VALUE.length);
    await node.secrets.put('B', VALUE);
    expect(await fingerprints(bundle)).toHaveLength(2);
    expect(await node.secrets.rotate()).toMatchObject({ rotated: 1 });
    // After all was encrypted, before the old key was dropped.
    const now = await readFile(bundle.ownFile, 'utf8');
    expect(now).not.toContain(old);
    await writeFile(bundle.ownFile, `${now}${old}`);
    expect(await node.secrets.rotate()).toMatchObject({ rotated: 0 });
    expect(await readFile(bundle.ownFile, 'utf8')).toBe(now);
    expect(await lengthsSeen(bundle, node, '{{secret.A}}{{secret.B}}')).toBe(2 * VALUE.length);
  });

  it('wants the new key from whoever gave the old one', async () => {
    const bundle = await setup();
    const old = await bundle.engine({ secretKey: { given: KEY_A } });
    await old.secrets.put('A', VALUE);
    expect(await codeOf(old.secrets.rotate())).toBe('SECRET_KEY_MISSING');
    const both = await bundle.engine({ secretKey: { given: `${KEY_B},${KEY_A}` } });
    expect(await both.secrets.rotate()).toMatchObject({ rotated: 1 });
    expect(await codeOf(old.secrets.put('B', VALUE))).toBe('SECRET_KEY_MISMATCH');
    await bundle.engine({ secretKey: { given: KEY_B } });
  });
});

/** Its result tells of the text only what may be told. */
const echo = defineHandler('test.length', ({ taskConfig }: TaskContext) => String(taskConfig['text']).length);

async function lengthsSeen({ reached }: Bundle, engine: Awaited<ReturnType<Bundle['engine']>>, text: string) {
  const { executionId } = await engine.executions.enqueue({ taskType: 'test.length', taskConfig: { text } });
  return (await reached(engine, executionId, 'completed', 'failed')).result;
}

/** Whatever is stored anywhere, as text. */
async function everyTable({ rows }: Bundle): Promise<unknown[]> {
  const tables = await rows<{ name: string }>(
    "select c.relname as name from pg_class c where relnamespace = 'public'::regnamespace and relkind = 'r'",
  );
  return Promise.all(tables.map(({ name }) => rows(`select json_agg(t)::text as text from ${name} t`)));
}

describe('in runs', () => {
  const leak = defineHandler('test.leak', async (context: TaskContext) => {
    const text = String((context.taskConfig['deep'] as { text: string }[])[0]?.text);
    context.log(`log ${text} ${encodeURIComponent(text)}`);
    context.progress(50, `at ${text}`);
    if (context.taskConfig['fail']) throw new Error(`broke with ${text}`);
    return { text, base64: Buffer.from(`user:${text}`).toString('base64'), length: text.length };
  });

  async function run(taskConfig: Record<string, unknown>, taskType = 'test.leak') {
    const bundle = await setup();
    const engine = await bundle.started({ secretKey: { given: KEY_A }, handlers: [leak] });
    await engine.secrets.put('TOKEN', VALUE);
    const { executionId } = await engine.executions.enqueue({ taskType, taskConfig, retryPolicy: 'none' });
    const execution = await bundle.reached(engine, executionId, 'completed', 'failed');
    const log = await engine.logs.read(executionId, { fromSeq: 0, limit: 100 });
    const everything = await everyTable(bundle);
    const attempts = await engine.executions.attempts(executionId);
    const told = JSON.stringify([everything, log, execution, attempts]);
    for (const form of [
      'v4lue',
      encodeURIComponent(VALUE),
      Buffer.from(VALUE).toString('base64').slice(0, -2),
    ])
      expect(told).not.toContain(form);
    return { execution, text: log.items.map((item) => item.text).join('') };
  }

  it('are resolved for the run, and redacted in whatever it says', async () => {
    const { execution, text } = await run({ deep: [{ text: '{{ secret.TOKEN }}' }] });
    expect(execution.result).toMatchObject({ text: '[redacted]', length: VALUE.length });
    expect(execution.taskConfig).toEqual({ deep: [{ text: '{{ secret.TOKEN }}' }] });
    expect(text).toBe('log [redacted] [redacted]\n');
  });

  it('stay out of errors', async () => {
    const { execution } = await run({ deep: [{ text: '{{secret.TOKEN}}' }], fail: true });
    expect(execution.error).toMatchObject({ message: 'broke with [redacted]' });
  });

  it('stay out of errors whose data are too deep to look through', async () => {
    const bundle = await setup();
    const deep = defineHandler('test.deep', ({ taskConfig }: TaskContext) => {
      let data: unknown = taskConfig['text'];
      for (let depth = 0; depth < 4000; depth++) data = [data];
      throw new TaskFailure('DEEP', `with ${String(taskConfig['text'])}`, { permanent: true, data });
    });
    const engine = await bundle.started({ secretKey: { given: KEY_A }, handlers: [deep] });
    await engine.secrets.put('TOKEN', VALUE);
    const config = { taskType: 'test.deep', taskConfig: { text: '{{secret.TOKEN}}' } };
    const { executionId } = await engine.executions.enqueue(config);
    const { error } = await bundle.reached(engine, executionId, 'failed');
    expect(error).toMatchObject({ code: 'DEEP', message: 'with [redacted]' });
    expect(JSON.stringify(error)).not.toContain('v4lue');
  });

  it('reach a command by its environment, arguments and input', async () => {
    const { execution, text } = await run(
      {
        command:
          'printf "%s|%s|" "$TOKEN" "$1"; cat; printf "\\n%s" "$TOKEN" | base64; echo "$TOKEN" >&2; exit 3',
        env: { TOKEN: '{{secret.TOKEN}}' },
        stdin: 'in {{secret.TOKEN}}',
      },
      'shell_command',
    );
    expect(text).toContain('[redacted]||in [redacted]');
    expect(execution.error).toMatchObject({
      code: 'EXIT_CODE',
      message: 'exited with code 3: [redacted]',
      data: { stderr: '[redacted]\n' },
    });
  });

  it('fail for good where there is none of the name', async () => {
    const { execution } = await run({ deep: [{ text: '{{secret.TOKEN}}{{secret.OTHER}}{{secret.a.b}}' }] });
    expect(execution).toMatchObject({
      status: 'failed',
      attempt: 1,
      error: {
        code: 'SECRET_MISSING',
        message: 'there is no secret named OTHER, a.b; set it with: tutti secret set OTHER',
        permanent: true,
      },
    });
  });

  it('cannot be named by what a trigger brings', async () => {
    const bundle = await setup();
    const engine = await bundle.started({ secretKey: { given: KEY_A }, handlers: [echo] });
    await engine.secrets.put('TOKEN', VALUE);
    const { executionId } = await engine.executions.enqueue({
      taskType: 'test.length',
      taskConfig: { text: '{{trigger.data.x}}{{secret.TOKEN}}' },
      data: { x: '{{secret.TOKEN}}' },
    });
    const { result } = await bundle.reached(engine, executionId, 'completed', 'failed');
    expect(result).toBe('{{secret.TOKEN}}'.length + VALUE.length);
  });

  it('are the new ones on every node as soon as they are changed', async () => {
    const bundle = await setup();
    const options = { secretKey: { given: KEY_A }, handlers: [echo] };
    const writer = await bundle.engine({ secretKey: { given: KEY_A } });
    const worker = await bundle.started(options);
    await writer.secrets.put('TOKEN', 'a'.repeat(10));
    expect(await lengthsSeen(bundle, worker, '{{secret.TOKEN}}')).toBe(10);
    await writer.secrets.put('TOKEN', 'a'.repeat(20));
    await until(async () => (await lengthsSeen(bundle, worker, '{{secret.TOKEN}}')) === 20, {
      what: 'the new value',
      timeoutMs: 3000,
    });
  });

  it.each([
    [{ command: 'curl -H "{{secret.TOKEN}}"' }, 'command'],
    [{ command: 'x', shell: '{{secret.TOKEN}}' }, 'shell'],
    [{ command: '/bin/bash', args: ['-c', 'echo {{secret.TOKEN}}'] }, 'args.1'],
  ])('are refused in a shell line: %j', async (taskConfig, field) => {
    const engine = await (await setup()).engine();
    const refused = await engine.executions
      .enqueue({ taskType: 'shell_command', taskConfig })
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: 'TASK_CONFIG_INVALID',
      errors: [{ field: `taskConfig.${field}`, fix: expect.stringContaining('env') }],
    });
  });
});
