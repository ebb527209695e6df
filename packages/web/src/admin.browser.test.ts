import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AxeBuilder } from '@axe-core/playwright';
import { createClient, type Client } from '@tutti/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, openDashboard, openView, type Dashboard, type View } from '../test/dashboard.ts';

const chromium = chromiumPath();
const HOSTILE = '<img src=x onerror=alert(1)> & "Sohn"';

interface Receiver {
  url: string;
  answers: number;
  received: { path: string; headers: Record<string, unknown>; body: string }[];
  server: Server;
}

/** Another system: a real HTTP server that keeps what it is sent. */
async function startReceiver(): Promise<Receiver> {
  const received: Receiver['received'] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece) => (body += String(piece)));
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body });
      response.writeHead(receiver.answers, { 'content-type': 'application/json', 'x-seen': 'yes' });
      response.end(JSON.stringify({ heard: received.length, of: HOSTILE }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const receiver: Receiver = { url, answers: 200, received, server };
  return receiver;
}

type Violations = Awaited<ReturnType<AxeBuilder['analyze']>>['violations'];
const violationsIn = (where: string, violations: Violations): string =>
  violations
    .flatMap(({ id, nodes }) =>
      nodes.map((node) => `${where}: ${id} ${node.target.join(' ')} ${node.failureSummary}`),
    )
    .join('\n');

describe.skipIf(!chromium)('the pages of an admin, in a browser', { timeout: 90_000 }, () => {
  let dashboard: Dashboard;
  let admin: { id: number; secret: string };
  let viewer: { secret: string };
  let receiver: Receiver;
  let client: Client;

  beforeAll(async () => {
    receiver = await startReceiver();
    dashboard = await openDashboard(chromium ?? '', {
      auth: 'token',
      httpAllow: ['127.0.0.1'],
      secretKey: Buffer.alloc(32, 7).toString('base64'),
      auditKey: Buffer.alloc(32, 9).toString('base64'),
    });
    const { tokens } = dashboard.server.engine;
    admin = await tokens.create({ name: 'ann', roles: ['admin'] });
    viewer = await tokens.create({ name: 'bob', roles: ['viewer'] });
    client = createClient({
      baseUrl: dashboard.url,
      headers: { authorization: `Bearer ${admin.secret}` },
    });
    await client.createChannel({ body: { name: HOSTILE, type: 'slack', config: { url: receiver.url } } });
  }, 120_000);
  afterAll(async () => {
    receiver?.server.close();
    await dashboard?.close();
  }, 60_000);

  /** A window of somebody who is signed in already. */
  const looking = async (
    work: (view: View) => Promise<void>,
    options = {},
    as = admin.secret,
  ): Promise<void> => {
    const view = await openView(dashboard, options);
    try {
      const answer = await fetch(`${dashboard.url}/api/v2/auth/sign-in`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token: as }),
      });
      const [pair = ''] = (answer.headers.get('set-cookie') ?? '').split(';');
      const [name = '', value = ''] = pair.split('=');
      await view.context.addCookies([
        { name, value, url: dashboard.url, sameSite: 'Strict', httpOnly: true },
      ]);
      await work(view);
      expect(view.complaints.filter((text) => !/WebSocket/.test(text))).toEqual([]);
    } finally {
      await view.context.close();
    }
  };

  test('a token is shown once, works, is edited by keyboard and revoked by its name', () =>
    looking(async ({ page }) => {
      await page.goto('/tokens');
      await page.getByRole('button', { name: 'New token' }).click();
      await page.getByLabel('Name', { exact: true }).fill('-bad');
      await page.getByRole('button', { name: 'Make the token' }).click();
      await page.getByText(/must start with a letter or digit/).waitFor();
      await page.getByLabel('Name', { exact: true }).fill('ci');
      const scopes = page.getByRole('combobox', { name: /^Scopes/ });
      await scopes.fill('schedules:tri');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Remove schedules:trigger' }).waitFor();
      await page.getByRole('button', { name: 'Make the token' }).click();
      const shown = page.getByRole('status').locator('code');
      const secret = (await shown.textContent()) ?? '';
      expect(secret).toMatch(/^tutti_/);
      await page.getByText(`export TUTTI_TOKEN=${secret}`).waitFor();
      const own = createClient({ baseUrl: dashboard.url, headers: { authorization: `Bearer ${secret}` } });
      expect(await own.whoAmI()).toMatchObject({ roles: ['viewer'], token: { name: 'ci' } });
      await page.getByRole('button', { name: 'Done' }).click();
      const row = page.getByRole('row', { name: /\bci\b/ });
      await row.getByText('Active').waitFor();
      expect(await page.getByText(secret).count()).toBe(0);
      await page.getByRole('button', { name: 'More on ci' }).click();
      await page.getByRole('menuitem', { name: /Revoke/ }).click();
      await page.getByLabel('Type ci to confirm').fill('ci');
      await page.keyboard.press('Enter');
      // The page behind a dialog is hidden from roles: the row counts as gone only once the dialog is.
      await page.getByText('Revoked ci', { exact: true }).waitFor();
      await row.waitFor({ state: 'detached' });
      await expect(own.whoAmI()).rejects.toThrow(/revoked/);
      await page.getByRole('switch', { name: 'Show revoked ones' }).click();
      await row.getByText('Revoked').waitFor();
    }));

  test('a viewer sees what may not be done with the reason, and cannot do it by keyboard either', async () => {
    const { id } = await client.createWebhook({
      body: { name: 'for viewers', url: `${receiver.url}/v`, events: ['never.ever'] },
    });
    await looking(
      async ({ page }) => {
        await page.goto(`/webhooks/${id}`);
        const test = page.getByRole('button', { name: 'Send a test' });
        await expect.poll(() => test.getAttribute('aria-disabled')).toBe('true');
        await test.focus();
        await page.getByRole('tooltip', { name: /needs the scope webhooks:write/ }).waitFor();
        const before = receiver.received.length;
        await page.keyboard.press('Enter');
        await page.getByRole('button', { name: 'More on for viewers' }).click();
        await page.getByRole('menuitem', { name: /Delete.*needs the scope/ }).click({ force: true });
        expect(await page.getByRole('dialog').count()).toBe(0);
        expect(receiver.received.length).toBe(before);
        await page.goto('/nodes');
        await page.getByRole('row').nth(1).waitFor();
        await page.keyboard.press('j');
        await page.keyboard.press('p');
        expect(await page.getByRole('dialog').count()).toBe(0);
        await page.keyboard.press('?');
        await page
          .getByRole('dialog')
          .getByText(/needs the scope nodes:admin/)
          .waitFor();
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
        await page.keyboard.press('j');
        await page.keyboard.press('Control+k');
        const drain = page.getByRole('option', { name: /^Drain, or resume.*needs the scope nodes:admin/ });
        await expect.poll(() => drain.getAttribute('aria-disabled')).toBe('true');
        await page.keyboard.press('Escape');
        await page.goto('/webhooks');
        await page.getByRole('row', { name: /for viewers/ }).waitFor();
        await page.keyboard.press('/');
        await page.keyboard.type('viewers');
        await page.waitForURL('**/webhooks?text=viewers');
        await page.keyboard.press('Escape');
        await page.keyboard.press('j');
        await page.keyboard.press('Enter');
        await page.waitForURL(`**/webhooks/${id}`);
        await page.goto('/tokens');
        await page.getByRole('heading', { name: 'You may not see the tokens' }).waitFor();
        await page.goto('/audit');
        await page
          .getByText(/Your token bob \(viewer\) may not do this: it needs the scope audit:admin/)
          .waitFor();
        await page.goto('/schedules');
        await page.getByRole('heading', { name: 'Schedules', exact: true }).waitFor();
      },
      {},
      viewer.secret,
    );
  });

  test('a webhook is made, tested, seen with request and response, and redelivered', () =>
    looking(async ({ page }) => {
      await page.goto('/webhooks');
      await page.getByRole('button', { name: 'New webhook' }).click();
      await page.getByLabel('Name', { exact: true }).fill(HOSTILE);
      await page.getByLabel('Address').fill('ftp://nowhere');
      const events = page.getByRole('combobox', { name: 'Events' });
      await events.fill('order.*');
      await events.press('Enter');
      await page.getByRole('button', { name: 'Create webhook' }).click();
      await page.getByRole('alert').first().waitFor();
      await page.getByLabel('Address').fill(`${receiver.url}/in`);
      await page.getByLabel('Retries', { exact: true }).selectOption('own');
      await page.getByLabel('Retries at most').fill('2');
      await page.getByRole('button', { name: 'Create webhook' }).click();
      await page.getByText(/^whsec_/).waitFor();
      await page.getByRole('button', { name: 'To its deliveries' }).click();
      await page.getByRole('heading', { level: 1, name: HOSTILE }).waitFor();
      await page.getByText(/^own: 2 retries, 1 s to /).waitFor();
      receiver.answers = 418;
      await page.getByRole('button', { name: 'Send a test' }).click();
      const response = page.getByRole('region', { name: 'Response' });
      await response.getByText('418').waitFor();
      await response.getByText('x-seen').waitFor();
      await response.getByText(/"heard"/).waitFor();
      await page.getByRole('region', { name: 'Request' }).getByText('webhook-signature').waitFor();
      receiver.answers = 200;
      const tested = receiver.received.at(-1);
      await page.getByRole('button', { name: 'Test again' }).click();
      await response.getByText('200', { exact: true }).waitFor();
      expect(receiver.received.at(-1)?.path).toBe('/in');
      receiver.answers = 400;
      await client.emitEvent({ body: { event: 'order.paid', data: { total: 5 } } });
      const paid = page.getByRole('row', { name: /order\.paid/ }).first();
      await paid.getByText('Given up').waitFor({ timeout: 30_000 });
      await paid.getByRole('button', { name: 'order.paid' }).click();
      receiver.answers = 200;
      await page.getByRole('button', { name: 'Redeliver', exact: true }).click();
      await page.getByRole('row', { name: /Delivered.*order\.paid again/ }).waitFor({ timeout: 30_000 });
      const [first, again] = receiver.received.filter(({ body }) => body.includes('order.paid'));
      expect(again?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
      expect(tested?.headers['webhook-id']).not.toBe(first?.headers['webhook-id']);
    }));

  test('an incoming hook shows a line that sends to it', () =>
    looking(async ({ page }) => {
      await page.goto('/webhooks?tab=in');
      await page.getByRole('button', { name: 'New incoming hook' }).click();
      await page.getByLabel('Name', { exact: true }).fill('pushes');
      await page.getByRole('button', { name: 'Create hook' }).click();
      const secret = (await page.getByRole('status').locator('code').textContent()) ?? '';
      await page.getByText(new RegExp(`SECRET='${secret}'`)).waitFor();
      await page.getByRole('button', { name: 'Done' }).click();
      const sent = await fetch(`${dashboard.url}/hooks/pushes`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-hook-token': secret },
        body: '{"a":1}',
      });
      expect(sent.status).toBe(202);
      await page.getByRole('link', { name: 'pushes', exact: true }).click();
      await page.getByText(/^1, last/).waitFor({ timeout: 30_000 });
      await page.getByText(/tutti schedule create build --on webhook\.received/).waitFor();
    }));

  test('messages that came are seen with what they said and started, and replayed; refused ones say why', () =>
    looking(async ({ page }) => {
      const { id, secret } = await client.createIncomingHook({
        body: { name: 'orders', verification: 'token' },
      });
      await client.createSchedule({
        body: {
          name: 'book it',
          taskType: 'shell_command',
          taskConfig: { command: 'true' },
          scheduleType: 'event',
          scheduleConfig: { event: 'webhook.received', filter: { 'data.name': 'orders' } },
        },
      });
      const send = (token: string) =>
        fetch(`${dashboard.url}/hooks/orders`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-hook-token': token },
          body: JSON.stringify({ order: HOSTILE }),
        });
      expect([(await send(secret)).status, (await send('wrong')).status]).toEqual([202, 401]);
      await page.goto('/webhooks?tab=in');
      // By keyboard: the row opens, then the list of its messages is walked through.
      await page.getByRole('link', { name: 'orders', exact: true }).focus();
      await page.keyboard.press('Enter');
      await page.waitForURL(new RegExp(`/webhooks/incoming/${id}`));
      await page.getByRole('heading', { name: 'Messages 2, newest first' }).waitFor();
      const refused = page.getByRole('row', { name: /Refused the token is another/ });
      await refused.waitFor();
      await page.getByRole('button', { name: 'Replay' }).hover();
      await page.getByRole('tooltip', { name: /Nobody proved where it comes from/ }).waitFor();
      await page.getByRole('button', { name: 'Accepted', exact: true }).click();
      const message = page.getByRole('region', { name: /^Message \d+$/ });
      await message.getByText('book it').waitFor();
      await message.getByText('Completed').waitFor({ timeout: 30_000 });
      await message.getByText('x-hook-token').waitFor();
      expect(await page.content()).not.toContain(secret);
      expect(await message.getByLabel('Message body', { exact: true }).textContent()).toContain('<img src=x');
      await page.getByRole('button', { name: 'Replay' }).click();
      await page.getByRole('row', { name: /Replayed message \d+ again, by ann/ }).waitFor();
      await message.getByText(/Message \d+ again, by ann/i).waitFor();
      await message.getByRole('link', { name: 'its run' }).waitFor({ timeout: 30_000 });
      await page.getByLabel('Which messages').selectOption('refused');
      await page.waitForURL(/status=refused/);
      await page.getByRole('row', { name: /Accepted/ }).waitFor({ state: 'detached' });
      await refused.waitFor();
      expect((await client.listAudit({ query: { action: 'hook.replayed' } })).total).toBe(1);
    }));

  test('a channel is made and tested with its answer in place, and a rule reads as a sentence', () =>
    looking(async ({ page }) => {
      receiver.answers = 200;
      await page.goto('/notifications');
      await page.getByRole('button', { name: 'New channel' }).first().click();
      await page.getByLabel('Name', { exact: true }).fill('desk');
      await page.getByLabel('Address').fill(`${receiver.url}/desk`);
      await page.getByRole('button', { name: 'Create channel' }).click();
      await page.getByRole('button', { name: 'Test desk' }).click();
      await page.getByText('Arrived').waitFor({ timeout: 30_000 });
      expect(receiver.received.at(-1)).toMatchObject({
        path: '/desk',
        body: expect.stringContaining('Test from Tutti'),
      });
      await page.getByRole('button', { name: 'New rule' }).click();
      await page.getByLabel('Name', { exact: true }).fill('lost orders');
      await page.getByRole('combobox', { name: 'To', exact: true }).fill('desk');
      await page.keyboard.press('Enter');
      await page.getByRole('switch', { name: 'Quiet hours' }).click();
      await page.getByRole('button', { name: 'Create rule' }).click();
      await page
        .getByText(/^execution\.failed or execution\.timed_out to desk, at most every hour per schedule/)
        .waitFor();
      await page.getByText(/not 22:00–07:00 Kolkata, except critical ones/).waitFor();
      await page.getByRole('listitem').filter({ hasText: 'Test from Tutti' }).getByText('Sent').waitFor();
    }));

  test('a secret is set unseen, used by a job without being shown, and stands in the audit log without its value', () =>
    looking(async ({ page }) => {
      const value = 'first line of it\nsecond-line-of-it';
      await page.goto('/secrets');
      await page.getByRole('button', { name: 'New secret' }).click();
      await page.getByLabel('Name', { exact: true }).fill('DEPLOY_KEY');
      const field = page.getByLabel('Value');
      await field.fill(value);
      expect(
        await field.evaluate((element) =>
          getComputedStyle(element).getPropertyValue('-webkit-text-security'),
        ),
      ).toBe('disc');
      await page.getByRole('button', { name: 'Set the secret' }).click();
      await page.getByRole('row', { name: /DEPLOY_KEY/ }).waitFor();
      const run = await client.createExecution({
        body: {
          taskType: 'shell_command',
          taskConfig: { command: 'echo "$K"; printf %s "$K" | wc -c', env: { K: '{{secret.DEPLOY_KEY}}' } },
        },
      });
      await expect
        .poll(async () => (await client.getExecution({ params: { id: run.id } })).status)
        .toBe('completed');
      await page.goto(`/executions/${run.id}`);
      await page.getByText('[redacted]').first().waitFor();
      await page.getByText(String(value.length), { exact: true }).first().waitFor();
      expect(await page.content()).not.toContain('second-line-of-it');
      await page.goto('/audit?type=secret');
      await page.getByRole('link', { name: 'secret created' }).click();
      await page
        .getByRole('group', { name: /^Entry \d+: / })
        .getByText('"DEPLOY_KEY"')
        .waitFor();
      expect(await page.content()).not.toContain('second-line-of-it');
    }));

  test('the audit log shows before and after, filters in the address, the verdict on its chain, and an export', () =>
    looking(async ({ page }) => {
      const made = await client.createWebhook({
        body: { name: 'audited', url: `${receiver.url}/a`, events: ['a.b'] },
      });
      await client.updateWebhook({
        params: { id: made.id },
        body: { events: ['a.b', 'c.d'] },
      });
      await page.goto(`/audit?type=webhook&entity=${made.id}`);
      await page.getByText('Chain whole').waitFor();
      await page.getByText(/entries.*verified/).waitFor();
      expect(await page.getByRole('row').count()).toBe(3);
      await page.getByRole('link', { name: 'webhook updated' }).click();
      expect(new URL(page.url()).searchParams.get('entry')).toMatch(/^\d+$/);
      const diff = page.getByRole('group', { name: /line(s)? added/ });
      await diff.getByText('"c.d"').waitFor();
      expect(await diff.locator('[data-diff="added"]').count()).toBeGreaterThan(0);
      await page.keyboard.press('Escape');
      await diff.waitFor({ state: 'detached' });
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Export' }).click();
      await page.getByRole('menuitem', { name: 'JSON lines' }).click();
      expect((await download).suggestedFilename()).toMatch(/^audit-\d{4}-\d\d-\d\d\.jsonl$/);
      await page.getByRole('button', { name: 'Remove the filter id' }).click();
      await expect.poll(() => new URL(page.url()).searchParams.get('entity')).toBeNull();
      const engine = dashboard.server.engine;
      expect(await engine.audit.verify()).toMatchObject({ ok: true, signed: true });
    }));

  describe('every page', { timeout: 180_000 }, () => {
    const pages = async (): Promise<[name: string, path: string][]> => {
      const { items } = await client.listWebhooks({ query: { limit: 10 } });
      const { items: hooks } = await client.listIncomingHooks({ query: { limit: 1 } });
      const { items: entries } = await client.listAudit({ query: { limit: 1 } });
      return [
        ['webhooks', '/webhooks'],
        ['incoming', `/webhooks?tab=in&hook=${hooks[0]?.id ?? 1}`],
        ['messages', `/webhooks/incoming/${hooks[0]?.id ?? 1}`],
        ...items.map(({ id, name }): [string, string] => [name, `/webhooks/${id}`]),
        ['notifications', '/notifications'],
        ['tokens', '/tokens?revoked=true'],
        ['sessions', '/tokens?kind=session'],
        ['secrets', '/secrets'],
        ['audit', '/audit'],
        ['entry', `/audit?entry=${entries[0]?.id ?? 1}`],
      ];
    };

    test.each([
      ['dark', 1440],
      ['light', 360],
      ['light', 1440],
      ['dark', 360],
    ] as const)('pleases axe in %s and fits, %i wide', (theme, width) =>
      looking(
        async ({ page }) => {
          for (const [name, path] of await pages()) {
            await page.goto(path);
            await page.getByRole('heading', { level: 1 }).or(page.getByRole('dialog')).first().waitFor();
            await page.waitForLoadState('networkidle');
            const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
            expect([name, overflow]).toEqual([name, 0]);
            const { violations } = await new AxeBuilder({ page })
              .setLegacyMode()
              .options({ resultTypes: ['violations'] })
              .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
              .analyze();
            expect(violationsIn(name, violations)).toBe('');
          }
        },
        { theme, width, height: width === 360 ? 780 : 900 },
      ),
    );

    test.each([
      ['/webhooks', 'New webhook'],
      ['/webhooks?tab=in', 'New incoming hook'],
      ['/notifications', 'New channel'],
      ['/notifications', 'New rule'],
      ['/tokens', 'New token'],
      ['/secrets', 'New secret'],
    ])('the form of %s, %s, pleases axe', (path, button) =>
      looking(async ({ page }) => {
        await page.goto(path);
        await page.getByRole('button', { name: button }).first().click();
        await page.getByRole('dialog').waitFor();
        const { violations } = await new AxeBuilder({ page })
          .setLegacyMode()
          .include('[role="dialog"]')
          .analyze();
        expect(violationsIn(button, violations)).toBe('');
      }),
    );
  });
});
