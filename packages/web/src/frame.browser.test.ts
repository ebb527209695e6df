import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  chromiumPath,
  openDashboard,
  openView,
  type Dashboard,
  type View,
  type ViewOptions,
} from '../test/dashboard.ts';

const chromium = chromiumPath();

describe.skipIf(!chromium)('the frame around the pages, in a browser', { timeout: 90_000 }, () => {
  let dashboard: Dashboard;
  beforeAll(async () => {
    dashboard = await openDashboard(chromium ?? '');
  }, 120_000);
  afterAll(() => dashboard?.close(), 60_000);

  const looking = async (
    work: (view: View) => Promise<void>,
    { away = false, ...options }: ViewOptions & { away?: boolean } = {},
  ): Promise<void> => {
    const view = await openView(dashboard, options);
    try {
      await work(view);
      // While the server is away the browser itself complains of connections it cannot make.
      expect(view.complaints.filter((text) => !away || !/WebSocket|ERR_/.test(text))).toEqual([]);
    } finally {
      await view.context.close();
    }
  };
  const schedule = (name: string, more = {}) =>
    dashboard.client.createSchedule({
      body: {
        name,
        taskType: 'shell_command',
        taskConfig: { command: 'true' },
        scheduleType: 'interval',
        scheduleConfig: { intervalMs: 3_600_000 },
        retryPolicy: 'none',
        ...more,
      },
    });
  /** Work without a server; there is one again afterwards, whatever became of it. */
  const serverAway = async (work: (comesBack: () => Promise<void>) => Promise<void>): Promise<void> => {
    await dashboard.stopServer();
    let back: Promise<void> | undefined;
    const comesBack = (): Promise<void> => (back ??= dashboard.startServerAgain());
    try {
      await work(comesBack);
    } finally {
      await comesBack();
    }
  };
  const accessible = async ({ page }: View, part = 'body'): Promise<void> => {
    const { violations } = await new AxeBuilder({ page })
      .include(part)
      .setLegacyMode()
      .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .analyze();
    expect(
      violations
        .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' ')}`)
        .join('\n'),
    ).toBe('');
  };

  test('by keyboard alone: a page, an entity, an act of the page, an execution by its number', () =>
    looking(async (view) => {
      const { page } = view;
      const { id } = await schedule('palette-target');
      await page.goto('/executions');
      await page.getByText('Connected', { exact: true }).waitFor();
      await page.keyboard.press('Control+k');
      await page.keyboard.type('palette-tar');
      await page.getByRole('option', { name: 'palette-target', exact: true }).waitFor();
      await accessible(view);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'palette-target', level: 1 }).waitFor();
      expect(new URL(page.url()).pathname).toBe(`/schedules/${id}`);
      // The focus is on the page, as after a page the browser loads.
      await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('main');

      await page.keyboard.press('Control+k');
      await page.keyboard.type('trigger now');
      await page
        .getByRole('option', { name: /^Trigger now/ })
        .first()
        .waitFor();
      await page.keyboard.press('Enter');
      await page.getByText('Triggered palette-target').waitFor();
      const { items } = await dashboard.client.listExecutions({ query: { scheduleId: id } });
      expect(items).toHaveLength(1);

      await page.keyboard.press('Control+k');
      await page.keyboard.type(`#${items[0]?.id}`);
      await page.getByRole('option', { name: `Execution #${items[0]?.id}` }).waitFor();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: `palette-target #${items[0]?.id}` }).waitFor();

      await page.keyboard.press('g');
      await page.keyboard.press('s');
      await page.getByRole('heading', { name: 'Schedules', level: 1 }).waitFor();
      await page.keyboard.press('?');
      await page.getByRole('switch', { name: 'Single letters act as shortcuts' }).click();
      await page.keyboard.press('Escape');
      await page.keyboard.press('g');
      await page.keyboard.press('e');
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog', { name: 'Search and commands' }).waitFor();
      expect(new URL(page.url()).pathname).toBe('/schedules');
    }));

  test('[ and ] lead to the neighbours in the list', () =>
    looking(async ({ page }) => {
      for (const name of ['row-a', 'row-b', 'row-c']) await schedule(name);
      await page.goto('/schedules?text=row-');
      await page.getByRole('link', { name: 'row-b' }).click();
      await page.getByText('2 of 3', { exact: true }).waitFor();
      await page.keyboard.press(']');
      await page.getByRole('heading', { name: 'row-c', level: 1 }).waitFor();
      expect(await page.getByRole('button', { name: 'Next (])' }).isDisabled()).toBe(true);
      await page.getByRole('button', { name: 'Previous ([)' }).click();
      await page.keyboard.press('[');
      await page.getByRole('heading', { name: 'row-a', level: 1 }).waitFor();
    }));

  test('changes made while the server is away wait, can be taken back, and are sent in order when it is back', () =>
    looking(
      async (view) => {
        const { page } = view;
        const [kept, refused, discarded] = await Promise.all([
          schedule('away-kept'),
          schedule('away-refused'),
          schedule('away-discarded'),
        ]);
        await page.goto('/schedules?text=away-');
        await page.getByText('Connected', { exact: true }).waitFor();
        await page.getByRole('switch', { name: /away-kept/ }).waitFor();

        await serverAway(async (comesBack) => {
          await page.getByText(/^as of \d\d:\d\d:\d\d$/).waitFor();
          await page.getByRole('switch', { name: /away-kept/ }).click();
          // Shown at once, though nobody has heard of it.
          await expect.poll(() => page.getByRole('switch', { name: /away-kept/ }).isChecked()).toBe(false);
          await page.getByText('The server is away; this waits and is sent when it is back').waitFor();
          await page.getByRole('switch', { name: /away-refused/ }).click();
          await page.getByRole('button', { name: 'Trigger away-discarded now' }).click();
          await page.getByRole('button', { name: 'Trigger away-kept now' }).click();
          await page.getByText(/, 4 changes wait$/).waitFor();

          await page.getByRole('button', { name: /4 changes wait/ }).click();
          const list = page.getByRole('list', { name: 'Changes that wait' });
          expect(
            (await list.getByRole('listitem').allInnerTexts()).map((text) => text.split('\n')[0]),
          ).toEqual([
            'Switch away-kept off',
            'Switch away-refused off',
            'Trigger away-discarded',
            'Trigger away-kept',
          ]);
          await accessible(view, '[role=dialog]');
          await page.getByRole('button', { name: 'Discard: Trigger away-discarded' }).click();
          await page.getByText('3 changes wait', { exact: true }).waitFor();

          // Meanwhile somebody deletes one of them elsewhere.
          await dashboard.database.query('delete from task_schedules where id = $1', [refused.id]);
          await comesBack();
          await page.getByText('Connected', { exact: true }).waitFor({ timeout: 30_000 });
          await page.getByText(/^Switch away-refused off: refused, after it had waited/).waitFor();
          await expect
            .poll(async () => (await dashboard.client.getSchedule({ params: { id: kept.id } })).enabled)
            .toBe(false);
          const runsOf = async (id: number) =>
            (await dashboard.client.listExecutions({ query: { scheduleId: id } })).items.length;
          await expect.poll(() => runsOf(kept.id)).toBe(1);
          expect(await runsOf(discarded.id)).toBe(0);
          await page.getByText(/^as of/).waitFor({ state: 'detached' });
        });
      },
      { away: true },
    ));

  test('a page is left only after a warning while something waits, and what is too much is told', () =>
    looking(
      async ({ page, complaints }) => {
        await schedule('away-full');
        await page.route('**/assets/retry-analytics-page*', (route) => route.abort());
        await page.goto('/schedules?text=away-full');
        const trigger = page.getByRole('button', { name: 'Trigger away-full now' });
        await trigger.waitFor();
        await page.getByText('Connected', { exact: true }).waitFor();
        await serverAway(async () => {
          await page.getByText(/^as of/).waitFor();
          await trigger.click();
          await page.getByText(/, 1 change waits$/).waitFor();
          for (let more = 2; more <= 100; more += 1) await trigger.click();
          await page.getByText(/, 100 changes wait$/).waitFor();
          await trigger.click();
          await page.getByText(/100 changes already wait for the connection/).waitFor();
          // A page that could not be fetched does not take them along.
          await page.keyboard.press('g');
          await page.keyboard.press('r');
          await page.getByText('A part of the dashboard is missing').waitFor();
          await page.getByText(/, 100 changes wait$/).waitFor();
          const asked = page.waitForEvent('dialog');
          void page.close({ runBeforeUnload: true });
          expect((await asked).type()).toBe('beforeunload');
          complaints.length = 0;
        });
      },
      { away: true },
    ));

  test('where no stream gets through, the pages are read again every few seconds', () =>
    looking(
      async ({ page }) => {
        await page.routeWebSocket('**/ws', (socket) => void socket.close());
        await page.goto('/executions?text=echo+polled');
        await page.getByText('Disconnected', { exact: true }).waitFor({ timeout: 30_000 });
        const { id } = await dashboard.client.createExecution({
          body: { taskType: 'shell_command', taskConfig: { command: 'echo polled' } },
        });
        await page.getByRole('row', { name: new RegExp(`#${id}`) }).waitFor({ timeout: 20_000 });
      },
      { away: true },
    ));

  test('times follow the zone one chooses, and go on doing so', () =>
    looking(async ({ page }) => {
      const { id } = await schedule('zoned', {
        scheduleType: 'one_time',
        scheduleConfig: { executeAt: '2031-05-04T12:00:00Z' },
      });
      await page.goto(`/schedules/${id}`);
      await page.getByText('4 May 2031 17:30 Kolkata').first().waitFor();
      await page.getByRole('button', { name: 'Time zone: Kolkata' }).click();
      await page.getByPlaceholder('Find a zone or city').fill('tokyo');
      await page.keyboard.press('Enter');
      await page.getByText('4 May 2031 21:00 Tokyo').first().waitFor();
      await page.reload();
      await page.getByText('4 May 2031 21:00 Tokyo').first().waitFor();
      await page.keyboard.press('Control+k');
      await page.keyboard.type('times in utc');
      await page.keyboard.press('Enter');
      await page.getByText('4 May 2031 12:00 UTC').first().waitFor();
    }));

  test('a phone reaches every page and every setting', () =>
    looking(
      async (view) => {
        const { page } = view;
        await page.goto('/executions');
        await page.getByRole('button', { name: 'More', exact: true }).click();
        const sheet = page.getByRole('dialog', { name: 'All pages' });
        await sheet.waitFor();
        await accessible(view);
        for (const name of ['Theme', /^Time zone/, /^Notifications/])
          await sheet.getByRole('button', { name }).waitFor();
        await sheet.getByRole('link', { name: 'Schedules' }).click();
        await page.getByRole('heading', { name: 'Schedules', level: 1 }).waitFor();
        await sheet.waitFor({ state: 'detached' });
        await page.getByRole('button', { name: 'Search and commands' }).click();
        await page.getByPlaceholder(/Where to/).waitFor();
        expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
      },
      { width: 360, height: 780 },
    ));

  test('a browser can install it, and what it is made of loads', () =>
    looking(async ({ page, context }) => {
      await page.goto('/schedules');
      const session = await context.newCDPSession(page);
      const { data = '', errors } = await session.send('Page.getAppManifest');
      expect(errors).toEqual([]);
      const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
      expect(installabilityErrors.map(({ errorId }) => errorId)).toEqual(['in-incognito']);
      const { icons } = JSON.parse(data) as { icons: { src: string; sizes: string }[] };
      for (const { src, sizes } of icons.filter(({ sizes }) => sizes !== 'any')) {
        const width = await page.evaluate(async (source) => {
          const image = new Image();
          image.src = source;
          await image.decode();
          return `${image.naturalWidth}x${image.naturalHeight}`;
        }, src);
        expect([src, width]).toEqual([src, sizes]);
      }
    }));

  test('what needs a person is told on the page once it was asked for, and leads there', () =>
    looking(async ({ page }) => {
      await page.goto('/executions');
      await page.getByText('Connected', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Notifications: off' }).click();
      await page.getByRole('switch', { name: 'Dead letters' }).click();
      await page.keyboard.press('Escape');
      await dashboard.client.createExecution({
        body: { taskType: 'shell_command', taskConfig: { command: 'ehco hello' } },
      });
      await page.getByText('A dead letter was added').waitFor();
      await page.getByRole('button', { name: 'Open', exact: true }).click();
      await expect.poll(() => new URL(page.url()).pathname).toMatch(/^\/dead-letters\/\d+$/);
    }));

  test('a chart is read by arrow keys, and as a table', () =>
    looking(async (view) => {
      const { page } = view;
      const { id } = await schedule('charted');
      for (let run = 0; run < 3; run += 1)
        await dashboard.client.triggerSchedule({ params: { id }, body: {} });
      await page.goto(`/schedules/${id}`);
      const cursor = page.getByRole('slider', { name: 'Cursor over Durations' });
      await cursor.waitFor();
      await cursor.focus();
      await page.keyboard.press('ArrowLeft');
      await expect
        .poll(() => cursor.getAttribute('aria-valuetext'))
        .toMatch(/^\d\d:\d\d:\d\d Kolkata, Duration \d+ ms$/);
      await accessible(view);
      await page.getByRole('button', { name: 'Durations as a table' }).click();
      await expect.poll(() => page.getByRole('table').getByRole('row').count()).toBeGreaterThan(2);
    }));

  test('the reference finds an operation, sends it, and asks before it changes anything', () =>
    looking(async (view) => {
      const { page } = view;
      await page.goto('/api-reference');
      await page.getByLabel('Find an operation').fill('list schedules');
      await page.getByRole('link', { name: 'GET List schedules' }).click();
      await page.getByRole('heading', { name: 'List schedules', level: 2 }).waitFor();
      await accessible(view);
      await page.getByLabel('limit · optional').fill('0');
      await page.getByRole('button', { name: 'Send', exact: true }).click();
      await page.locator('[data-status=failed]').getByText(/^400/).waitFor();
      await page.getByLabel('limit · optional').fill('1');
      await page.getByRole('button', { name: 'Send', exact: true }).click();
      await page.locator('[data-status=completed]').getByText(/^200/).waitFor();
      await page.getByText(/^\$ curl '.*schedules\?limit=1'$/).waitFor();
      await page.getByText('$ tutti schedule list', { exact: true }).waitFor();

      await page.goto('/api-reference?op=createSchedule');
      await page
        .getByLabel(/as JSON$/)
        .fill(
          '{"name":"by-reference","taskType":"shell_command","taskConfig":{"command":"true"},"scheduleType":"interval","scheduleConfig":{"intervalMs":3600000}}',
        );
      await page.getByRole('button', { name: 'Send …' }).click();
      expect((await dashboard.client.listSchedules({ query: { text: 'by-reference' } })).total).toBe(0);
      await page.getByRole('button', { name: 'Send it' }).click();
      await page.locator('[data-status=completed]').getByText(/^201/).waitFor();
      expect((await dashboard.client.listSchedules({ query: { text: 'by-reference' } })).total).toBe(1);
    }));

  test('the first schedule of a newcomer is filled in', () =>
    looking(async ({ page }) => {
      await page.goto('/schedules/new?preset=every-minute');
      await page
        .getByText(/^Every minute/)
        .first()
        .waitFor();
      await page.getByRole('button', { name: 'Create schedule' }).click();
      await page.getByRole('heading', { name: 'my-first', level: 1 }).waitFor();
    }));
});
