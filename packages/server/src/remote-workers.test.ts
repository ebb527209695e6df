import { defineHandler } from '@tutti/engine';
import { until } from '@tutti/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestApp } from '../test/start-test-app.ts';
import type { TestApp } from '../test/start-test-app.ts';

const LEASE_MS = 1500;
let server: TestApp;
let secrets: { admin: string; worker: string; other: string };
beforeAll(async () => {
  server = await startTestApp({
    configuration: { auth: 'token' },
    engine: {
      leaseMs: LEASE_MS,
      refuseUnknownTasks: true,
      random: () => 0.5,
      secretKey: { given: Buffer.alloc(32, 7).toString('base64') },
      handlers: [{ ...defineHandler('inner', () => 1), internal: true }],
    },
    running: true,
  });
  const make = async (name: string, role: 'admin' | 'worker') =>
    (await server.engine.tokens.create({ name, roles: [role], rateLimit: 'none' })).secret;
  secrets = {
    admin: await make('root', 'admin'),
    worker: await make('press', 'worker'),
    other: await make('other', 'worker'),
  };
});
afterAll(() => server.close());

const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });
const call = (method: string, path: string, body?: unknown, secret = secrets.admin) =>
  server.call(method, `/api/v2${path}`, body, bearer(secret));
const asked = (path: string, body: unknown, secret = secrets.worker) =>
  call('POST', `/worker${path}`, body, secret);

let numbers = 0;
/** A worker of a task type of its own. */
async function worker(fields: object = {}) {
  const name = `press-${++numbers}`;
  const taskType = `render_${numbers}`;
  const { status, body } = await asked('/register', { name, taskTypes: [taskType], ...fields });
  expect(status).toBe(200);
  const workerId: string = body.workerId;
  const claim = async (more: object = {}) => {
    const answer = await asked('/claim', { workerId, taskTypes: [taskType], waitMs: 5000, ...more });
    expect(answer.status).toBe(200);
    return answer.body.executions;
  };
  const claimOne = async (more: object = {}) => {
    const [execution] = await claim(more);
    expect(execution).toBeDefined();
    const { executionId, leaseToken } = execution;
    return { execution, lease: { executionId, leaseToken } };
  };
  const enqueue = async (draft: object = {}) => {
    const answer = await call('POST', '/execution/executions', { taskType, ...draft });
    expect(answer.status).toBe(201);
    return answer.body.executionId as string;
  };
  const heartbeat = async (leases: object[], more: object = {}) =>
    (await asked('/heartbeat', { workerId, executions: leases, ...more })).body;
  return { name, taskType, workerId, claim, claimOne, enqueue, heartbeat, registered: body };
}
const read = async (id: string) => (await call('GET', `/execution/executions/${id}`)).body;
const eventsOf = async (id: string): Promise<string[]> =>
  (
    await server.database.query<{ type: string }>(
      `select type from events where $1::uuid = any (ids) order by tx, id`,
      [id],
    )
  ).map(({ type }) => type);
beforeEach(() => server.database.query(`update queues set paused_at = null where name = 'default'`));

