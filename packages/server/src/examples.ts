import type { ScheduleDraft } from '@tutti/contract';
import type { Database } from '@tutti/database';
import type { Engine } from '@tutti/engine';

const ACTOR = 'tutti';

const drafts = (url: string): ScheduleDraft[] => [
  {
    name: 'heartbeat',
    description: 'An example: says every minute that all is well.',
    taskType: 'shell_command',
    taskConfig: { command: 'echo "All is well. It is $(date)."' },
    scheduleType: 'cron',
    scheduleConfig: { cron: '* * * * *' },
    tags: ['example'],
  },
  {
    name: 'health-check',
    description: 'An example: asks Tutti itself every five minutes how it is.',
    taskType: 'http_request',
    taskConfig: { method: 'GET', url: `${url}/health` },
    scheduleType: 'cron',
    scheduleConfig: { cron: '*/5 * * * *' },
    tags: ['example'],
  },
  {
    name: 'practice-failure',
    description:
      'A practice failure: "echo" is misspelt on purpose, to show what a failed run looks like. Edit the command to mend it, or delete the schedule.',
    taskType: 'shell_command',
    taskConfig: { command: 'ehco hello' },
    scheduleType: 'cron',
    scheduleConfig: { cron: '0 * * * *' },
    tags: ['example'],
  },
];

/**
 * Makes three schedules at the very first start, and runs each once so that there is something to see. Decided once for
 * an installation: deleting them, or not wanting them, is final.
 */
export async function createExamples(
  engine: Engine,
  database: Database,
  options: { wanted: boolean; url: string },
): Promise<boolean> {
  const [first] = await database.query<{ empty: boolean }>(
    `update system_state set examples_created = true where not examples_created
     returning not exists (select from task_schedules) as empty`,
  );
  if (!first?.empty || !options.wanted) return false;
  for (const draft of drafts(options.url)) {
    const { id } = await engine.schedules.create(draft, { actor: ACTOR });
    await engine.schedules.trigger(id, { actor: ACTOR, reason: 'first start' });
  }
  return true;
}
