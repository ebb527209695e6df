import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@tutti/testkit';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, openDashboard, openView, type Dashboard } from '../test/dashboard.ts';

const chromium = chromiumPath();

const IN_TIME = { timeout: 30_000 };

/** The script of the page does nothing else until it is let go, so that what the server sends piles up. */
const HOLD = `setTimeout(() => {
  const end = performance.now() + 60000;
  while (!document.cookie.includes('let-go') && performance.now() < end);
})`;

/** The messages that came over the socket of a page, by kind. */
function framesOf(page: Page): Map<string, number> {
  const kinds = new Map<string, number>();
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      const { type } = JSON.parse(String(payload)) as { type: string };
      kinds.set(type, (kinds.get(type) ?? 0) + 1);
    }),
  );
  return kinds;
}

describe.skipIf(!chromium)('a page that could not keep up', { timeout: 120_000 }, () => {
  let dashboard: Dashboard;
  beforeAll(async () => {
    dashboard = await openDashboard(chromium ?? '');
  }, 120_000);
  afterAll(() => dashboard?.close(), 60_000);

  const watched = (count: number, more: object = {}): Promise<{ executionId: string }[]> =>
    dashboard.server.engine.executions.enqueueMany(
      Array.from({ length: count }, (_, n) => ({
        taskType: 'shell_command',
        taskConfig: { command: `true ${n}` },
        queue: 'watched',
        tags: ['watched'],
        ...more,
      })),
    );
  const truth = async (): Promise<string[]> => {
    const { items } = await dashboard.client.listExecutions({ query: { tag: 'watched', limit: 100 } });
    return items.map(({ id, status, phase }) => `#${id} ${phase === 'held' ? 'paused' : status}`);
  };
  const shown = (page: Page): Promise<string[]> =>
    page
      .getByRole('row')
      .filter({ has: page.locator('[data-status]') })
      .evaluateAll((rows) =>
        rows.map(
          (row) =>
            `${/#\d+/.exec(row.textContent ?? '')?.[0]} ${row.querySelector('[data-status]')?.getAttribute('data-status')}`,
        ),
      );
  const counts = async (page: Page): Promise<Record<string, string>> => {
    const tabs = await page.getByRole('navigation', { name: 'Status' }).getByRole('link').allInnerTexts();
    return Object.fromEntries(tabs.map((text) => text.split('\n').filter(Boolean) as [string, string]));
  };

  /** More than the sockets hold, then more events than a slow client is given afterwards. */
  async function flood(): Promise<void> {
    const { events, executions } = dashboard.server.engine;
    const padding = 'x'.repeat(900_000);
    for (let n = 0; n < 20; n += 1) await events.emit({ event: 'webhook.example', data: { n, padding } });
    await executions.enqueueMany(
      Array.from({ length: 4000 }, () => ({
        taskType: 'shell_command',
        taskConfig: { command: 'true' },
        delayMs: 3_600_000,
      })),
    );
  }

  test('is told so, and shows the truth again: rows, counts, an execution and its log', async () => {
    const { client } = dashboard;
    const folder = await temporaryFolder();
    await watched(1, { delayMs: 3_600_000 });
    await client.pauseQueue({ params: { name: 'watched' }, body: { reason: 'for the test' } });
    const first = await watched(20);
    const go = join(folder.path, 'go');
    const talker = await client.createExecution({
      body: {
        taskType: 'shell_command',
        taskConfig: { command: `echo first; while [ ! -e ${go} ]; do sleep 0.1; done; seq 3000; echo last` },
      },
    });
    const list = await openView(dashboard);
    const detail = await openView(dashboard);
    const [listFrames, detailFrames] = [framesOf(list.page), framesOf(detail.page)];
    await list.page.goto('/executions?tag=watched');
    await expect.poll(() => shown(list.page), IN_TIME).toEqual(await truth());
    await detail.page.goto(`/executions/${talker.executionId}`);
    await detail.page.getByRole('log').getByText('first').waitFor();

    for (const { page } of [list, detail]) await page.evaluate(HOLD);
    await flood();
    await writeFile(go, '');
    for (const { executionId } of first.slice(0, 8))
      await client.cancelExecution({ params: { id: executionId } });
    await watched(5);
    await client.resumeQueue({ params: { name: 'watched' } });
    await expect
      .poll(async () => (await truth()).filter((row) => / (completed|cancelled)$/.test(row)), IN_TIME)
      .toHaveLength(25);
    await expect
      .poll(async () => (await client.getExecution({ params: { id: talker.executionId } })).status, IN_TIME)
      .toBe('completed');
    for (const { context } of [list, detail])
      await context.addCookies([{ name: 'let-go', value: '1', url: dashboard.url }]);

    for (const frames of [listFrames, detailFrames])
      await expect.poll(() => frames.get('lagged') ?? 0, IN_TIME).toBeGreaterThan(0);
    await expect.poll(() => shown(list.page), IN_TIME).toEqual(await truth());
    await expect
      .poll(() => counts(list.page), IN_TIME)
      .toMatchObject({ Pending: '1', Completed: '17', Cancelled: '8' });
    await detail.page.getByText('3,002 lines').waitFor();
    await detail.page.getByRole('log').getByText('last', { exact: true }).waitFor();
    await detail.page.locator('main [data-status=completed]').first().waitFor();
    // And they go on from there.
    await watched(1);
    await expect.poll(() => shown(list.page), IN_TIME).toHaveLength(27);
    await expect.poll(() => shown(list.page), IN_TIME).toEqual(await truth());
    for (const view of [list, detail]) {
      expect(view.complaints).toEqual([]);
      await view.context.close();
    }
    await folder.remove();
  });
});