describe('a run elsewhere', () => {
  test('is claimed, told of and completed like one of a node', async () => {
    const { name, taskType, registered, enqueue, claimOne } = await worker();
    expect(registered).toMatchObject({ leaseMs: LEASE_MS, heartbeatMs: LEASE_MS / 3 });
    const id = await enqueue({
      taskConfig: { page: '{{trigger.data.page}}' },
      data: { page: 7 },
      timeoutMs: 60_000,
    });
    const { execution, lease } = await claimOne();
    expect(execution).toMatchObject({
      executionId: id,
      attempt: 1,
      taskType,
      taskConfig: { page: 7 },
      trigger: { kind: 'api', data: { page: 7 } },
      timeoutMs: 60_000,
      steps: [],
    });
    expect(await read(id)).toMatchObject({ status: 'running', node: name });
    expect(
      (await asked('/logs', { ...lease, entries: [{ text: 'one\n' }, { text: 'two\n', stream: 'stderr' }] }))
        .status,
    ).toBe(204);
    expect((await asked('/logs', { ...lease, entries: [{ text: 'three\n' }] })).status).toBe(204);
    expect((await asked('/progress', { ...lease, percent: 40, message: 'half' })).status).toBe(204);
    expect((await read(id)).progress).toEqual({ percent: 40, message: 'half' });
    expect((await asked('/complete', { ...lease, attempt: 1, result: { pages: 3 } })).status).toBe(204);
    expect(await read(id)).toMatchObject({
      status: 'completed',
      node: name,
      result: { pages: 3 },
      attempt: 1,
    });
    const { body: log } = await call('GET', `/execution/executions/${id}/logs`);
    expect(log.items.map(({ seq, stream, text }: Record<string, unknown>) => [seq, stream, text])).toEqual([
      [1, 'stdout', 'one\n'],
      [2, 'stderr', 'two\n'],
      [3, 'stdout', 'three\n'],
    ]);
    expect(await eventsOf(id)).toEqual([
      'execution.queued',
      'execution.started',
      'execution.progressed',
      'execution.completed',
    ]);
    const leases = await server.database.query(`select id from leases where $1 = any (ids)`, [execution.id]);
    expect(leases).toEqual([]);
  });

  test('a failed attempt is followed by another, which gets the finished steps; the last leaves a dead letter', async () => {
    const { enqueue, claimOne } = await worker();
    const id = await enqueue({ retryPolicy: { maxRetries: 1, initialDelayMs: 1, maxDelayMs: 1 } });
    const first = await claimOne();
    expect((await asked('/steps', { ...first.lease, name: 'fetched', output: [1, 2] })).status).toBe(204);
    const failure = { error: { code: 'INK_OUT', message: 'no ink', data: { colour: 'red' } } };
    expect((await asked('/fail', { ...first.lease, ...failure, retryAfterMs: 5 })).status).toBe(204);
    const second = await claimOne();
    expect(second.execution).toMatchObject({ attempt: 2, steps: [{ name: 'fetched', output: [1, 2] }] });
    expect((await asked('/fail', { ...second.lease, ...failure })).status).toBe(204);
    expect(await read(id)).toMatchObject({
      status: 'failed',
      attempt: 2,
      error: { code: 'INK_OUT', message: 'no ink', permanent: false },
    });
    const { body: attempts } = await call('GET', `/execution/executions/${id}/attempts`);
    expect(attempts.items.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['failed', 'failed']);
    const [records] = await server.database.query<{ errors: number; letters: number }>(
      `select (select count(*)::int from error_records where execution_id = $1) as errors,
              (select count(*)::int from dead_letters where execution_id = $1) as letters`,
      [(await read(id)).id],
    );
    expect(records).toEqual({ errors: 1, letters: 1 });
    expect(await eventsOf(id)).toContain('execution.retrying');
  });

  test('a permanent failure is final; one that ran out of time is a timeout', async () => {
    const { enqueue, claimOne } = await worker();
    const ids = [await enqueue(), await enqueue({ retryPolicy: 'none', timeoutMs: 1000 })];
    const [permanent, slow] = [await claimOne(), await claimOne()];
    const error = { code: 'BAD', message: 'bad' };
    await asked('/fail', { ...permanent.lease, error: { ...error, permanent: true } });
    await asked('/fail', { ...slow.lease, error: { ...error, code: 'TIMEOUT' }, timedOut: true });
    expect((await read(ids[0] as string)).status).toBe('failed');
    expect((await read(ids[1] as string)).status).toBe('timeout');
  });

  test('what is given back is ready at once and spends no attempt', async () => {
    const { enqueue, claimOne } = await worker();
    await enqueue();
    const first = await claimOne();
    expect((await asked('/release', first.lease)).status).toBe(204);
    const again = await claimOne();
    expect(again.execution.attempt).toBe(1);
    expect((await asked('/complete', first.lease)).body).toMatchObject({ status: 409, code: 'LEASE_LOST' });
    expect((await asked('/complete', again.lease)).status).toBe(204);
    expect((await asked('/complete', again.lease)).body.code).toBe('LEASE_LOST');
  });

  test('secrets come with the claim, and stay out of log, progress, result and errors', async () => {
    await call('PUT', '/secrets/PRESS_KEY', { value: 'sesame-opens-1234' });
    const { enqueue, claimOne } = await worker();
    const id = await enqueue({ taskConfig: { key: '{{secret.PRESS_KEY}}' }, retryPolicy: 'none' });
    const { execution, lease } = await claimOne();
    expect(execution.taskConfig).toEqual({ key: 'sesame-opens-1234' });
    await asked('/logs', { ...lease, entries: [{ text: 'with sesame-opens-1234\n' }] });
    await asked('/progress', { ...lease, percent: 1, message: 'sesame-opens-1234' });
    await asked('/fail', { ...lease, error: { code: 'X', message: 'not sesame-opens-1234' } });
    const all = await Promise.all([
      read(id),
      call('GET', `/execution/executions/${id}/logs`),
      server.database.query(`select t::text from events t`),
    ]);
    expect(all[0].error.message).toMatch(/^not /);
    expect(JSON.stringify(all.map((part) => ('body' in part ? part.body : part)))).not.toContain('sesame');
  });

  test('a secret that comes in two pieces stays out, whether they come in one call or in two', async () => {
    await call('PUT', '/secrets/PRESS_DOOR', { value: 'sesame-opens-1234' });
    const { enqueue, claimOne } = await worker();
    const id = await enqueue({ taskConfig: { key: '{{secret.PRESS_DOOR}}' } });
    const { execution, lease } = await claimOne();
    expect(execution.secrets).toEqual(['sesame-opens-1234']);
    const log = (...texts: string[]) =>
      asked('/logs', { ...lease, entries: texts.map((text) => ({ text })) });
    await log('one sesame-', 'opens-1234\n');
    await log('two sesame-op');
    await log('ens-1234 said\n');
    await log('ens-1234 at the start of a line\n');
    for (const piece of ['ses', 'ame', '-op', 'en', 's-1', '234', ' three\n']) await log(piece);
    const { body } = await call('GET', `/execution/executions/${id}/logs`);
    expect(body.items.map(({ text }: { text: string }) => text).join('')).toBe(
      'one [redacted]\ntwo [redacted] said\nens-1234 at the start of a line\nses[redacted] three\n',
    );
  });

  test('a config that names a secret which is not there fails before it is handed out', async () => {
    const { enqueue, claim } = await worker();
    const id = await enqueue({ taskConfig: { key: '{{secret.NOWHERE}}' } });
    expect(await claim({ waitMs: 0 })).toEqual([]);
    expect(await read(id)).toMatchObject({ status: 'failed', error: { code: 'SECRET_MISSING' } });
  });
});

