import { createHmac } from 'node:crypto';
import { setTimeout as rest } from 'node:timers/promises';
import { createClient, type Client } from '@tutti/client';
import type { ExecutionDraft, ScheduleDraft } from '@tutti/contract';

const HOUR = 3_600_000;
/** Nobody listens on port 1: a call there is refused at once. */
const REFUSED = 'http://127.0.0.1:1/pay';

/**
 * Fills an installation so that every page has something to show: schedules of all kinds, executions in all states, what
 * recovery keeps, a breaker that is open, a queue that is paused, connections to elsewhere, tokens and secrets. Takes
 * some seconds, since all of it really happens.
 */
export async function seed(client: Client, url: string): Promise<void> {
  await reports(client);
  await schedules(client);
  await history(client);
  await failures(client);
  await inFlight(client);
  await connections(client, url);
  await access(client);
}

const shell = (command: string, more: Partial<ExecutionDraft> = {}): ExecutionDraft => ({
  taskType: 'shell_command',
  taskConfig: { command },
  retryPolicy: 'none',
  ...more,
});

const scheduled = (
  name: string,
  command: string,
  timing: Pick<ScheduleDraft, 'scheduleType' | 'scheduleConfig'>,
  more: Partial<ScheduleDraft> = {},
): ScheduleDraft => ({ name, taskType: 'shell_command', taskConfig: { command }, ...timing, ...more });

const cron = (text: string, timezone = 'Europe/Berlin') =>
  ({ scheduleType: 'cron', scheduleConfig: { cron: text, timezone } }) as const;
const every = (intervalMs: number) => ({ scheduleType: 'interval', scheduleConfig: { intervalMs } }) as const;

/** With few slots, so that some of the work waits. A queue exists from its first use on. */
async function reports(client: Client): Promise<void> {
  await client.createExecution({ body: shell('echo first report', { queue: 'reports' }) });
  await client.updateQueue({ params: { name: 'reports' }, body: { concurrencyLimit: 1 } });
  await client.createExecution({ body: shell('echo first mail', { queue: 'mail' }) });
}

async function schedules(client: Client): Promise<void> {
  const drafts = [
    scheduled('nightly-backup', 'echo backup of 3 databases; sleep 0.3; echo done', cron('0 2 * * *'), {
      description: 'Copies the databases to the other building',
      tags: ['backup', 'nightly'],
      priority: 8,
    }),
    scheduled('invoices', 'echo 214 invoices sent', cron('30 6 * * 1-5'), { tags: ['billing'] }),
    scheduled('heartbeat', 'date', every(15_000), { tags: ['watch'] }),
    scheduled('disk-report', 'df -h /', cron('*/5 * * * *'), { queue: 'reports' }),
    scheduled('weekly-vacuum', 'echo vacuum', cron('0 3 * * 0', 'UTC'), { tags: ['database'] }),
    scheduled('newsletter', 'echo newsletter', cron('0 2 * * *', 'America/New_York'), { queue: 'mail' }),
    scheduled('old-import', 'echo import', cron('15 4 * * *'), { enabled: false }),
    scheduled('on-order', 'echo "order $TUTTI_TRIGGER"', {
      scheduleType: 'event',
      scheduleConfig: { event: 'order.paid' },
    }),
    scheduled('year-end', 'echo closing the year', {
      scheduleType: 'one_time',
      scheduleConfig: { executeAt: '2099-12-31T22:00:00.000Z' },
    }),
    scheduled('slow-export', 'sleep 600', every(4 * HOUR), { queue: 'reports', overlapPolicy: 'skip' }),
  ];
  for (const body of drafts) await client.createSchedule({ body });
}

async function history(client: Client): Promise<void> {
  const items = Array.from({ length: 120 }, (_, index) =>
    shell(
      index % 9 === 4
        ? `echo part ${index}; exit ${1 + (index % 3)}`
        : `echo part ${index}; sleep 0.0${index % 7}`,
      {
        tags: [index % 2 === 0 ? 'even' : 'odd'],
        queue: index % 5 === 0 ? 'reports' : 'default',
        priority: 1 + (index % 10),
      },
    ),
  );
  await client.createBatch({ body: { items } });
  for (const [orderId, amount] of [
    [4711, 20],
    [4712, 5],
  ])
    await client.emitEvent({ body: { event: 'order.paid', data: { orderId, amount } } });
}

async function failures(client: Client): Promise<void> {
  const report = 'echo reading customers; echo "Error: disk full: /var/lib/reports" >&2; exit 1';
  for (let n = 0; n < 4; n++) await client.createExecution({ body: shell(report, { tags: ['report'] }) });
  await client.createExecution({ body: shell('ehco hello', { tags: ['practice'] }) });
  await client.createExecution({ body: shell('echo waiting for the lock; sleep 60', { timeoutMs: 500 }) });
  await client.createExecution({ body: shell('exit 3', { retryPolicy: 'standard', tags: ['flaky'] }) });
  await client.createExecution({
    body: shell('test "$TUTTI_ATTEMPT" -ge 2 || { echo not yet >&2; exit 75; }', {
      retryPolicy: 'aggressive',
    }),
  });
  for (let n = 0; n < 8; n++)
    await client.createExecution({
      body: {
        taskType: 'http_request',
        taskConfig: { method: 'POST', url: REFUSED, body: { n } },
        breaker: 'payments',
      },
    });
}

