import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, openDashboard, openView, type Dashboard, type View } from '../test/dashboard.ts';

const chromium = chromiumPath();

describe.skipIf(!chromium)('signing in, in a browser', { timeout: 120_000 }, () => {
  let dashboard: Dashboard;
  let secret: string;
  beforeAll(async () => {
    dashboard = await openDashboard(chromium ?? '', { auth: 'token' });
    const { tokens } = dashboard.server.engine;
    ({ secret } = await tokens.create({ name: 'ann', roles: ['admin'] }));
  }, 120_000);
  afterAll(() => dashboard?.close(), 60_000);

  const looking = async (work: (view: View) => Promise<void>, options = {}): Promise<void> => {
    const view = await openView(dashboard, options);
    try {
      await work(view);
      expect(view.complaints.filter((text) => !/WebSocket/.test(text))).toEqual([]);
    } finally {
      await view.context.close();
    }
  };
  const signIn = async ({ page }: View, token = secret): Promise<void> => {
    await page.getByLabel('Token').fill(token);
    await page.getByRole('button', { name: 'Sign in' }).click();
  };

  test('any page asks for a token, shows itself after that, live, and forgets all at the sign-out', () =>
    looking(async (view) => {
      const { page, context } = view;
      await page.goto('/executions');
      await page.getByRole('heading', { name: 'Sign in to Tutti' }).waitFor();
      await signIn(view, 'tutti_wrong');
      await page.getByText('This token is not one of this server').waitFor();
      await signIn(view);
      await page.getByRole('heading', { name: 'Executions' }).waitFor();
      expect(new URL(page.url()).pathname).toBe('/executions');
      await page.getByText('Connected', { exact: true }).waitFor();
      const [cookie] = await context.cookies();
      expect(cookie).toMatchObject({
        name: 'tutti_session',
        httpOnly: true,
        sameSite: 'Strict',
        secure: false,
      });
      expect(await page.evaluate('document.cookie')).toBe('');
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('heading', { name: 'Sign in to Tutti' }).waitFor();
      expect(await context.cookies()).toEqual([]);
    }));

  test('a one-time link signs in by itself, once, and leaves no trace in the address', async () => {
    const link = `/sign-in#${await dashboard.server.engine.tokens.createSignInCode()}`;
    await looking(async ({ page }) => {
      await page.goto(link);
      await page.getByRole('heading', { name: 'Overview', exact: true }).waitFor();
      expect(page.url()).not.toContain('tutti_code');
      await page.goBack().catch(() => undefined);
      expect(page.url()).not.toContain('tutti_code');
    });
    await looking(async ({ page }) => {
      await page.goto(link);
      await page.getByText(/was used before/).waitFor();
      expect(page.url()).not.toContain('tutti_code');
    });
  });

  test('a session that ends meanwhile asks again, and what was being written is still there', () =>
    looking(async (view) => {
      const { page } = view;
      const { tokens } = dashboard.server.engine;
      const short = await tokens.create({ name: 'short', roles: ['admin'] });
      await page.goto('/schedules/new');
      await signIn(view, short.secret);
      await page.getByLabel('Name', { exact: true }).fill('half-written');
      await page.getByLabel('Command', { exact: true }).fill('true');
      await tokens.revoke(short.id);
      await page.getByRole('button', { name: /^Create/ }).click();
      await page.getByRole('heading', { name: 'Sign in to Tutti' }).waitFor();
      await signIn(view);
      await page.getByRole('heading', { name: 'Sign in to Tutti' }).waitFor({ state: 'detached' });
      expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('half-written');
    }));

  test.each([
    ['dark', 1440],
    ['light', 390],
  ] as const)('is accessible: %s, %i wide', (theme, width) =>
    looking(
      async ({ page }) => {
        await page.goto('/sign-in');
        await page.getByRole('heading', { name: 'Sign in to Tutti' }).waitFor();
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(
          violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
        ).toEqual([]);
      },
      { theme, width, height: 800 },
    ),
  );
});
