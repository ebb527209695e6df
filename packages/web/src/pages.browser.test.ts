import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, openDashboard, openView, type Dashboard } from '../test/dashboard.ts';
import { seed } from '../test/seed.ts';
import { PAGES } from './app/navigation.tsx';

const chromium = chromiumPath();
/** Kept after the run, to be looked at. */
const PICTURES = path.resolve(import.meta.dirname, '../../../test-results/dashboard');
const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 360, height: 800 } } as const;
const LOOKS = (['dark', 'light'] as const).flatMap((theme) =>
  (['desktop', 'phone'] as const).map((size) => ({ theme, size })),
);

describe.skipIf(!chromium)('every page', { timeout: 240_000 }, () => {
  let dashboard: Dashboard;
  let pages: [name: string, path: string][];
  beforeAll(async () => {
    dashboard = await openDashboard(chromium ?? '', {
      maxConcurrent: 12,
      secretKey: randomBytes(32).toString('base64'),
    });
    await seed(dashboard.client, dashboard.url);
    pages = await allPages(dashboard);
    await mkdir(PICTURES, { recursive: true });
  }, 180_000);
  afterAll(() => dashboard?.close(), 60_000);

  test.each(LOOKS)('is accessible, fits and complains of nothing: $theme, $size', async ({ theme, size }) => {
    const view = await openView(dashboard, { theme, ...SIZES[size] });
    const { page } = view;
    const found: string[] = [];
    for (const [name, address] of pages) {
      await page.goto(address);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');
      await page.screenshot({ path: path.join(PICTURES, `${name}-${theme}-${size}.png`) });
      found.push(
        ...[...(await breaches(page)), ...(await overflows(page))].map((what) => `${name}: ${what}`),
      );
    }
    expect([...found, ...view.complaints].join('\n')).toBe('');
    await view.context.close();
  });
});

/** Those of the navigation, and one of each kind they lead to. */
async function allPages({ client }: Dashboard): Promise<[string, string][]> {
  const newest = async (status: 'completed' | 'failed' | 'running') =>
    (await client.listExecutions({ query: { status, limit: 1 } })).items[0]?.id ?? 0;
  const [schedule] = (await client.listSchedules({ query: { limit: 1, sort: 'name' } })).items;
  const [error] = (await client.listErrors({ query: { limit: 1 } })).items;
  const [letter] = (await client.listDeadLetters({ query: { limit: 1 } })).items;
  const [webhook] = (await client.listWebhooks({})).items;
  const { items: hooks } = await client.listIncomingHooks({});
  const [completed, failed, running] = await Promise.all([
    newest('completed'),
    newest('failed'),
    newest('running'),
  ]);
  return [
    ...PAGES.map(({ to }): [string, string] => [to.slice(1), to]),
    ['schedule-new', '/schedules/new'],
    ['schedule', `/schedules/${schedule?.id}`],
    ['schedule-edit', `/schedules/${schedule?.id}/edit`],
    ['execution-peek', `/executions?status=failed&peek=${failed}`],
    ['execution-completed', `/executions/${completed}`],
    ['execution-failed', `/executions/${failed}`],
    ['execution-running', `/executions/${running}`],
    ['error', `/errors/${error?.id}`],
    ['error-group', `/errors/groups/${encodeURIComponent(error?.fingerprint ?? '')}`],
    ['errors-single', '/errors?view=single'],
    ['error-rules', '/errors/rules'],
    ['retry-policies', '/errors/policies'],
    ['dead-letter', `/dead-letters/${letter?.id}`],
    ['breaker', '/breakers/payments'],
    ...hooks.map(({ id, name }): [string, string] => [`hook-${name}`, `/webhooks/incoming/${id}`]),
    ['queue', '/queues/mail'],
    ['webhook', `/webhooks/${webhook?.id}`],
    ['no-page', '/nowhere'],
  ];
}

async function breaches(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    // The page has no frames, and of what passes nothing is told: both only cost time.
    .setLegacyMode()
    .options({ resultTypes: ['violations'] })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id} ${node.target.join(' ')} ${node.failureSummary}`),
  );
}

/** What would make somebody scroll sideways. */
const overflows = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll('main, main > *')]
      .filter((element) => element.scrollWidth > element.clientWidth)
      .map(
        (element) =>
          `<${element.tagName.toLowerCase()}> is ${element.scrollWidth - element.clientWidth} px too wide`,
      ),
  );
