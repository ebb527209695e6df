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
import { frameWork } from '../test/frame-work.ts';

const chromium = chromiumPath();
const BARS = 10_000;

describe.skipIf(!chromium)('time, in a browser', { timeout: 120_000 }, () => {
  let dashboard: Dashboard;
  beforeAll(async () => {
    dashboard = await openDashboard(chromium ?? '');
  }, 120_000);
  afterAll(() => dashboard?.close(), 60_000);

  const looking = async (work: (view: View) => Promise<void>, options: ViewOptions = {}): Promise<void> => {
    const view = await openView(dashboard, options);
    try {
      await work(view);
      expect(view.complaints).toEqual([]);
    } finally {
      await view.context.close();
    }
  };
  const accessible = async ({ page }: View): Promise<void> => {
    const { violations } = await new AxeBuilder({ page })
      .setLegacyMode()
      .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .analyze();
    expect(
      violations
        .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' ')}`)
        .join('\n'),
    ).toBe('');
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
  };

  describe('the timeline', () => {
    beforeAll(async () => {
      // Three queues over a day; the newest of each fails.
      await dashboard.database.query(
        `insert into execution_history (id, execution_id, queue, task_type, priority, status, attempt, fence, scheduled_at, started_at,
                                        completed_at, node, task_config, created_at)
         select 1000000 + n, (lpad(to_hex((1000 * extract(epoch from at))::bigint), 12, '0') || '70008000' || lpad(to_hex(n), 12, '0'))::uuid,
                'queue-' || n % 3, 'shell_command', 5, case when n <= 3 then 'failed' else 'completed' end::execution_status, 1, 1,
                at, at + interval '10 s', at + interval '10 s' + n % 7 * interval '20 s', 'node-' || n % 2,
                json_build_object('command', 'work ' || n), at
           from (select n, now() - interval '10 minutes' - n * interval '8 s' as at from generate_series(1, $1::int) n) made`,
        [BARS],
      );
      // All at once, in a queue of their own.
      await dashboard.database.query(
        `insert into execution_history (id, execution_id, queue, task_type, priority, status, attempt, fence, scheduled_at, started_at,
                                        completed_at, node, task_config, created_at)
         select 2000000 + n, (lpad(to_hex((1000 * extract(epoch from at))::bigint), 12, '0') || '70008000' || lpad(to_hex(n), 12, '0'))::uuid,
                'crowd', 'shell_command', 5, (case when n % 8 = 0 then 'failed' else 'completed' end)::execution_status, 1, 1, at,
                at + interval '1 minute', at + interval '10 minutes', 'node-0', json_build_object('command', 'one of many ' || n), at
           from (select n, now() - interval '40 minutes' + n * interval '1 s' as at from generate_series(1, 40) n) made`,
      );
    });

    test('10,000 bars pan and zoom within a frame', () =>
      looking(async ({ page }) => {
        await page.goto('/timeline?span=1d');
        await page
          .getByText(/the 10,000 newest of|executions in sight/)
          .first()
          .waitFor();
        const canvas = page.locator('[data-timeline]');
        await canvas.waitFor();
        const box = await canvas.boundingBox();
        if (!box) throw new Error('the canvas has no place');
        const work = await frameWork(dashboard.browser, page, async () => {
          await page.mouse.move(box.x + box.width / 2, box.y + 60);
          // There and back: the bars stay in sight.
          for (let step = 0; step < 60; step++) await page.mouse.wheel(step < 30 ? -20 : 20, 0);
          await page.keyboard.down('Control');
          for (let step = 0; step < 60; step++) await page.mouse.wheel(0, step < 30 ? -20 : 20);
          await page.keyboard.up('Control');
          await page.mouse.down();
          for (let step = 0; step < 60; step++)
            await page.mouse.move(box.x + box.width / 2 - step * 6, box.y + 60);
          await page.mouse.up();
        });
        // What it takes on an idle machine is far less; this one may be shared.
        if (process.env['TUTTI_MEASURE']) process.stdout.write(`${JSON.stringify(work)}\n`);
        expect(work.frames).toBeGreaterThan(50);
        expect(work.p95).toBeLessThan(16);
      }));

    test('a bar tells of itself, opens, and is reached by keys; the table lists the same', () =>
      looking(async (view) => {
        const { page } = view;
        await page.goto('/timeline?span=1h&queue=queue-1');
        await page.getByRole('listitem').filter({ hasText: 'queue-1' }).waitFor();
        await page.getByText(/executions in sight: 1 failed/).waitFor();
        const chart = page.getByRole('application');
        const readout = page.locator('[data-readout]');
        // A page that has just come gives the focus to its heading once.
        await expect
          .poll(async () => {
            await chart.focus();
            await page.keyboard.press('End');
            return readout.getByText('Failed').isVisible();
          })
          .toBe(true);
        await readout.getByText('work 1', { exact: true }).waitFor();
        expect(await readout.innerText()).toMatch(/Waited\s+10\.0 s\s+Ran\s+20\.0 s\s+Node\s+node-1/);
        await page.keyboard.press('ArrowLeft');
        await readout.getByText('Completed').waitFor();
        await page.keyboard.press('-');
        await page.waitForURL(/from=.*until=/);
        await accessible(view);
        await page.keyboard.press('Enter');
        await page.waitForURL(/\/executions\/10000\d\d$/);
        await page.goto('/timeline?show=table&span=1h&queue=queue-1');
        await page
          .getByRole('table', { name: 'Executions in sight' })
          .getByText('work 1', { exact: true })
          .waitFor();
        await accessible(view);
      }));

    test('many at once stand folded and leave room for the others, until somebody unfolds them', () =>
      looking(async (view) => {
        const { page } = view;
        await page.goto('/timeline?span=1h');
        const crowd = page.getByRole('listitem').filter({ hasText: 'crowd' });
        const heightOf = async (): Promise<number> => (await crowd.boundingBox())?.height ?? 0;
        await crowd.getByText('Unfold 40 lanes').waitFor();
        expect(await heightOf()).toBeLessThan(60);
        const canvas = page.locator('[data-timeline]');
        const box = await canvas.boundingBox();
        if (!box) throw new Error('the canvas has no place');
        // 34 minutes ago: 14 minutes into an hour, of which 48 are past.
        const [x, y] = [(box.width * 14) / 60, 26];
        const readout = page.locator('[data-readout]');
        await page.mouse.move(box.x + x, box.y + y);
        await readout.getByText('40 here').waitFor();
        expect(await readout.innerText()).toMatch(/Completed\s+35\s+Failed\s+5\s/);
        await accessible(view);
        await canvas.click({ position: { x, y } });
        await page.waitForURL(/unfold=crowd/);
        expect(await heightOf()).toBeGreaterThan(800);
        await page.reload();
        await crowd.getByRole('button', { name: 'Fold 40 lanes of crowd' }).press('Enter');
        await page.waitForURL(/\?fold=crowd/);
        expect(await heightOf()).toBeLessThan(60);
        await expect
          .poll(async () => {
            await page.getByRole('application').focus();
            await page.keyboard.press('Home');
            return readout.getByText(/^work \d+|^one of many/).isVisible();
          })
          .toBe(true);
      }));

    test('what nobody can take is told from what is only queued', () =>
      looking(
        async (view) => {
          const { page } = view;
          const body = { taskType: 'shell_command', taskConfig: { command: 'train' }, queue: 'models' };
          await dashboard.client.createExecution({ body: { ...body, requires: { gpu: 'true' } } });
          await page.goto('/timeline?queue=models&span=1h');
          await page.getByText('1 execution in sight: 1 waiting (1 unroutable)').waitFor();
          const readout = page.locator('[data-readout]');
          await expect
            .poll(async () => {
              await page.getByRole('application').focus();
              await page.keyboard.press('End');
              return readout.getByText('Unroutable').isVisible();
            })
            .toBe(true);
          await readout.getByText('a worker with gpu=true; none that handles shell_command has it').waitFor();
          await accessible(view);
        },
        { theme: 'light' },
      ));

    test('begins with as much time as it takes to hold what ran', () =>
      looking(async ({ page }) => {
        const chosen = page
          .getByRole('radiogroup', { name: 'Time in sight' })
          .getByRole('radio', { checked: true });
        await page.goto('/timeline');
        await page.getByText(/executions in sight/).waitFor();
        expect(await chosen.innerText()).toBe('4 h');
        await page.goto('/timeline?queue=crowd');
        await page.getByText('40 executions in sight: 5 failed').waitFor();
        expect(await chosen.innerText()).toBe('1 h');
        await page.getByRole('radio', { name: '4 h' }).click();
        await page.waitForURL(/span=4h/);
      }));

    test('is grouped by choice, kept in the address, and fits a phone', () =>
      looking(
        async (view) => {
          const { page } = view;
          await page.goto('/timeline');
          await page.getByRole('link', { name: 'New schedule' }).waitFor();
          await page.getByRole('radio', { name: 'Node' }).click();
          await page.getByRole('listitem').filter({ hasText: 'node-0' }).waitFor();
          expect(new URL(page.url()).search).toBe('?by=node');
          await accessible(view);
        },
        { theme: 'light', width: 360, height: 780 },
      ));
  });

  describe('the calendar', () => {
    beforeAll(async () => {
      // Tests come in any order: what others made would be due here too.
      const { items } = await dashboard.client.listSchedules({ query: {} });
      for (const { id } of items) await dashboard.client.deleteSchedule({ params: { id } });
      const make = (name: string, cron: string) =>
        dashboard.client.createSchedule({
          body: {
            name,
            taskType: 'shell_command',
            taskConfig: { command: 'true' },
            scheduleType: 'cron',
            scheduleConfig: { cron, timezone: 'UTC' },
            // Drawn ahead, never run here.
            startsAt: new Date(Date.now() + 60_000).toISOString(),
          },
        });
      await make('nightly', '30 20 * * *');
      await make('weekly', '30 20 * * 1');
      await make('minutely', '* * * * *');
    });

    test('a timing is tried, seen over the others, and made', () =>
      looking(async (view) => {
        const { page } = view;
        await page.goto('/calendar');
        await page.getByRole('grid').waitFor();
        await page.getByText('minutely').waitFor();
        await page.getByRole('button', { name: 'Later' }).click();
        await page.waitForURL(/date=/);
        await page.getByText(/8 due in this time; at 1 instant several at once/).waitFor();
        await page.getByText('minutely').waitFor();
        // 20:30 in UTC is 02:00 of the next day in Kolkata, where this browser is.
        const tuesday = page.getByRole('button', { name: /^Tue \d+ 02:00, 2 due, up to 2 at once$/ });
        await tuesday.click();
        const due = page.getByRole('list', { name: 'Due then' });
        await due.getByRole('link', { name: 'weekly' }).waitFor();
        expect((await due.innerText()).match(/02:00/g)).toHaveLength(2);
        await page.getByLabel('Try a timing: cron or an interval').fill('0 25 * * *');
        await page.getByRole('alert').getByText(/25/).waitFor();
        await page.getByLabel('Try a timing: cron or an interval').fill('0 2 * * *');
        await page.getByText(/: 7 due times here; at 7 of them others are due too/).waitFor();
        await page
          .getByRole('button', { name: /^Tue \d+ 02:00, 2 due, 1 more .*, up to 3 at once$/ })
          .waitFor();
        await page.getByText('3 at once').waitFor();
        await accessible(view);
        await page.getByRole('link', { name: 'Create this schedule' }).click();
        await page.getByText(/Every day 02:00/).waitFor();
        await page.getByLabel('Name', { exact: true }).fill('tried');
        await page.getByLabel('Command', { exact: true }).fill('true');
        await page.getByRole('button', { name: 'Create schedule' }).click();
        await page.getByRole('heading', { name: 'tried' }).waitFor();
        const { items } = await dashboard.client.listSchedules({ query: { text: 'tried' } });
        expect(items).toMatchObject([{ scheduleConfig: { cron: '0 2 * * *', timezone: 'Asia/Kolkata' } }]);
      }));

    test('another zone, a month, and a phone show the same due times', () =>
      looking(
        async (view) => {
          const { page } = view;
          await page.goto('/calendar?shape=month&date=2027-03-15&zone=Europe/Berlin');
          await page.getByText(/Sun 28: the clocks of Berlin go forward by 1 h at 02:00/).waitFor();
          await page.getByRole('button', { name: /^Mon 1, \d due/ }).waitFor();
          await accessible(view);
          await page.goto('/calendar?date=2027-03-25&zone=Europe/Berlin');
          const first = page.getByRole('button', { name: /^Mon 22 00:00/ });
          await first.focus();
          await page.keyboard.press('ArrowRight');
          await page.keyboard.press('Enter');
          await page.waitForURL(/cell=/);
          await accessible(view);
        },
        { theme: 'light', width: 360, height: 780 },
      ));
  });

  describe('the form of a schedule', () => {
    test('as a form and as YAML it is the same, and faults stand where they are', () =>
      looking(async (view) => {
        const { page } = view;
        await page.goto('/schedules/new');
        await page.getByRole('button', { name: 'Weekdays 09:00' }).click();
        await page.getByText('Weekdays 09:00 Kolkata').waitFor();
        await page.getByLabel('Command', { exact: true }).fill('echo hello');
        await page.getByLabel('Runs at most').fill('many');
        await page
          .getByRole('group', { name: 'Blackouts' })
          .getByRole('button', { name: 'Repeating' })
          .click();
        await page.getByRole('button', { name: 'Create schedule' }).click();
        await page.getByText('is empty. Try: give it a name').waitFor();
        await page.getByText('is many. Try: give a whole number').waitFor();
        await accessible(view);
        await page.getByLabel('Name', { exact: true }).fill('two-faces');
        await page.getByLabel('Runs at most').fill('3');
        await page.getByRole('radio', { name: 'YAML' }).click();
        const text = page.getByLabel('The schedule as YAML');
        await page.getByText('The server would take it.').waitFor();
        expect(await text.inputValue()).toMatch(
          /name: two-faces\n {4}cron: 0 9 \* \* 1-5\n[^]*shell: echo hello\n[^]*maxRuns: 3/,
        );
        await accessible(view);
        await text.fill((await text.inputValue()).replace('0 9 ', '0 25 ').replace('maxRuns', 'maxRun'));
        await page
          .getByRole('button', { name: /^Line \d+ maxRun is not a known field\. Try: maxRuns$/ })
          .waitFor();
        await text.fill((await text.inputValue()).replace('maxRun:', 'maxRuns:'));
        const fault = page.getByRole('button', { name: /^Line 3 .*25/ });
        await fault.click();
        expect(await page.evaluate('getSelection().toString()')).toBe('    cron: 0 25 * * 1-5');
        await text.fill(
          (await text.inputValue()).replace('0 25 ', '30 7 ').replace('maxRuns: 3', 'maxRuns: 4'),
        );
        await page.getByText('The server would take it.').waitFor();
        await page.getByRole('radio', { name: 'Form' }).click();
        expect(await page.getByLabel('Runs at most').inputValue()).toBe('4');
        expect(await page.getByLabel('At', { exact: true }).inputValue()).toBe('07:30');
        await page.getByRole('radio', { name: 'YAML' }).click();
        await page.getByText('The server would take it.').waitFor();
        await page.getByRole('button', { name: 'Create schedule' }).click();
        await page.getByRole('heading', { name: 'two-faces' }).waitFor();
        const { items } = await dashboard.client.listSchedules({ query: { text: 'two-faces' } });
        expect(items).toMatchObject([
          {
            scheduleConfig: { cron: '30 7 * * 1-5', timezone: 'Asia/Kolkata' },
            maxRuns: 4,
            blackouts: [{ cron: '0 22 * * *', durationMs: 28_800_000, timezone: 'Asia/Kolkata' }],
          },
        ]);
      }));

    test('it fits a phone, in light too', () =>
      looking(
        async (view) => {
          const { page } = view;
          await page.goto('/schedules/new?every=90m');
          await page
            .getByText(/Every 90 minutes|Every 1 h/i)
            .first()
            .waitFor();
          await accessible(view);
          await page.getByRole('radio', { name: 'YAML' }).click();
          await page.getByLabel('The schedule as YAML').waitFor();
          await accessible(view);
        },
        { theme: 'light', width: 360, height: 780 },
      ));
  });

  test('schedules are switched and triggered by selection', () =>
    looking(async (view) => {
      const { page } = view;
      for (const name of ['bulk-1', 'bulk-2'])
        await dashboard.client.createSchedule({
          body: {
            name,
            taskType: 'shell_command',
            taskConfig: { command: 'true' },
            scheduleType: 'interval',
            scheduleConfig: { intervalMs: 86_400_000 },
          },
        });
      await page.goto('/schedules?text=bulk-');
      const rows = page.getByRole('row').filter({ hasText: 'bulk-' });
      await rows.nth(1).waitFor();
      for (const index of [0, 1]) await rows.nth(index).getByRole('checkbox').click();
      const bar = page.getByRole('toolbar', { name: 'Selected schedules' });
      await bar.getByText('2 schedules selected').waitFor();
      await accessible(view);
      await bar.getByRole('button', { name: 'Switch off' }).click();
      const schedules = async () =>
        (await dashboard.client.listSchedules({ query: { text: 'bulk-' } })).items;
      await expect
        .poll(async () => (await schedules()).map(({ enabled }) => enabled))
        .toEqual([false, false]);
      await bar.getByRole('button', { name: 'Trigger now' }).click();
      await page.getByRole('button', { name: 'Trigger', exact: true }).click();
      await expect
        .poll(async () => (await schedules()).map(({ statistics }) => statistics.executions), {
          timeout: 10_000,
        })
        .toEqual([1, 1]);
    }));
});
