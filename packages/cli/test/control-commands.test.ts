import { createServer } from 'node:http';
import path from 'node:path';
import { once } from 'node:events';
import { temporaryFolder, until } from '@tutti/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { runCli } from './scripted-io.ts';
import { useTutti } from './use-tutti.ts';

const tutti = useTutti();
const { data, failure, freshName } = tutti;

describe('breakers', () => {
  test('are set, tripped, pinned, reset and shown', async () => {
    const key = freshName();
    expect(await data('breaker set', [key, '--failures-in-a-row', '10', '--open-for', '2m'])).toMatchObject({
      thresholds: { failuresInARow: 10, openMs: 120_000 },
    });
    expect(await data('breaker trip', [key, '--reason', 'noon'])).toMatchObject({
      state: 'open',
      tripped: true,
    });
    expect(await data('breaker reset', [key])).toMatchObject({ state: 'closed', tripped: false });
    expect(await data('breaker pin', [key, 'open'])).toMatchObject({ state: 'open', pin: 'open' });
    expect(await data('breaker pin', [key, 'auto'])).toMatchObject({ pin: 'auto' });
    expect(await data('breaker show', [key])).toMatchObject({ key });
    expect(JSON.stringify(await data('breaker list'))).toContain(key);
    // Newest first; a pin is no change of the breaker's own state.
    const history = await data<{ type: string }[]>('breaker history', [key]);
    expect(history.map(({ type }) => type)).toContain('breaker.tripped');
    expect(await failure('breaker show', ['never-heard-of'])).toMatchObject({
      exitCode: 3,
      code: 'BREAKER_NOT_FOUND',
    });
  });
});

describe('nodes', () => {
  test('are listed, drained and resumed', async () => {
    const { name } = await data<{ name: string }>('node show');
    expect(JSON.stringify(await data('node list'))).toContain(name);
    expect(await data('drain', ['--reason', 'update'])).toMatchObject({ state: 'draining' });
    expect(await data('node resume')).toMatchObject({ state: 'active' });
    expect(await failure('node show', ['nowhere'])).toMatchObject({ exitCode: 3, code: 'NODE_NOT_FOUND' });
  });
});

test('a backup is a file that says what it holds', async () => {
  const folder = await temporaryFolder();
  onTestFinished(() => folder.remove());
  const file = path.join(folder.path, 'tutti.backup');
  expect(JSON.stringify(await data('backup', [file]))).toContain('tutti.backup');
});

describe('webhooks', () => {
  test('from creation to removal', async () => {
    const heard: string[] = [];
    const receiver = createServer((request, response) => {
      heard.push(request.headers['webhook-id'] as string);
      response.end('ok');
    }).listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    onTestFinished(() => void receiver.close());
    const { port } = receiver.address() as { port: number };
    const name = freshName();
    const made = await data<{ id: number; secret: string }>('webhook create', [
      name,
      '--url',
      `http://127.0.0.1:${port}/`,
      '--on',
      'order.*',
    ]);
    expect(made.secret).toMatch(/^whsec_/);
    expect(await data('webhook show', [name])).toMatchObject({ id: made.id, name });
    expect(JSON.stringify(await data('webhook list'))).not.toContain(made.secret);
    await data('webhook test', [name]);
    await until(() => heard.length >= 1, { timeoutMs: 20_000 });
    type Deliveries = { id: number }[] | { items: { id: number }[] };
    const listed = await data<Deliveries>('webhook deliveries', [name]);
    const [delivery] = Array.isArray(listed) ? listed : listed.items;
    await data('webhook redeliver', [String(delivery?.id)]);
    await until(() => heard.length >= 2, { timeoutMs: 20_000 });
    await data('webhook edit', [name, '--on', 'order.paid']);
    const retried = (policy: string) => data('webhook edit', [name, '--retry', policy]);
    expect(await retried('3')).toMatchObject({
      retryPolicy: { maxRetries: 3, multiplier: 2 },
      events: ['order.paid'],
    });
    expect(await retried('conservative')).toMatchObject({ retryPolicy: 'conservative' });
    expect(await retried('default')).toMatchObject({ retryPolicy: null });
    expect(await failure('webhook edit', [name, '--retry', 'often'])).toMatchObject({ exitCode: 2 });
    const rotated = await data<{ secret: string }>('webhook rotate', [name, '--overlap', '1h']);
    expect(rotated.secret).not.toBe(made.secret);
    await data('webhook delete', [name]);
    expect(await failure('webhook show', [name])).toMatchObject({ exitCode: 3 });
  });

  test('incoming hooks', async () => {
    const name = freshName();
    expect(await data('hook create', [name, '--verify', 'github'])).toMatchObject({ name });
    expect(JSON.stringify(await data('hook list'))).toContain(name);
    await data('hook delete', [name]);
    expect(await failure('hook messages', [name])).toMatchObject({ exitCode: 3, code: 'HOOK_NOT_FOUND' });
    expect(JSON.stringify(await data('hook list'))).not.toContain(name);
  });
});