describe('leases', () => {
  test('a worker that falls silent loses its work to another, and is refused', async () => {
    const { enqueue, claimOne, heartbeat, name } = await worker();
    const id = await enqueue();
    const lost = await claimOne();
    const again = await claimOne({ waitMs: 15_000 });
    expect(again.execution).toMatchObject({ executionId: id, attempt: 2 });
    expect((await asked('/complete', { ...lost.lease, result: 1 })).body.code).toBe('LEASE_LOST');
    expect(await heartbeat([lost.lease])).toMatchObject({ lost: [id], cancel: [] });
    await asked('/complete', { ...again.lease, result: 2 });
    expect(await read(id)).toMatchObject({ status: 'completed', result: 2 });
    const { body } = await call('GET', `/execution/executions/${id}/attempts`);
    expect(body.items[0]).toMatchObject({
      outcome: 'lost',
      error: { message: expect.stringContaining(name) },
    });
  });

  test('heartbeats keep the work', async () => {
    const { enqueue, claimOne, heartbeat } = await worker();
    const id = await enqueue();
    const { lease } = await claimOne();
    for (let beats = 0; beats < 6; beats++) {
      await new Promise((resolve) => setTimeout(resolve, LEASE_MS / 3));
      expect(await heartbeat([lease])).toEqual({ cancel: [], pause: [], lost: [], draining: false });
    }
    expect(await read(id)).toMatchObject({ status: 'running', attempt: 1 });
    await asked('/complete', lease);
  });

  test('a token is of one attempt of one execution, and cannot be made up', async () => {
    const { enqueue, claim } = await worker();
    await enqueue();
    await enqueue();
    const [one, two] = await claim({ max: 2 });
    const parts = one.leaseToken.split('.');
    const forged = [...parts.slice(0, 3), 'A'.repeat(32)].join('.');
    for (const leaseToken of [
      two.leaseToken,
      forged,
      'nonsense',
      [...parts.slice(0, 2), '9', parts[3]].join('.'),
    ])
      expect(
        (await asked('/complete', { executionId: one.executionId, leaseToken }, secrets.other)).body,
      ).toMatchObject({
        status: 409,
        code: 'LEASE_LOST',
      });
    const wrong = { executionId: one.executionId, leaseToken: one.leaseToken, attempt: 2 };
    expect((await asked('/complete', wrong)).body.code).toBe('LEASE_LOST');
    for (const { executionId, leaseToken } of [one, two])
      expect((await asked('/complete', { executionId, leaseToken })).status).toBe(204);
  });

  test('one that ignores its time limit is ended by it', async () => {
    const { enqueue, claimOne, heartbeat } = await worker();
    const id = await enqueue({ timeoutMs: 500, retryPolicy: 'none' });
    const { lease } = await claimOne();
    const answer = await until(
      async () => {
        const found = await heartbeat([lease], { waitMs: 500 });
        return found.cancel.length > 0 ? found : undefined;
      },
      { what: 'the run to be ended', timeoutMs: 12_000 },
    );
    expect(answer.cancel).toEqual([id]);
    expect(await read(id)).toMatchObject({ status: 'timeout', error: { code: 'TIMEOUT' } });
  });
});

