import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, openDashboard, openView, type Dashboard, type View } from '../test/dashboard.ts';

const chromium = chromiumPath();
if (!chromium)
  process.stderr.write('The browser tests are skipped: no Chromium was found. Set CHROMIUM_PATH to one.\n');

const HOSTILE = '<img src=x onerror="window.hacked = 1"><script>window.hacked = 1</script>';

describe.skipIf(!chromium)('the dashboard in a browser', { timeout: 120_000 }, () => {
  let dashboard: Dashboard;
  beforeAll(async () => {
    dashboard = await openDashboard(chromium ?? '');
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
  const schedule = (name: string, command: string, more = {}) =>
    dashboard.client.createSchedule({
      body: {
        name,
        taskType: 'shell_command',
        taskConfig: { command },
        scheduleType: 'interval',
        scheduleConfig: { intervalMs: 3_600_000 },
        retryPolicy: 'none',
        ...more,
      },
    });
  const run = (command: string, more = {}) =>
    dashboard.client.createExecution({
      body: { taskType: 'shell_command', taskConfig: { command }, retryPolicy: 'none', ...more },
    });
  const ended = (id: number) =>
    expect
      .poll(async () => (await dashboard.client.getExecution({ params: { id: String(id) } })).completedAt, {
        timeout: 20_000,
      })
      .not.toBeNull();

  test('a schedule is made by the form, triggered, and watched live to its end', () =>
    looking(async ({ page }) => {
      await page.goto('/schedules/new');
      await page.getByLabel('Name', { exact: true }).fill('form-made');
      await page.getByRole('button', { name: 'Time zone: Asia/Kolkata' }).click();
      await page.getByPlaceholder('Find a zone or city').fill('berlin');
      await page.keyboard.press('Enter');
      await page.getByText(/^Every day 09:00 Berlin, 1[23]:30 yours$/).waitFor();
      await page
        .getByLabel('Command', { exact: true })
        .fill('echo first; sleep 2; echo second; echo third >&2');
      await page.getByRole('button', { name: 'Create schedule' }).click();

      await page.getByRole('heading', { name: 'form-made', level: 1 }).waitFor();
      await page.getByText('Has not run yet').waitFor();
      await page.getByRole('timer').waitFor();
      await page.getByRole('button', { name: 'Trigger now' }).click();
      await page.getByRole('button', { name: /^Open #\d+$/ }).click();

      await page.locator('[data-status=running]').first().waitFor();
      await page.getByRole('log').getByText('first').waitFor();
      expect(await page.getByRole('log').getByText('second').count()).toBe(0);
      await page.getByRole('log').getByText('second').waitFor();
      await page.locator('[data-status=completed]').first().waitFor();
      expect(await page.getByRole('button', { name: 'Cancel', exact: true }).count()).toBe(0);
    }));

  test('what the server refuses is told at its field, and nothing typed is lost', () =>
    looking(async ({ page }) => {
      await page.goto('/schedules/new');
      await page.getByRole('radio', { name: 'Own expression' }).click();
      await page.getByLabel('Cron expression').fill('0 25 * * *');
      await page.getByText('hour is 25; allowed 0–23').waitFor();
      await page.getByRole('button', { name: 'Create schedule' }).click();
      await page.getByText('is empty. Try: give it a name').waitFor();
      await page.getByLabel('Name', { exact: true }).fill('refused');
      await page.getByLabel('Cron expression').fill('0 23 * * *');
      await page.getByText('hour is 25').waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Create schedule' }).click();
      await page.getByText('Not saved: see the marked fields.').waitFor();
      const command = page.getByLabel('Command', { exact: true });
      await expect.poll(() => command.getAttribute('aria-invalid')).toBe('true');
      await command.fill('true');
      await page.getByRole('link', { name: 'Queues' }).click();
      await page.getByText('Leave without saving?').waitFor();
      await page.getByRole('button', { name: 'Stay here' }).click();
      await page.getByRole('button', { name: 'Create schedule' }).click();
      await page.getByRole('heading', { name: 'refused', level: 1 }).waitFor();
    }));

  test('an edit keeps the fields the form does not show, and a stale one is refused', () =>
    looking(async ({ page }) => {
      const { id } = await schedule('edited', 'true', { maxRuns: 7, startsAt: '2026-01-01T00:00:00.000Z' });
      const params = { id: String(id) };
      await page.goto(`/schedules/${id}/edit`);
      await page.getByLabel(/^What it is for/).fill('For a test');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('For a test', { exact: true }).waitFor();
      expect(await dashboard.client.getSchedule({ params })).toMatchObject({
        description: 'For a test',
        maxRuns: 7,
        startsAt: '2026-01-01T00:00:00.000Z',
      });

      await page.goto(`/schedules/${id}/edit`);
      await page.getByLabel(/^What it is for/).fill('Mine');
      await dashboard.client.updateSchedule({ params, body: { priority: 9 } });
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText(/Someone else has changed this schedule/).waitFor();
    }));

  test('a list follows what happens elsewhere, and running work is cancelled after a question', () =>
    looking(async ({ page }) => {
      await page.goto('/executions?text=sleep+61');
      await page.getByText('Nothing matches these filters').waitFor();
      const { id } = await run('echo begun; sleep 61');
      const row = page.getByRole('row', { name: new RegExp(`#${id}`) });
      await row.locator('[data-status=running]').waitFor();
      await row.getByRole('link').click();
      await page.getByRole('log').getByText('begun').waitFor();
      await page.getByRole('button', { name: 'Cancel', exact: true }).click();
      await page.getByText('Its processes are stopped now').waitFor();
      await page.getByRole('button', { name: 'Cancel it' }).click();
      await page.locator('[data-status=cancelled]').first().waitFor();
      await expect
        .poll(async () => (await dashboard.client.getExecution({ params: { id: String(id) } })).status)
        .toBe('cancelled');
    }));

  test('the order stands still under the pointer, and new rows wait to be let in', () =>
    looking(async ({ page }) => {
      const first = await run('echo still');
      await ended(first.id);
      await page.goto('/executions?text=echo+still');
      await page.getByRole('row', { name: new RegExp(`#${first.id}`) }).hover();
      const second = await run('echo still');
      await page.getByRole('button', { name: '1 new' }).waitFor();
      expect(await page.getByRole('row', { name: new RegExp(`#${second.id}`) }).count()).toBe(0);
      await page.getByRole('button', { name: '1 new' }).click();
      await page.getByRole('row', { name: new RegExp(`#${second.id}`) }).waitFor();
    }));

  test('a failed execution opens at its error, above the fold, and is retried where it stands', () =>
    looking(async ({ page }) => {
      const { id } = await run('seq 1 400; echo "disk is full" >&2; seq 401 800; exit 3');
      await ended(id);
      await page.goto(`/executions/${id}`);
      const box = await page.getByRole('group', { name: 'Error' }).boundingBox();
      expect((box?.y ?? 900) + (box?.height ?? 0)).toBeLessThan(400);
      await page.getByRole('log').getByText('disk is full').waitFor();
      await page.getByLabel('Search the log').fill('800');
      await page.getByText('1 line', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Next match' }).click();
      await page.locator('mark', { hasText: '800' }).waitFor();
      await page.getByLabel('Search the log').fill('');
      await page.getByRole('button', { name: 'Retry now' }).click();
      // The log goes on with the attempt that follows.
      await page.getByText('1,602 lines').waitFor();
      expect(new URL(page.url()).pathname).toBe(`/executions/${id}`);
    }));

  test('names, commands, errors and logs are text, whatever stands in them', () =>
    looking(async ({ page }) => {
      const made = await schedule(HOSTILE, 'true', { description: HOSTILE, tags: ['x'] });
      const { id } = await run(
        `printf '%s\\n' '${HOSTILE}' "\u001b[31m${HOSTILE.replaceAll('"', '\\"')}" >&2; exit 1`,
      );
      await ended(id);
      for (const path of [
        '/schedules',
        `/schedules/${made.id}`,
        `/schedules/${made.id}/edit`,
        '/executions',
        `/executions?schedule=${made.id}`,
        `/executions/${id}`,
      ]) {
        await page.goto(path);
        await page.locator('main', { hasText: /onerror|Nothing matches/ }).waitFor();
        await page.waitForLoadState('networkidle');
        expect(await page.evaluate('window.hacked')).toBeUndefined();
      }
      await page.getByRole('log').getByText(HOSTILE).first().waitFor();
    }));

  test('the keyboard leads everywhere', () =>
    looking(async ({ page }) => {
      const { id } = await run('echo keys');
      await ended(id);
      await page.goto('/schedules');
      await page.getByRole('heading', { name: 'Schedules' }).waitFor();
      await page.keyboard.press('g');
      await page.keyboard.press('e');
      await page.getByRole('heading', { name: 'Executions' }).waitFor();
      await page.keyboard.press('/');
      await page.keyboard.type('echo keys');
      await page.waitForURL('**/executions?text=echo+keys');
      await page.keyboard.press('Escape');
      await page.getByText('1 match').waitFor();
      await page.keyboard.press('j');
      await page.keyboard.press('Space');
      await page
        .getByRole('complementary', { name: `Execution ${id}` })
        .getByRole('log')
        .getByText('keys')
        .waitFor();
      await page.keyboard.press('Escape');
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+k');
      await page.getByPlaceholder('Where to, or what to do?').fill('light');
      await page.keyboard.press('Enter');
      expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('light');
    }));

  test('a switch moves at once, and a deletion asks for the name', () =>
    looking(async ({ page }) => {
      const { id } = await schedule('to-delete', 'true');
      const stored = () => dashboard.client.getSchedule({ params: { id: String(id) } });
      await page.goto('/schedules?text=to-delete');
      await page.getByRole('switch', { name: /to-delete/ }).click();
      await expect.poll(async () => (await stored()).enabled).toBe(false);
      await page.getByRole('button', { name: 'More on to-delete' }).click();
      await page.getByRole('menuitem', { name: /Delete/ }).click();
      const remove = page.getByRole('button', { name: 'Delete', exact: true });
      expect(await remove.isDisabled()).toBe(true);
      await page.getByLabel('Type to-delete to confirm').fill('to-delete');
      await remove.click();
      await page.getByText('Deleted to-delete; its executions stay').waitFor();
      await expect(stored()).rejects.toThrow();
    }));

  test('without a connection the data says how old it is, and with one it is true again', () =>
    looking(async ({ page }) => {
      let cut = false;
      const sockets: { close: () => Promise<void> }[] = [];
      await page.routeWebSocket('**/ws', (socket) => {
        if (cut) return void socket.close();
        socket.connectToServer();
        sockets.push(socket);
      });
      await page.goto('/executions?text=echo+unseen');
      await page.getByText('Connected').waitFor();
      cut = true;
      for (const socket of sockets) await socket.close();
      await page.getByText('Reconnecting').waitFor();
      await page.getByText(/^as of \d\d:\d\d:\d\d$/).waitFor();
      const { id } = await run('echo unseen');
      cut = false;
      await page.getByRole('row', { name: new RegExp(`#${id}`) }).waitFor({ timeout: 20_000 });
      await page.getByText(/^as of/).waitFor({ state: 'detached' });
    }));

  // Each as the first page of a browser that has none of them yet; the first of all draws its charts.
  test.each(['/', '/schedules', '/executions', '/errors', '/queues'])(
    '%s needs less than 250 kB of compressed script, all told',
    (path) =>
      looking(async ({ page }) => {
        const sizes: Promise<number>[] = [];
        page.on('response', (response) => {
          if (new URL(response.url()).pathname.endsWith('.js'))
            sizes.push(response.body().then((body) => gzipSync(body).length));
        });
        await page.goto(path);
        await page.getByRole('heading', { level: 1 }).waitFor();
        if (path === '/') await page.locator('.uplot').first().waitFor();
        await page.waitForLoadState('networkidle');
        const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
        expect(bytes).toBeGreaterThan(100_000);
        expect(bytes).toBeLessThan(250_000);
        process.stdout.write(`${path}: ${(bytes / 1000).toFixed(0)} kB of compressed script\n`);
      }),
  );
});
