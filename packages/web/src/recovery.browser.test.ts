import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { temporaryFolder, type TemporaryFolder } from '@tutti/testkit';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, openDashboard, openView, type Dashboard, type View } from '../test/dashboard.ts';

const chromium = chromiumPath();
const HOSTILE = '<img src=x onerror="window.hacked = 1">';

describe.skipIf(!chromium)('recovery, in a browser', { timeout: 120_000 }, () => {
  let dashboard: Dashboard;
  let folder: TemporaryFolder;
  beforeAll(async () => {
    folder = await temporaryFolder();
    dashboard = await openDashboard(chromium ?? '');
  }, 120_000);
  afterAll(async () => {
    await dashboard?.close();
    await folder?.remove();
  }, 60_000);

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
  const failed = async (command: string, more = {}): Promise<number> => {
    const { executionId } = await run(command, more);
    let id = 0;
    await expect
      .poll(
        async () => {
          const { items } = await dashboard.client.listErrors({ query: { limit: 100 } });
          id = items.find((record) => record.executionId === executionId)?.id ?? 0;
          return id;
        },
        { timeout: 20_000 },
      )
      .toBeGreaterThan(0);
    return id;
  };
  const errorOf = (id: number) => dashboard.client.getError({ params: { id: String(id) } });
  /** Fails until its file is there. */
  const moody = (file: string): string =>
    `echo looking for ${file}; sleep 1; test -f ${file} || { echo "Error: ${path.basename(file)} is missing" >&2; exit 4; }`;
  const breaches = async (page: Page): Promise<string> => {
    const { violations } = await new AxeBuilder({ page })
      .setLegacyMode()
      .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .analyze();
    return violations
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' ')}`)
      .join('\n');
  };

  test('a schedule is made, triggered, watched, fails, is seen among the errors, retried and resolved: by mouse', () =>
    looking(async ({ page }) => {
      const file = path.join(folder.path, 'mouse-flag');
      await page.goto('/schedules/new');
      await page.getByLabel('Name', { exact: true }).fill('by-mouse');
      await page.getByLabel('Command', { exact: true }).fill(moody(file));
      await page.getByLabel('Retries', { exact: true }).selectOption('none');
      await page.getByRole('button', { name: 'Create schedule' }).click();
      await page.getByRole('button', { name: 'Trigger now' }).click();
      await page.getByRole('button', { name: /^Open #\d+$/ }).click();

      await page.locator('[data-status=running]').first().waitFor();
      await page.getByRole('log').getByText('looking for').waitFor();
      await page.locator('[data-status=failed]').first().waitFor();

      await page
        .getByRole('navigation', { name: 'Pages' })
        .getByRole('link', { name: /^Errors/ })
        .click();
      await page.getByRole('heading', { name: 'Errors', level: 1 }).waitFor();
      await page
        .getByRole('row', { name: /mouse-flag is missing/ })
        .getByRole('link')
        .first()
        .click();
      await page.getByText('Grouped by the code and the first line').waitFor();
      await page
        .getByRole('row', { name: /by-mouse/ })
        .getByRole('link')
        .click();

      const line = page.getByRole('group', { name: 'Error' });
      const box = await line.boundingBox();
      expect((box?.y ?? 900) + (box?.height ?? 0)).toBeLessThan(300);
      await page.getByText('Nothing happens by itself').waitFor();
      await page.getByRole('log').getByText('mouse-flag is missing').waitFor();
      await page.getByRole('button', { name: 'Show the report' }).click();
      await page.getByRole('heading', { name: /^Execution \d+: by-mouse$/ }).waitFor();

      await writeFile(file, '');
      await page.getByRole('button', { name: 'Retry', exact: true }).click();
      await page.getByText('Resolved', { exact: true }).first().waitFor();
      await page.getByText('Nothing: a later attempt succeeded').waitFor();
      await page.getByRole('listitem').getByText('Attempt 2').waitFor();
      await page.getByRole('link', { name: 'by-mouse', exact: true }).click();
      await page.getByRole('heading', { name: 'by-mouse', level: 1 }).waitFor();
    }));

  /** Presses Tab until it is there, as somebody without a mouse does. */
  const tabTo = async (page: Page, target: Locator): Promise<void> => {
    for (let presses = 0; presses < 120; presses++) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error('Tab does not lead there');
  };

  test('the same by keyboard alone', () =>
    looking(async ({ page }) => {
      const file = path.join(folder.path, 'keys-flag');
      await page.goto('/schedules');
      await page.getByRole('heading', { name: 'Schedules', level: 1 }).waitFor();
      await page.keyboard.press('n');
      const name = page.getByLabel('Name', { exact: true });
      await name.waitFor();
      await tabTo(page, name);
      await page.keyboard.type('by-keys');
      await tabTo(page, page.getByLabel('Command', { exact: true }));
      await page.keyboard.type(moody(file));
      await tabTo(page, page.getByLabel('Retries', { exact: true }));
      await page.keyboard.type('None');
      await tabTo(page, page.getByRole('button', { name: 'Create schedule' }));
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'by-keys', level: 1 }).waitFor();
      await page.keyboard.press('t');
      await page.getByText('Triggered by-keys').waitFor();

      await page.keyboard.press('g');
      await page.keyboard.press('e');
      await page.getByRole('row', { name: /by-keys/ }).waitFor();
      await page.keyboard.press('j');
      await page.keyboard.press('Enter');
      await page.getByRole('log').getByText('looking for').waitFor();
      await page.locator('[data-status=failed]').first().waitFor();

      await page.keyboard.press('g');
      await page.keyboard.press('x');
      await page.getByRole('heading', { name: 'Errors', level: 1 }).waitFor();
      await page.keyboard.press('/');
      await page.keyboard.type('keys-flag');
      await page.waitForURL(/text=keys-flag/);
      await page.keyboard.press('Escape');
      await page.getByRole('row', { name: /keys-flag is missing/ }).waitFor();
      await page.keyboard.press('j');
      await page.keyboard.press('Enter');
      await page.getByRole('row', { name: /by-keys/ }).waitFor();
      await page.keyboard.press('j');
      await page.keyboard.press('Enter');
      await page.getByRole('group', { name: 'Error' }).waitFor();
      await writeFile(file, '');
      await page.keyboard.press('r');
      await page.getByText('Nothing: a later attempt succeeded').waitFor();
    }));

  test('errors are resolved with notes, by keys and as a group, and the refused ones are told', () =>
    looking(async ({ page }) => {
      const first = await failed('echo "Error: quota of group 1" >&2; exit 9');
      const second = await failed('echo "Error: quota of group 2" >&2; exit 9');
      await page.goto(`/errors/${first}`);
      await page.getByRole('group', { name: 'Error' }).waitFor();
      await page.keyboard.press('v');
      await page.getByLabel(/^Notes/).fill('bought more');
      await page.keyboard.press('Enter');
      await page.getByText('bought more').waitFor();
      expect(await errorOf(first)).toMatchObject({
        recoveryStatus: 'resolved',
        resolutionNotes: 'bought more',
      });
      await page.getByRole('link', { name: '2 errors like it' }).click();
      await page.getByRole('button', { name: 'Ignore it' }).click();
      await page.getByText('open ones of this group').waitFor();
      await page.getByRole('button', { name: 'Ignore 1' }).click();
      await page.getByText('1 error ignored').waitFor();
      expect(await errorOf(second)).toMatchObject({ recoveryStatus: 'ignored' });
      await page.goto('/errors?status=ignored&view=single');
      await page.getByRole('row', { name: /quota of group 2/ }).waitFor();
    }));

  test('chosen errors stay chosen while others arrive, and are acted on together, no more than those', () =>
    looking(async ({ page }) => {
      const ids = [];
      for (let n = 0; n < 3; n++)
        ids.push(await failed(`echo "Error: chosen ${n}" >&2; exit 6`, { queue: 'chosen' }));
      await page.goto('/errors?view=single&queue=chosen');
      const rows = page.getByRole('row', { name: /chosen/ });
      await rows.nth(2).waitFor();
      await page.keyboard.press('j');
      await page.keyboard.press('x');
      await rows.nth(1).getByRole('checkbox').click();
      await page.getByText('2 errors selected').waitFor();
      const late = await failed('echo "Error: chosen late" >&2; exit 6', { queue: 'chosen' });
      await page.getByRole('button', { name: '1 new' }).waitFor();
      await page.getByText('2 errors selected').waitFor();
      await page
        .getByRole('toolbar', { name: 'Selected errors' })
        .getByRole('button', { name: 'Resolve' })
        .click();
      await page.getByText('hand, one by one').waitFor();
      await page.getByRole('button', { name: 'Resolve 2' }).click();
      await page.getByText('2 errors resolved').waitFor();
      const states = [];
      for (const id of [...ids, late]) states.push((await errorOf(id)).recoveryStatus);
      expect(states).toEqual(['escalated', 'resolved', 'resolved', 'escalated']);
      await page.getByRole('button', { name: 'Remove the filter queue' }).click();
      await page.waitForURL((address) => !address.search.includes('queue'));
    }));

  test('what failed is looked at beside its list by Space, acted on by keys, and followed by [ and ]', () =>
    looking(async ({ page }) => {
      const first = await failed('echo "Error: peeked 1" >&2; exit 8', { queue: 'peeked' });
      const second = await failed('echo "Error: peeked 2" >&2; exit 8', { queue: 'peeked' });
      await page.goto('/errors?view=single&queue=peeked');
      await page
        .getByRole('row', { name: /peeked/ })
        .nth(1)
        .waitFor();
      await page.keyboard.press('j');
      await page.keyboard.press('Space');
      await page.waitForURL(`**/errors?peek=${second}&**`);
      const error = page.getByRole('complementary', { name: new RegExp(`error #${second}$`) });
      await error.getByText('Why, and what next').waitFor();
      await page.keyboard.press('v');
      await page.getByLabel(/^Notes/).fill('seen beside the list');
      await page.keyboard.press('Enter');
      await error.getByText('seen beside the list').waitFor();
      expect(await errorOf(second)).toMatchObject({ recoveryStatus: 'resolved' });
      await page.keyboard.press('Escape');
      await error.waitFor({ state: 'detached' });

      await page.goto('/errors?view=single&queue=peeked&status=all');
      await page
        .getByRole('row', { name: /peeked/ })
        .first()
        .getByRole('link')
        .click();
      await page.getByText('1 of 2', { exact: true }).waitFor();
      await page.keyboard.press(']');
      await page.waitForURL(`**/errors/${first}`);

      await page.goto('/dead-letters?queue=peeked');
      await page.getByRole('row', { name: /peeked 1/ }).waitFor();
      await page.keyboard.press('j');
      await page.keyboard.press('Space');
      const letter = page.getByRole('complementary', { name: /dead letter #\d+$/ });
      await letter.getByText('Around it').waitFor();
      await page.keyboard.press('v');
      await page.getByLabel(/^Notes/).fill('done by hand');
      await page.keyboard.press('Enter');
      await letter.getByText('done by hand').waitFor();
    }));

  test('a breaker is looked at beside the list, and pinned and unpinned by its key', () =>
    looking(async ({ page }) => {
      await dashboard.client.updateBreaker({ params: { key: 'keyed' }, body: { failuresInARow: 3 } });
      const pin = async () => (await dashboard.client.getBreaker({ params: { key: 'keyed' } })).pin;
      await page.goto('/breakers?text=keyed');
      await page.getByRole('row', { name: /keyed/ }).waitFor();
      await page.keyboard.press('j');
      await page.keyboard.press('Space');
      const peek = page.getByRole('complementary', { name: 'keyed' });
      await peek.getByRole('img', { name: /^It is closed/ }).waitFor();
      await page.keyboard.press('p');
      await page.getByText('nothing calls the service until it is unpinned').waitFor();
      await page.keyboard.press('Enter');
      await expect.poll(pin).toBe('open');
      await peek.getByRole('button', { name: 'Unpin' }).waitFor();
      await page.keyboard.press('p');
      await page.getByLabel(/^Reason/).press('Enter');
      await expect.poll(pin).toBe('auto');
    }));

  test('stopped recovery is told, with the way to start it', () =>
    looking(async ({ page }) => {
      await page.goto('/errors');
      await page.getByRole('button', { name: 'Hold retries' }).click();
      await page.getByRole('button', { name: 'Hold them' }).click();
      await page.getByText('Recovery is stopped.').waitFor();
      await page.getByRole('button', { name: 'Start recovery' }).click();
      await page.getByText('Recovery is stopped.').waitFor({ state: 'detached' });
      expect(await dashboard.client.getRecoveryState()).toMatchObject({ running: true });
    }));

  test('a rule is added, refused at its field, ordered and deleted with a way back', () =>
    looking(async ({ page }) => {
      const order = async (): Promise<string> =>
        (await dashboard.client.listErrorRules()).items
          .map(({ name }) => name)
          .filter((name) => name === 'flaky' || name === 'quota')
          .join();
      await page.goto('/errors/rules');
      await page.getByRole('button', { name: 'New rule' }).click();
      await page.getByRole('button', { name: 'Add the rule' }).click();
      await page.getByText('is empty. Try: give it a name').waitFor();
      await page.getByLabel('Name', { exact: true }).fill('quota');
      await page.getByLabel(/^Message contains/).fill('quota');
      await page.getByLabel('Class', { exact: true }).selectOption('permanent');
      await page.getByRole('button', { name: 'Add the rule' }).click();
      await page.getByText('message with “quota”').waitFor();
      await dashboard.client.createErrorRule({
        body: { name: 'flaky', position: 500, match: { errorCode: 'TIMEOUT' }, severity: 'low' },
      });
      await page.goto('/errors/rules');
      await page.getByRole('button', { name: 'Try flaky earlier' }).click();
      await expect.poll(order).toBe('flaky,quota');
      await page.getByRole('button', { name: 'Delete quota' }).click();
      await page.getByText('Deleted the rule quota').waitFor();
      await page.getByRole('button', { name: 'Undo' }).click();
      await expect.poll(order).toBe('flaky,quota');
    }));

  test('a retry policy shows its delays while it is edited', () =>
    looking(async ({ page }) => {
      await page.goto('/errors/policies');
      await page.getByText('Attempts at about 0 s, 2 s, 6 s and 14 s').waitFor();
      await page.getByRole('button', { name: 'Edit conservative' }).click();
      await page.getByLabel('Retries at most', { exact: true }).fill('x');
      await page.getByText('is not a number. Try: digits only').waitFor();
      await page.getByLabel('Retries at most', { exact: true }).fill('2');
      await page.getByRole('dialog').getByText('Attempts at about 0 s, 2 s and 6 s').waitFor();
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('button', { name: 'Reset conservative' }).click();
      await page.getByText('Attempts at about 0 s, 2 s, 6 s and 14 s').waitFor();
    }));

  test('a dead letter is edited beside its diff, resubmitted and resolved', () =>
    looking(async ({ page }) => {
      await failed('ehco hello');
      await page.goto('/dead-letters?text=ehco');
      await page.getByRole('meter', { name: 'Dead letters that wait' }).waitFor();
      await page
        .getByRole('row', { name: /ehco hello/ })
        .getByRole('link')
        .click();
      await page.getByRole('button', { name: 'Edit and resubmit' }).click();
      const config = page.getByLabel('Config', { exact: true }).and(page.locator('textarea'));
      await config.fill('{ "command": ');
      await page.getByText(/is not JSON/).waitFor();
      await config.fill('{ "command": "echo hello" }');
      await page.locator('[data-diff=removed]', { hasText: 'ehco hello' }).waitFor();
      await page.locator('[data-diff=added]', { hasText: 'echo hello' }).waitFor();
      expect(await breaches(page)).toBe('');
      await page.getByRole('dialog').getByRole('button', { name: 'Resubmit', exact: true }).click();
      await page.locator('main [data-status=completed]', { hasText: 'Resolved' }).waitFor();
    }));

  test('many are resubmitted behind a canary, whose fate survives a reload; others go to a file and back', () =>
    looking(async ({ page }) => {
      for (let n = 0; n < 3; n++) await failed(`echo "Error: canary ${n}" >&2; exit 5`, { queue: 'canary' });
      await page.goto('/dead-letters?queue=canary');
      await page.getByRole('button', { name: 'Resubmit 3 …' }).click();
      await page.getByText('pending ones that match: queue').waitFor();
      await page.getByRole('switch', { name: 'A canary first' }).click();
      await page.getByText(/If it succeeds the other 2 follow/).waitFor();
      await page.getByRole('dialog').getByRole('button', { name: 'Resubmit', exact: true }).click();
      await page.getByText('The canary failed: the other 2 stayed pending').waitFor();
      await page.reload();
      await page.getByText('The canary failed: the other 2 stayed pending').waitFor();

      await page.getByRole('button', { name: 'Archive …' }).click();
      await page.getByText(/They move to a gzipped file/).waitFor();
      await page.getByRole('button', { name: 'Archive 3' }).click();
      await page.getByText('Nothing matches these filters').waitFor();
      await page.getByRole('link', { name: 'Archives' }).click();
      await page.getByRole('button', { name: 'Restore' }).first().click();
      await page.getByText('3 dead letters restored').waitFor();
    }));

  test('a breaker is tripped with a reason, holds work back, and is reset', () =>
    looking(async ({ page }) => {
      await dashboard.client.updateBreaker({ params: { key: 'payments' }, body: { failuresInARow: 3 } });
      await page.goto('/breakers');
      await page
        .getByRole('row', { name: /payments/ })
        .getByRole('link')
        .click();
      await page.getByRole('img', { name: /^It is closed\. it opens when 50 % of 10/ }).waitFor();
      await page.getByRole('button', { name: 'Trip', exact: true }).click();
      await page.getByLabel(/^Reason/).fill('down until noon');
      await page.keyboard.press('Enter');
      await page.getByText('Tripped by local').waitFor();
      await page.getByText(': down until noon').waitFor();
      await page.getByRole('listitem').getByText('down until noon').waitFor();
      const { id } = await run('echo paid', { breaker: 'payments' });
      await page.getByText('Deferred: 1').waitFor();
      await page.getByRole('link', { name: new RegExp(`#${id}$`) }).waitFor();
      await page.getByRole('button', { name: 'Thresholds' }).click();
      await page.getByLabel('Failures in a row', { exact: true }).fill('0');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.locator('[aria-invalid=true]').waitFor();
      await page.getByLabel('Failures in a row', { exact: true }).fill('7');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('opens at 7').waitFor();
      await page.keyboard.press('r');
      await page.getByText('It closes, forgets what it counted').waitFor();
      await page.getByRole('dialog').getByRole('button', { name: 'Reset' }).click();
      await page.getByRole('img', { name: /^It is closed/ }).waitFor();
      await expect
        .poll(async () => (await dashboard.client.getExecution({ params: { id: String(id) } })).status)
        .toBe('completed');
    }));

  test('on a phone a failure, its log and a retry are no more than three taps', () =>
    looking(
      async ({ page }) => {
        const file = path.join(folder.path, 'phone-flag');
        const id = await failed(moody(file));
        await page.goto('/errors?text=phone-flag');
        await page.getByRole('link', { name: /phone-flag is missing/ }).click();
        // In sight at once, both: a tap less than three.
        const retry = page.getByRole('button', { name: 'Retry', exact: true });
        for (const part of [retry, page.getByRole('log')]) {
          await part.waitFor();
          const box = await part.boundingBox();
          expect(box?.y ?? -1).toBeGreaterThan(0);
          expect(box?.y ?? 900).toBeLessThan(500);
        }
        await page.getByRole('log').getByText('phone-flag is missing').waitFor();
        await writeFile(file, '');
        await page.getByRole('button', { name: 'Retry', exact: true }).click();
        await expect
          .poll(async () => (await errorOf(id)).recoveryStatus, { timeout: 15_000 })
          .toBe('resolved');
        expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
      },
      { width: 360, height: 780 },
    ));

  test('whatever stands in names, messages, notes and reasons is text; every page is accessible in both themes', async () => {
    const shown = `${HOSTILE} \\033[31mred\\033[0m \\033]0;title\\007`;
    const id = await failed(`printf '%b' 'Error: ${shown}' >&2; exit 8`, { breaker: 'hostile' });
    const { fingerprint, deadLetterId } = await errorOf(id);
    await dashboard.client.escalateError({ params: { id: String(id) } }).catch(() => undefined);
    const rule = await dashboard.client.createErrorRule({
      body: { name: HOSTILE, match: { messageIncludes: HOSTILE }, severity: 'low' },
    });
    // Calls are counted in groups: the breaker may not be there yet.
    await dashboard.client.updateBreaker({ params: { key: 'hostile' }, body: { minCalls: 50 } });
    await dashboard.client.pinBreaker({
      params: { key: 'hostile' },
      body: { pin: 'open', reason: HOSTILE },
    });
    const pages = [
      '/errors',
      '/errors?view=single',
      `/errors/${id}`,
      `/errors/groups/${encodeURIComponent(fingerprint)}`,
      '/errors/rules',
      '/errors/policies',
      '/dead-letters',
      `/dead-letters/${deadLetterId}`,
      '/dead-letters/archives',
      '/breakers',
      '/breakers/hostile',
    ];
    for (const theme of ['dark', 'light'] as const)
      await looking(
        async ({ page }) => {
          for (const address of pages) {
            await page.goto(address);
            await page.getByRole('heading', { level: 1 }).waitFor();
            await page.waitForLoadState('networkidle');
            if (!/policies|archives/.test(address))
              await page.locator('main', { hasText: 'onerror="window.hacked' }).waitFor();
            expect(await page.locator('main').textContent()).not.toContain('\u001b');
            expect([address, await page.evaluate('window.hacked')]).toEqual([address, undefined]);
            const found = await breaches(page);
            expect(found === '' ? '' : `${address} ${found}`).toBe('');
          }
        },
        { theme },
      );
    await dashboard.client.deleteErrorRule({ params: { id: String(rule.id) } });
  });
});