describe('operators', () => {
  test('cancel wins: an open heartbeat hears of it at once', async () => {
    const { enqueue, claimOne, heartbeat } = await worker();
    const id = await enqueue();
    const { lease } = await claimOne();
    const beganMs = performance.now();
    const heard = heartbeat([lease], { waitMs: 20_000 });
    await call('POST', `/execution/executions/${id}/cancel`, { reason: 'enough' });
    expect(await heard).toMatchObject({ cancel: [id], lost: [] });
    expect(performance.now() - beganMs).toBeLessThan(LEASE_MS / 2);
    expect((await asked('/complete', { ...lease, result: 1 })).body.code).toBe('LEASE_LOST');
    expect((await read(id)).status).toBe('cancelled');
  });

  test('pause and resume reach the worker', async () => {
    const { enqueue, claimOne, heartbeat } = await worker();
    const id = await enqueue();
    const { lease } = await claimOne();
    await call('POST', `/execution/executions/${id}/pause`);
    expect(await heartbeat([lease])).toMatchObject({ pause: [id] });
    await call('POST', `/execution/executions/${id}/resume`);
    expect(await heartbeat([lease])).toMatchObject({ pause: [] });
    await asked('/complete', lease);
    expect((await read(id)).status).toBe('completed');
  });

  test('a paused queue gives nothing; one with a limit no more than it allows', async () => {
    const { enqueue, claim } = await worker();
    const queue = `q${numbers}`;
    await enqueue({ queue });
    await enqueue({ queue });
    await call('PATCH', `/queues/${queue}`, { concurrencyLimit: 1 });
    await call('POST', `/queues/${queue}/pause`, { reason: 'x' });
    expect(await claim({ max: 5, waitMs: 0 })).toEqual([]);
    const waiting = claim({ max: 5 });
    await call('POST', `/queues/${queue}/resume`);
    const [{ executionId, leaseToken }, ...more] = await waiting;
    expect(more).toEqual([]);
    expect(await claim({ max: 5, waitMs: 0 })).toEqual([]);
    await asked('/complete', { executionId, leaseToken });
    expect(await claim({ max: 5 })).toHaveLength(1);
  });

  test('a drained worker gets no more work; it is shown among the nodes', async () => {
    const { enqueue, claim, name, taskType, heartbeat, workerId } = await worker({ labels: { gpu: 'true' } });
    expect((await call('GET', `/nodes/${name}`)).body).toMatchObject({
      state: 'active',
      roles: ['worker'],
      labels: { gpu: 'true' },
      taskTypes: [taskType],
    });
    await enqueue();
    await call('POST', `/nodes/${name}/drain`);
    expect(await claim({ waitMs: 50 })).toEqual([]);
    expect(await heartbeat([])).toMatchObject({ draining: true });
    await call('POST', `/nodes/${name}/resume`);
    expect(await claim()).toHaveLength(1);
    expect((await asked('/leave', { workerId })).status).toBe(204);
  });
});

