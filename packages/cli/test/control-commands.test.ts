import { createServer } from 'node:http';
import path from 'node:path';
import { once } from 'node:events';
import { temporaryFolder, until } from '@tutti/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
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
    expect(JSON.stringify(await data('hook list'))).not.toContain(name);
  });
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