/** What runs, waits and is held while somebody looks. */
async function inFlight(client: Client): Promise<void> {
  const colours = String.raw`for i in $(seq 400); do printf '\033[3%dmline %d\033[0m of the export\n' $((i % 8)) $i; sleep 1; done`;
  await client.createExecution({ body: shell(colours, { tags: ['export'], priority: 9 }) });
  const paused = await client.createExecution({ body: shell('echo begun; sleep 900', { priority: 10 }) });
  for (let n = 0; n < 3; n++)
    await client.createExecution({
      body: shell('sleep 300', { concurrencyKey: 'customer-7', concurrencyLimit: 1 }),
    });
  for (let n = 0; n < 6; n++)
    await client.createExecution({ body: shell('sleep 400', { queue: 'reports' }) });
  await client.pauseQueue({
    params: { name: 'mail' },
    body: { reason: 'the mail server is moved until noon' },
  });
  for (let n = 0; n < 12; n++) await client.createExecution({ body: shell('echo mail', { queue: 'mail' }) });
  await client.createExecution({ body: shell('echo later', { delayMs: 2 * HOUR }) });
  await client.createExecution({ body: shell('train the model', { requires: { gpu: 'true' } }) });
  const { id } = await client.createExecution({ body: shell('echo never', { delayMs: HOUR }) });
  await client.cancelExecution({ params: { id } });
  const skipped = await client.createExecution({ body: shell('echo skipped', { delayMs: HOUR }) });
  await client.skipExecution({ params: { id: skipped.id }, body: { reason: 'done by hand' } });
  await until(async () => (await client.getExecution({ params: { id: paused.id } })).status === 'running');
  await client.pauseExecution({ params: { id: paused.id }, body: { reason: 'a look at the disk first' } });
}

async function connections(client: Client, url: string): Promise<void> {
  const webhook = await client.createWebhook({
    body: {
      name: 'Deploy board',
      url: 'https://hooks.example.com/tutti',
      events: ['execution.failed', 'breaker.*'],
    },
  });
  await client.testWebhook({ params: { id: webhook.id } });
  await client.createIncomingHook({ body: { name: 'github-push', verification: 'github' } });
  await messages(client, url);
  await client.createChannel({
    body: { name: 'ops chat', type: 'slack', config: { url: 'https://chat.example.com/services/T0/B0/x' } },
  });
  await client.createRule({
    body: {
      name: 'Grave errors to the ops chat',
      events: ['error.escalated', 'breaker.opened'],
      severities: ['high', 'critical'],
      channels: ['ops chat'],
      quietHours: { from: '22:00', until: '07:00', timezone: 'Europe/Berlin' },
    },
  });
}

/** What a shop sent: taken, sent twice, of a stranger; some of it started something. */
async function messages(client: Client, url: string): Promise<void> {
  const { id, path, secret } = await client.createIncomingHook({
    body: { name: 'shop-orders', verification: 'github', headers: ['X-Shop-Event'] },
  });
  await client.createSchedule({
    body: {
      name: 'Book an order',
      taskType: 'shell_command',
      taskConfig: { command: 'echo booked' },
      scheduleType: 'event',
      scheduleConfig: { event: 'webhook.received', filter: { 'data.name': 'shop-orders' } },
    },
  });
  const send = async (order: number, key = secret): Promise<void> => {
    const body = JSON.stringify({ type: 'order.paid', order, total: order * 3, customer: { name: 'Ada' } });
    const signature = `sha256=${createHmac('sha256', key).update(body).digest('hex')}`;
    await fetch(url + path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-shop-event': 'order.paid',
        'x-hub-signature-256': signature,
      },
      body,
    });
  };
  for (const order of [4711, 4712, 4713]) await send(order);
  await send(4712);
  await send(4714, 'the secret of another shop');
  const { items } = await client.listIncomingMessages({ params: { id: String(id) }, query: {} });
  const taken = items.find(({ status }) => status === 'accepted');
  if (taken) await client.replayIncomingMessage({ params: { id: String(taken.id) } });
}

async function access(client: Client): Promise<void> {
  await client.createToken({ body: { name: 'ci', roles: ['operator'] } });
  await client.createToken({
    body: {
      name: 'wall screen',
      roles: ['viewer'],
      expiresAt: new Date(Date.now() + 72 * HOUR).toISOString(),
    },
  });
  await client.putSecret({ params: { name: 'API_TOKEN' }, body: { value: 'a-value-that-is-never-shown' } });
  await client.putSecret({ params: { name: 'MAIL_PASSWORD' }, body: { value: 'another-value-never-shown' } });
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200 && !(await holds()); tries++) await rest(50);
}

// As a program: node packages/web/test/seed.ts http://127.0.0.1:3000
if (import.meta.main) {
  const [, , url = 'http://127.0.0.1:3000'] = process.argv;
  await seed(createClient({ baseUrl: url }), url);
}