describe('claims', () => {
  test('work that only a worker handles waits for a slot like any other', async () => {
    const { taskType } = await worker();
    const { body } = await call('POST', '/execution/executions', { taskType });
    expect(body).toMatchObject({ phase: 'queued', waitingFor: 'a free slot in queue default' });
    const unknown = await call('POST', '/execution/executions', { taskType: `${taskType}_typo` });
    expect(unknown.body).toMatchObject({ status: 400, code: 'TASK_TYPE_UNKNOWN' });
  });

  test('wait until there is work, from the queues they want, highest priority first', async () => {
    const { enqueue, claim } = await worker();
    const beganMs = performance.now();
    const waiting = claim({ queues: [`w${numbers}`] });
    await enqueue();
    const id = await enqueue({ queue: `w${numbers}` });
    expect(await waiting).toMatchObject([{ executionId: id }]);
    expect(performance.now() - beganMs).toBeLessThan(900);
    const urgent = await enqueue({ priority: 10 });
    expect((await claim())[0].executionId).toBe(urgent);
    expect(await claim()).toHaveLength(1);
    expect(await claim({ waitMs: 0 })).toEqual([]);
  });

  test('work goes to one of those that wait', async () => {
    const { enqueue, claim } = await worker();
    const waiting = Array.from({ length: 5 }, () => claim({ waitMs: 800 }));
    const ids = [await enqueue(), await enqueue()];
    const found = (await Promise.all(waiting)).flat().map(({ executionId }) => executionId);
    expect(found.sort()).toEqual(ids.sort());
  });

  test('what a caller that hung up would have got goes to the next', async () => {
    const { enqueue, claimOne, taskType, workerId } = await worker();
    const hangUp = new AbortController();
    const dead = fetch(`${server.url}/api/v2/worker/claim`, {
      method: 'POST',
      headers: { ...bearer(secrets.worker), 'content-type': 'application/json' },
      body: JSON.stringify({ workerId, taskTypes: [taskType], waitMs: 20_000 }),
      signal: hangUp.signal,
    }).catch(() => 'gone');
    await new Promise((resolve) => setTimeout(resolve, 100));
    hangUp.abort();
    expect(await dead).toBe('gone');
    await enqueue();
    expect((await claimOne()).execution.attempt).toBe(1);
  });

  test.each<[string, object, number, string]>([
    ['/register', { name: 'x', taskTypes: ['inner'] }, 400, 'VALIDATION_FAILED'],
    ['/register', { name: 'x', taskTypes: [] }, 400, 'VALIDATION_FAILED'],
    ['/claim', { workerId: '019ab6ac-5a10-7d52-9f4c-0d8c1f2b3a4e', taskTypes: ['a'] }, 404, 'NODE_NOT_FOUND'],
    ['/heartbeat', { workerId: 'x' }, 400, 'VALIDATION_FAILED'],
  ])('%s refuses %j', async (path, body, status, code) => {
    expect((await asked(path, body)).body).toMatchObject({ status, code });
  });

  test('off this machine workers come over TLS or not at all', async () => {
    const behindProxy = await startTestApp({ configuration: { auth: 'token', trustProxy: 'loopback' } });
    try {
      const { secret } = await behindProxy.engine.tokens.create({ name: 'far', roles: ['worker'] });
      const from = (forwarded: Record<string, string>) =>
        behindProxy.call(
          'POST',
          '/api/v2/worker/register',
          { name: 'far', taskTypes: ['a'] },
          { ...bearer(secret), ...forwarded },
        );
      const far = { 'x-forwarded-for': '203.0.113.7' };
      expect((await from({ ...far, 'x-forwarded-proto': 'http' })).body).toMatchObject({
        status: 403,
        code: 'FORBIDDEN',
        detail: expect.stringContaining('over https'),
      });
      expect((await from({ ...far, 'x-forwarded-proto': 'https' })).status).toBe(200);
      expect((await from({})).status).toBe(200);
    } finally {
      await behindProxy.close();
    }
  });

  test('a worker cannot take the name of a node, and sees nothing but its work', async () => {
    const { node } = server.engine;
    const taken = await asked('/register', { name: node, taskTypes: ['a'] });
    expect(taken.body).toMatchObject({ status: 400, errors: [{ field: 'name' }] });
    expect((await call('GET', '/execution/executions', undefined, secrets.worker)).status).toBe(403);
  });
});

describe('labels', () => {
  test('a worker takes what requires labels only if it registered with all of them', async () => {
    const { taskType, claim, enqueue } = await worker({ labels: { region: 'eu' } });
    const requires = { region: 'eu', gpu: 'true' };
    const id = await enqueue({ requires });
    expect(await read(id)).toMatchObject({
      phase: 'unroutable',
      taskType,
      requires,
      waitingFor: `a worker with gpu=true; none that handles ${taskType} has it`,
    });
    expect(await claim({ waitMs: 300 })).toEqual([]);
    const { body } = await asked('/register', {
      name: `gpu-of-${taskType}`,
      taskTypes: [taskType],
      labels: { ...requires, extra: 'x' },
    });
    expect((await read(id)).phase).toBe('queued');
    const answer = await asked('/claim', { workerId: body.workerId, taskTypes: [taskType], waitMs: 5000 });
    expect(answer.body.executions).toMatchObject([{ executionId: id, taskType }]);
  });

  test('a claim that stands open is answered when work of a new set of labels comes', async () => {
    const { claimOne, enqueue } = await worker({ labels: { floor: '3' } });
    const waiting = claimOne({ waitMs: 5000 });
    await new Promise((resolve) => setTimeout(resolve, 200));
    const id = await enqueue({ requires: { floor: '3' } });
    expect((await waiting).execution.executionId).toBe(id);
  });

  test('bad ones are refused, each with its field', async () => {
    const { taskType } = await worker();
    const refused = await call('POST', '/execution/executions', {
      taskType,
      requires: { gpu: 1, 'a b': 'x' },
    });
    expect(refused.status).toBe(400);
    expect(refused.body.errors.map(({ field }: { field: string }) => field)).toContain('requires.gpu');
  });
});
