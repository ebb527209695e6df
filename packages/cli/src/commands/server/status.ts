import type { Client } from '@tutti/client';
import type { ExecutionCounts, Health, SchedulerStatus } from '@tutti/contract';
import { apiAddress } from '../../configuration/api-address.ts';
import { EXIT } from '../../exit-code.ts';
import { formatCount, formatDuration } from '../../output/duration.ts';
import { plainText } from '../../output/safe-text.ts';
import { dot, glyph, withGlyph } from '../../output/status-mark.ts';
import { renderFields } from '../../output/table.ts';
import type { View } from '../../output/view.ts';
import { defineCommand } from '../../program/command.ts';
import { nextText, scheduleCount } from '../../schedule/scheduler-text.ts';

const HOUR_MS = 3_600_000;

interface Status {
  url: string;
  health: Health;
  scheduler: SchedulerStatus | null;
  executions: ExecutionCounts | null;
  lastHour: { completed: number; failed: number } | null;
}

export const command = defineCommand({
  examples: ['tutti status', 'tutti status --json'],
  notes: 'Exits 1 when Tutti answers that it is down, 6 when it does not answer.',
  run: async ({ context }) => {
    const client = await context.client();
    const url = apiAddress(await context.configuration());
    const health = await client.getHealth();
    const isDown = health.status === 'down';
    // Without its database it could only fail to answer these.
    const rest = isDown ? NOTHING : await readRest(client, context.io.now());
    const status: Status = { url, health, ...rest };
    return {
      data: status,
      text: (view) => statusText(view, status),
      brief: health.status,
      exitCode: isDown ? EXIT.failed : EXIT.ok,
    };
  },
});

const NOTHING = { scheduler: null, executions: null, lastHour: null };

async function readRest(client: Client, now: Date): Promise<Omit<Status, 'url' | 'health'>> {
  const from = new Date(now.getTime() - HOUR_MS).toISOString();
  const [scheduler, executions, completed, failed] = await Promise.all([
    client.getSchedulerStatus(),
    client.countExecutions(),
    client.listExecutions({ query: { status: 'completed', from, limit: 1 } }),
    client.listExecutions({ query: { status: ['failed', 'timeout'], from, limit: 1 } }),
  ]);
  return { scheduler, executions, lastHour: { completed: completed.total, failed: failed.total } };
}

function statusText(view: View, { url, health, scheduler, executions, lastHour }: Status): string {
  const word = { ok: 'healthy', degraded: 'degraded', down: 'down' }[health.status];
  const head = [withGlyph(view, health.status, word), `up ${formatDuration(health.uptimeMs)}`, url].join(
    dot(view),
  );
  const fields = renderFields(view, [
    [
      'Schedules',
      scheduler
        ? [scheduleCount(scheduler.schedules), firingText(scheduler, view)].join(dot(view))
        : undefined,
    ],
    ['Work', executions ? workText(view, executions, health) : undefined],
    ['Last hour', lastHour ? lastHourText(view, lastHour) : undefined],
    [
      'Needs you',
      lastHour && lastHour.failed > 0
        ? `${formatCount(lastHour.failed)} failed: tutti execution list --status failed,timeout`
        : undefined,
    ],
  ]);
  return [head, ...troubles(view, health), fields].join('\n');
}

const firingText = (scheduler: SchedulerStatus, view: View): string =>
  scheduler.running ? `next ${nextText(view, scheduler.next)}` : 'stopped: tutti scheduler start';

function workText(view: View, { running, pending }: ExecutionCounts, health: Health): string {
  const sign = (status: 'running' | 'pending'): string => (view.unicode ? `${glyph(view, status)} ` : '');
  const count = ({ count, capped }: ExecutionCounts['running']): string =>
    `${capped ? 'over ' : ''}${formatCount(count)}`;
  return [
    `${sign('running')}${count(running)} running`,
    `${sign('pending')}${count(pending)} waiting`,
    health.checks.workers.draining
      ? 'this node is drained: tutti node resume'
      : `room for ${health.checks.workers.limit} on this node`,
  ].join(dot(view));
}

function lastHourText(view: View, { completed, failed }: NonNullable<Status['lastHour']>): string {
  const all = completed + failed;
  const share = all === 0 ? '-' : `${((completed / all) * 100).toFixed(1)} %`;
  return [`${formatCount(completed)} ok`, `${formatCount(failed)} failed`, share].join(dot(view));
}

/** What is not as it should be, one line each. */
function troubles(view: View, { checks }: Health): string[] {
  return Object.entries(checks)
    .filter(([, check]) => check.status !== 'ok')
    .map(
      ([name, check]) =>
        `  ${withGlyph(view, check.status, name)}  ${plainText(check.message ?? check.status)}`,
    );
}