test('all failed deliveries of a webhook are counted, and sent again', async () => {
  let answer = 400;
  const receiver = createServer((_request, response) => response.writeHead(answer).end()).listen(
    0,
    '127.0.0.1',
  );
  await once(receiver, 'listening');
  onTestFinished(() => void receiver.close());
  const { port } = receiver.address() as { port: number };
  const name = freshName();
  await data('webhook create', [name, '--url', `http://127.0.0.1:${port}/`, '--on', `${name}.*`]);
  for (const n of [1, 2]) await data('event emit', [`${name}.happened`, '--data', `{"n":${n}}`]);
  type Deliveries = { total: number };
  const settled = (status: string, total: number) =>
    until(
      async () => (await data<Deliveries>('webhook deliveries', [name, '--status', status])).total === total,
      { timeoutMs: 20_000 },
    );
  await settled('failed', 2);
  const again = (...words: string[]) => data('webhook redeliver', [name, '--failed', ...words]);
  expect(await again('--since', '1h ago', '--dry-run')).toMatchObject({
    dryRun: true,
    action: 'redeliver',
    matched: 2,
    filter: { webhook: name, since: expect.any(String) },
  });
  expect(await again('--since', '2099-01-01T00:00:00Z')).toEqual({ redelivered: 0, remaining: 0 });
  answer = 200;
  expect(await again()).toEqual({ redelivered: 2, remaining: 0 });
  await settled('delivered', 2);
  const { stdout } = await runCli(['webhook', 'redeliver', name, '--failed', '--dry-run'], {
    environment: tutti.environment,
  });
  expect(stdout).toBe(`no failed messages match: webhook ${name}\n`);
  expect(await failure('webhook redeliver', ['1', '--since', '1h ago'])).toMatchObject({ exitCode: 2 });
  expect(await failure('webhook redeliver', ['nobody', '--failed'])).toMatchObject({ exitCode: 3 });
});

