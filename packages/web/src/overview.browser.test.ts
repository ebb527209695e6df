import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, openDashboard, openView, type Dashboard, type View } from '../test/dashboard.ts';

const chromium = chromiumPath();

describe.skipIf(!chromium)('what operators watch, in a browser', { timeout: 120_000 }, () => {
  let dashboard: Dashboard;
  beforeAll(async () => {
    dashboard = await openDashboard(chromium ?? '', { node: 'alpha', memoryLimit: 95 });
  }, 120_000);
  afterAll(() => dashboard?.close(), 60_000);

  const looking = async (work: (view: View) => Promise<void>, options = {}): Promise<void> => {
    const view = await openView(dashboard, options);
    try {
      await work(view);
      expect(view.complaints).toEqual([]);
    } finally {
      await view.context.close();
    }
  };
  const run = (command: string, more = {}) =>
    dashboard.client.createExecution({
      body: { taskType: 'shell_command', taskConfig: { command }, retryPolicy: 'none', ...more },
    });
  const queue = (name: string) => dashboard.client.getQueue({ params: { name } });

  test('the verdict names what needs a person, and each leads to where it is mended', () =>
    looking(async ({ page }) => {
      await run('true', { queue: 'mail' });
      await page.goto('/');
      await page.waitForURL('**/overview');
      await page.getByText('Healthy', { exact: true }).waitFor();
      // Errors that other tests left behind may need somebody too.
      const needs = page.locator('#needs-you').getByRole('listitem');
      const paused = needs.filter({ hasText: 'Queue mail is paused by local' });
      const open = needs.filter({ hasText: 'Breaker payments is open' });
      expect(await paused.or(open).count()).toBe(0);

      await dashboard.client.pauseQueue({ params: { name: 'mail' }, body: { reason: 'the server moves' } });
      await dashboard.client.updateBreaker({ params: { key: 'payments' }, body: { openMs: 60_000 } });
      await dashboard.client.tripBreaker({ params: { key: 'payments' }, body: { reason: 'they are down' } });
      await open.getByText('by local · they are down').waitFor();
      await paused.getByText('nothing waits · the server moves').waitFor();
      const told = await needs.count();
      await page.getByRole('link', { name: `${told} things need you` }).waitFor();
      await paused.getByRole('link').click();
      await page.waitForURL('**/queues/mail');
      await page.getByRole('button', { name: 'Resume mail' }).click();
      await page.locator('[data-status=completed]', { hasText: 'Open' }).waitFor();
      await expect.poll(async () => (await queue('mail')).paused).toBeNull();

      await page.goBack();
      await dashboard.client.resetBreaker({ params: { key: 'payments' } });
      await expect.poll(() => needs.count(), { timeout: 15_000 }).toBe(told - 2);
    }));

  test('a stopped scheduler and stopped retries are told first, and started in the settings', () =>
    looking(async ({ page }) => {
      await dashboard.client.stopRecovery();
      await page.goto('/overview');
      await page.getByRole('link', { name: 'Recovery is stopped' }).click();
      await page.waitForURL('**/settings');
      await page.getByRole('button', { name: 'Stop scheduler' }).click();
      await page.getByText('nothing fires by time or event until it is started again').waitFor();
      await page.getByRole('button', { name: 'Stop it', exact: true }).click();
      await page.getByRole('button', { name: 'Start scheduler' }).waitFor();
      expect((await dashboard.client.getSchedulerStatus()).running).toBe(false);
      await page.goto('/overview');
      await page.getByRole('link', { name: 'The scheduler is stopped' }).click();
      await page.getByRole('button', { name: 'Start scheduler' }).click();
      await page.getByRole('button', { name: 'Start recovery' }).click();
      await page.getByRole('button', { name: 'Stop recovery' }).waitFor();
      expect((await dashboard.client.getRecoveryState()).running).toBe(true);
    }));

  test('each figure leads to the list it counts, and the range stays in the address', () =>
    looking(async ({ page }) => {
      await run('exit 3');
      await page.goto('/overview?range=1h');
      await page.getByRole('link', { name: /^\d+ failed$/ }).click({ timeout: 40_000 });
      await page.waitForURL('**/executions?span=1h&status=failed,timeout');
      await page.goBack();
      await page.getByRole('radio', { name: '7 d' }).click();
      await page.waitForURL('**/overview?range=7d');
      const throughput = page.getByRole('figure', { name: 'Throughput by outcome' });
      await throughput.getByText('executions per 2 h', { exact: true }).waitFor();
      await throughput.getByRole('button', { name: 'Throughput by outcome as a table' }).click();
      await throughput.getByRole('columnheader', { name: 'Failed' }).waitFor();
      for (const [name, path] of [
        ['Waiting for a slot', '/queues'],
        ['Nodes', '/nodes'],
      ] as const) {
        await page.goto('/overview');
        const tile = page.getByText(name, { exact: true }).last().locator('..');
        await tile.getByRole('link').first().click();
        await page.waitForURL(`**${path}`);
      }
    }));

  test('a queue is paused by the keyboard, says who and why, and what waits says for what', () =>
    looking(async ({ page }) => {
      await dashboard.client.createExecution({
        body: {
          taskType: 'shell_command',
          taskConfig: { command: 'sleep 300' },
          queue: 'imports',
          concurrencyKey: 'customer:42',
        },
      });
      await expect.poll(async () => (await queue('imports')).running, { timeout: 10_000 }).toBe(1);
      const second = await run('echo second', { queue: 'imports', concurrencyKey: 'customer:42' });
      await page.goto('/queues?text=imports');
      await page.getByRole('row', { name: /imports/ }).waitFor();
      await page.keyboard.press('j');
      await page.keyboard.press('Enter');
      await page.waitForURL('**/queues/imports');
      const waits = page.getByRole('listitem').filter({ hasText: `#${second.id}` });
      await waits.getByText(/waits for #\d+, 0 of 1 slots? of customer:42 free/).waitFor();

      await page.getByRole('button', { name: 'Pause imports' }).press('Enter');
      await page.getByText('The 1 that run go on.').waitFor();
      await page.keyboard.type('the customer asked');
      await page.keyboard.press('Enter');
      await page.getByText('the customer asked').waitFor();
      await expect
        .poll(async () => (await queue('imports')).paused)
        .toMatchObject({ by: 'local', reason: 'the customer asked' });

      await page.goto('/queues?view=keys');
      const key = page.getByRole('listitem').filter({ hasText: 'customer:42' });
      await key.getByText('0 of 1 slot free').waitFor();
      await key.getByText('1 execution waiting for a slot').waitFor();
      await key.getByRole('link', { name: 'alpha' }).waitFor();
      await dashboard.client.resumeQueue({ params: { name: 'imports' } });
      const [slot] = (await dashboard.client.listConcurrencyKeys({ query: {} })).items[0]?.slots ?? [];
      await dashboard.client.cancelExecution({ params: { id: String(slot?.id) } });
    }));

  test('p pauses and resumes the queue whose row has the focus, while letters act', () =>
    looking(async ({ page }) => {
      await run('true', { queue: 'lettered' });
      await page.goto('/queues?text=lettered');
      await page.getByRole('row', { name: /lettered/ }).waitFor();
      await page.keyboard.press('j');
      await page.keyboard.press('Control+k');
      await page.getByRole('option', { name: /^Pause, or resume/ }).click();
      await page.getByLabel(/^Why, for the others/).fill('by its row');
      await page.keyboard.press('Enter');
      await expect.poll(async () => (await queue('lettered')).paused?.reason).toBe('by its row');
      await page.getByRole('link', { name: 'lettered' }).focus();
      await page.keyboard.press('p');
      await expect.poll(async () => (await queue('lettered')).paused).toBeNull();

      await page.keyboard.press('?');
      await page.getByRole('switch', { name: 'Single letters act as shortcuts' }).click();
      await page.keyboard.press('Escape');
      await page.getByRole('link', { name: 'lettered' }).focus();
      await page.keyboard.press('p');
      expect(await page.getByRole('dialog').count()).toBe(0);
      await page.getByRole('button', { name: 'Pause lettered' }).press('Enter');
      await page.getByRole('button', { name: 'Leave it' }).click();
    }));

  test('limits are set in the form; what is wrong is told at its field', () =>
    looking(async ({ page }) => {
      await run('true', { queue: 'reports' });
      await page.goto('/queues/reports');
      await page.getByLabel(/^At the same time/).fill('none');
      await page.getByText('Write a whole number from 1 to 1,000,000').waitFor();
      expect(await page.getByRole('button', { name: 'Save limits' }).isDisabled()).toBe(true);
      await page.getByLabel(/^At the same time/).fill('2');
      await page.getByLabel(/^Starts/).fill('100');
      await page.getByText('tutti queue set reports --concurrency 2 --rate 100/1m --depth 10000').waitFor();
      await page.getByRole('button', { name: 'Save limits' }).click();
      await page.getByText('limits: 2 at once · 100 a minute').waitFor();
      expect(await queue('reports')).toMatchObject({
        concurrencyLimit: 2,
        rate: { count: 100, periodMs: 60_000 },
      });
    }));

  test('a node is drained after its effect was told, shows what it still runs, and goes on', () =>
    looking(async ({ page }) => {
      const { id } = await run('sleep 301');
      await page.goto('/nodes');
      await page.getByText('1 node works').waitFor();
      await page.getByRole('row', { name: /alpha/ }).click();
      const panel = page.getByRole('complementary', { name: 'Node alpha' });
      await panel.getByRole('link', { name: new RegExp(`sleep 301 #${id}`) }).waitFor();
      await panel.getByRole('meter', { name: 'Memory' }).waitFor();
      await panel.getByText('limit 95 %').waitFor();
      await panel.getByRole('button', { name: 'Drain alpha' }).click();
      await page.getByText(/it takes nothing more and fires no schedules until it is resumed/).waitFor();
      await page.getByLabel(/^Why, for the others/).fill('kernel');
      await page.getByRole('button', { name: 'Drain', exact: true }).click();
      await panel.getByText(/left · by local · kernel/).waitFor();
      await page.getByText('No node takes work · 0 nodes work · alpha drains').waitFor();
      await page.goto('/overview');
      await page.getByText('Standing still').waitFor();
      await page.getByRole('link', { name: 'Node alpha is drained by local' }).click();
      await panel.getByRole('button', { name: 'Resume alpha' }).click();
      await page.getByText('1 node works').waitFor();
      await page.keyboard.press('Escape');
      await panel.waitFor({ state: 'detached' });
      await dashboard.client.cancelExecution({ params: { id: String(id) } });
    }));

  test('a setting says where its value comes from, and is changed and taken back', () =>
    looking(async ({ page }) => {
      await page.goto('/settings');
      await page.getByText('Everything as Tutti brings it').waitFor();
      const logs = page.getByRole('listitem').filter({ hasText: 'Keep logs' });
      await logs.getByRole('textbox').fill('0');
      await logs.getByText('Write whole days, from 1 to 3,650.').waitFor();
      await logs.getByRole('textbox').fill('3');
      await page.keyboard.press('Enter');
      await logs.getByText(/^set by local/).waitFor();
      expect((await dashboard.client.getSettings()).values.logRetentionDays).toBe(3);
      await logs.getByRole('button', { name: 'Back to the default' }).click();
      await logs.getByText('the default', { exact: true }).waitFor();
      expect(await logs.getByRole('textbox').inputValue()).toBe('14');
      const rows = page.getByRole('listitem').filter({ hasText: 'Keep executions of each schedule' });
      await rows.getByRole('textbox').fill('500');
      await page.keyboard.press('Enter');
      await rows.getByText(/^set by local/).waitFor();
      expect((await dashboard.client.getSettings()).values.historyRowsPerSchedule).toBe(500);
      await rows.getByRole('textbox').fill('');
      await page.keyboard.press('Enter');
      await rows.getByText('the default', { exact: true }).waitFor();
      await page.getByLabel("Search this node's settings").fill('TUTTI_MEMORY');
      await page.getByRole('listitem').filter({ hasText: 'memoryLimit' }).getByText('95').waitFor();
      await page.waitForURL('**/settings?text=TUTTI_MEMORY');
    }));

  test('retries tell how often they helped, with what the share is of', () =>
    looking(async ({ page }) => {
      const again = { maxRetries: 2, initialDelayMs: 1, maxDelayMs: 1 };
      await run('exit 1', { retryPolicy: again });
      await run('test -e "$TUTTI_ATTEMPT" || [ "$TUTTI_ATTEMPT" = 2 ]', { retryPolicy: again });
      await page.goto('/retry-analytics?range=1h');
      await page
        .getByText('50.0 % of what was tried again completed (n = 2), below 80 %')
        .waitFor({ timeout: 40_000 });
      await page.getByText(/^Its own policy wasted .* on/).waitFor();
      await page.getByRole('link', { name: 'shell_command', exact: true }).click();
      await page.waitForURL('**/retry-analytics?range=1h&type=shell_command');
      await page.getByRole('button', { name: 'Remove the filter type' }).click();
      await page.getByRole('link', { name: 'See them' }).click();
      await page.waitForURL('**/executions?span=1h&status=failed,timeout&type=shell_command');
    }));
});