test('messages of an incoming hook are listed, shown and delivered again', async () => {
  const name = freshName();
  const { secret } = await data<{ secret: string }>('hook create', [name, '--header', 'x-event']);
  const send = (token: string) =>
    fetch(`${tutti.url}/hooks/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-hook-token': token, 'x-event': 'push' },
      body: '{"ref":"main"}',
    });
  expect([(await send(secret)).status, (await send('wrong')).status]).toEqual([202, 401]);
  type Messages = { items: { id: number; status: string; reason: string | null }[]; total: number };
  const { items } = await data<Messages>('hook messages', [name]);
  expect(items.map(({ status, reason }) => [status, reason])).toEqual([
    ['refused', 'wrong_signature'],
    ['accepted', null],
  ]);
  const [refused, taken] = items.map(({ id }) => String(id)) as [string, string];
  expect(await data('hook messages', [name, '--status', 'refused', '--limit', '1'])).toMatchObject({
    total: 1,
  });
  expect(await data('hook message', [taken])).toMatchObject({ body: { ref: 'main' }, bodyKept: 'whole' });
  const text = await runCli(['hook', 'message', refused], { environment: tutti.environment });
  expect(text.stdout).toContain('refused: the token is another');
  expect(text.stdout).not.toContain(secret);
  const table = await runCli(['hook', 'messages', name], { environment: tutti.environment });
  expect(table.stdout).toContain('refused: the token is another');
  expect(await data('hook replay', [taken])).toMatchObject({ status: 'replayed', replayOf: Number(taken) });
  expect(await failure('hook replay', [refused])).toMatchObject({
    exitCode: 4,
    code: 'MESSAGE_NOT_REPLAYABLE',
  });
  expect(await failure('hook message', ['999999'])).toMatchObject({ exitCode: 3, code: 'MESSAGE_NOT_FOUND' });
});

test('channels and rules of notifications', async () => {
  const name = freshName();
  await data('notify channel', ['create', name, '--type', 'ntfy', '--config', '{"topic":"t"}']);
  expect(JSON.stringify(await data('notify channel', ['list']))).toContain(name);
  const rule = freshName();
  await data('notify rule', ['create', rule, '--on', 'error.critical', '--to', name]);
  expect(JSON.stringify(await data('notify rule', ['list']))).toContain(rule);
  await data('notify rule', ['delete', rule]);
  await data('notify channel', ['delete', name]);
  expect(JSON.stringify(await data('notify channel', ['list']))).not.toContain(name);
});

describe('many at once', () => {
  test('redrives under way are listed', async () => {
    expect(await data('dlq redrives')).toEqual([]);
  });

  test('an act by conditions tells what it would reach, and does it with --yes', async () => {
    const tag = freshName();
    for (const delay of ['1h', '2h']) await data('run', ['--shell', 'true', '--tag', tag, '--delay', delay]);
    const act = (action: string, words: readonly string[] = []) =>
      data<{ matched: number; done: number }>('execution bulk', [action, '--tag', tag, ...words]);
    expect(await act('cancel')).toMatchObject({ matched: 2, counts: { pending: 2 } });
    expect(await act('priority', ['--to', '9', '--yes'])).toMatchObject({ done: 2, refused: 0 });
    expect(await act('pause', ['--status', 'pending', '--yes'])).toMatchObject({ done: 2 });
    expect(await act('resume', ['--status', 'paused', '--yes'])).toMatchObject({ done: 2 });
    const cancelled = await act('cancel', ['--status', 'pending,paused', '--reason', 'noon', '--yes']);
    expect(cancelled).toMatchObject({ done: 2, refused: 0 });
    // What is told before an act is what the dashboard asks with; nothing is done.
    expect(await act('retry', ['--dry-run'])).toMatchObject({
      dryRun: true,
      action: 'retry',
      matched: 2,
      counts: { cancelled: 2 },
      filter: { tag },
      effect: 'another attempt of each begins as soon as there is room',
    });
    const words = ['execution', 'bulk', 'priority', '--tag', tag, '--to', '9', '--dry-run'];
    const { stdout } = await runCli(words, { environment: tutti.environment });
    expect(stdout).toMatch(
      /would +set the priority 9\ncount +2 executions: 2 cancelled\nchosen by +tag job-\d+\neffect /,
    );
    const again = await tutti.cli('execution bulk', ['pause', '--tag', tag, '--yes']);
    expect(again.exitCode).toBe(1);
    expect(again.json.data).toMatchObject({ done: 0, refused: 2 });
    const list = await data<{ items: { priority: number }[] }>('execution list', ['--tag', tag]);
    expect(list.items.map(({ priority }) => priority)).toEqual([9, 9]);
    for (const words of [
      ['cancel'],
      ['destroy', '--tag', tag],
      ['skip', '--tag', tag],
      ['priority', '--tag', tag],
      ['pause', '--tag', tag, '--yes', '--dry-run'],
    ])
      expect(await failure('execution bulk', words)).toMatchObject({ exitCode: 2 });
  });

  test('a batch comes from a file, and is shown item by item', async () => {
    const file = tutti.write(
      'batch.yaml',
      'options: {failFast: true}\nitems:\n  - {taskType: shell_command, taskConfig: {command: "true"}}\n  - {taskType: shell_command, taskConfig: {command: "true"}}\n',
    );
    const made = await data<{ batchId: string }>('batch create', [file, '--sequential']);
    expect(made).toMatchObject({ total: 2, failFast: true, maxConcurrent: 1 });
    await until(
      async () => (await data<{ status: string }>('batch show', [made.batchId])).status === 'completed',
      { timeoutMs: 20_000 },
    );
    const shown = await data<{ items: unknown[] }>('batch show', [made.batchId, '--limit', '1']);
    expect(shown.items).toHaveLength(1);
    expect(await data('execution list', ['--batch', made.batchId])).toMatchObject({ total: 2 });
    expect(await data('execution bulk', ['cancel', '--batch', made.batchId])).toMatchObject({
      matched: 2,
      filter: { batchId: made.batchId },
    });
    const bad = tutti.write('bad.yaml', '- {taskConfig: {}}\n');
    expect(await failure('batch create', [bad])).toMatchObject({ exitCode: 2, code: 'FILE_INVALID' });
    expect(await failure('batch create', ['nowhere.yaml'])).toMatchObject({ exitCode: 2 });
    const nothing = '0190b6a0-1111-7000-8000-000000000001';
    expect(await failure('batch show', [nothing])).toMatchObject({ exitCode: 3 });
  });

  test('an error rule is given anew', async () => {
    const name = freshName();
    const { id } = await data<{ id: number }>('error-rule create', [
      name,
      '--code',
      'EXIT_75',
      '--permanent',
    ]);
    const words = [String(id), name, '--code', 'EXIT_76', '--severity', 'low', '--no-retry'];
    const replaced = await data<object>('error-rule replace', words);
    expect(replaced).toMatchObject({ id, match: { errorCode: 'EXIT_76' }, severity: 'low', retry: false });
    expect(replaced).not.toHaveProperty('permanent');
    await data('error-rule delete', [String(id)]);
    expect(await failure('error-rule replace', words)).toMatchObject({ exitCode: 3 });
  });
});
