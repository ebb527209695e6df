import type { AnyCommand } from './command.ts';

export interface Entry {
  /** Words on the command line: `schedule create`. */
  readonly path: string;
  readonly summary: string;
  readonly load: () => Promise<{ command: AnyCommand }>;
}

const entry = (path: string, summary: string, load: Entry['load']): Entry => ({ path, summary, load });

/** Nouns that hold several verbs. */
export const GROUPS: Readonly<Record<string, string>> = {
  schedule: 'When and what to run',
  execution: 'Single runs: state, log, cancel',
  secret: 'Values that tasks use and nobody reads back',
  event: 'What happens, and telling of it',
  breaker: 'Guards of services: while one is open, work waits instead of failing',
  webhook: 'Telling other systems of events',
  hook: 'Hearing from other systems',
  notify: 'Telling people of events',
  node: 'Tutti processes and their load',
  token: 'Who may call, and what they may do',
  audit: 'Who did what',
  scheduler: 'Firing by time and events, on all nodes',
  settings: 'What holds for the whole installation',
  db: 'The PostgreSQL behind it',
  import: 'Schedules from other programs',
};

/** Every command. Only the one that runs is loaded, so that starting stays quick. */
export const REGISTRY: readonly Entry[] = [
  entry(
    'start',
    'Start Tutti: API, dashboard, scheduler and workers',
    () => import('../commands/server/start.ts'),
  ),
  entry('process', 'Do all work that is due once, then end', () => import('../commands/server/process.ts')),
  entry('status', 'Whether Tutti is healthy, and what it does', () => import('../commands/server/status.ts')),
  entry('watch', 'A live view of what runs, waits and fails', () => import('../commands/server/watch.ts')),
  entry('doctor', 'Check this machine and name what to mend', () => import('../commands/server/doctor.ts')),
  entry('run', 'Run something once, now or later', () => import('../commands/execution/run.ts')),
  entry('schedule create', 'Create a schedule', () => import('../commands/schedule/create.ts')),
  entry('schedule list', 'List schedules', () => import('../commands/schedule/list.ts')),
  entry('schedule show', 'Show a schedule and its last runs', () => import('../commands/schedule/show.ts')),
  entry('schedule edit', 'Change some fields of a schedule', () => import('../commands/schedule/edit.ts')),
  entry(
    'schedule enable',
    'Let a schedule fire again, from now on',
    () => import('../commands/schedule/enable.ts'),
  ),
  entry('schedule disable', 'Keep a schedule from firing', () => import('../commands/schedule/disable.ts')),
  entry(
    'schedule delete',
    'Delete a schedule; its executions stay',
    () => import('../commands/schedule/delete.ts'),
  ),
  entry(
    'schedule trigger',
    'Run a schedule now, whatever its timing',
    () => import('../commands/schedule/trigger.ts'),
  ),
  entry(
    'schedule preview',
    'The next runs of a timing, saved or not',
    () => import('../commands/schedule/preview.ts'),
  ),
  entry(
    'schedule slots',
    'What became of each due time, and why',
    () => import('../commands/schedule/slots.ts'),
  ),
  entry(
    'schedule backfill',
    'Run the due times of a past range that have not run',
    () => import('../commands/schedule/backfill.ts'),
  ),
  entry(
    'schedule import',
    'Create or update schedules from a file',
    () => import('../commands/schedule/import.ts'),
  ),
  entry('schedule export', 'Write schedules as a file', () => import('../commands/schedule/export.ts')),
  entry('apply', 'Make schedules be as files say', () => import('../commands/schedule/apply.ts')),
  entry('import crontab', 'Make schedules out of a crontab', () => import('../commands/import/crontab.ts')),
  entry('execution list', 'List executions, newest first', () => import('../commands/execution/list.ts')),
  entry(
    'execution show',
    'Show an execution and its attempts',
    () => import('../commands/execution/show.ts'),
  ),
  entry('execution logs', 'Print the log of an execution', () => import('../commands/execution/logs.ts')),
  entry(
    'execution cancel',
    'Cancel a pending or running execution',
    () => import('../commands/execution/cancel.ts'),
  ),
  entry('secret set', 'Set a secret, new or known', () => import('../commands/secret/set.ts')),
  entry('secret list', 'Names of the secrets', () => import('../commands/secret/list.ts')),
  entry('secret delete', 'Delete a secret', () => import('../commands/secret/delete.ts')),
  entry(
    'secret rotate',
    'Encrypt all secrets anew with a new key',
    () => import('../commands/secret/rotate.ts'),
  ),
  entry(
    'event emit',
    'Emit an event; schedules that wait for it run',
    () => import('../commands/event/emit.ts'),
  ),
  entry('event tail', 'Print events as they happen', () => import('../commands/event/tail.ts')),
  entry(
    'scheduler start',
    'Let time and events fire schedules again',
    () => import('../commands/scheduler/start.ts'),
  ),
  entry(
    'scheduler stop',
    'Halt firing by time and events on all nodes',
    () => import('../commands/scheduler/stop.ts'),
  ),
  entry(
    'scheduler status',
    'Whether schedules fire, and what is next',
    () => import('../commands/scheduler/status.ts'),
  ),
  entry(
    'whoami',
    'Who you are to the server, and what you may do',
    () => import('../commands/server/whoami.ts'),
  ),
  entry('token create', 'Make a token; shows its secret once', () => import('../commands/token/create.ts')),
  entry('token list', 'List tokens, or browsers signed in', () => import('../commands/token/list.ts')),
  entry('token edit', 'Change what a token may do', () => import('../commands/token/edit.ts')),
  entry('token revoke', 'End a token, for good', () => import('../commands/token/revoke.ts')),
  entry(
    'token link',
    'Print a one-time link that signs a browser in',
    () => import('../commands/token/link.ts'),
  ),
  entry('audit list', 'Who did what to which thing, newest first', () => import('../commands/audit/list.ts')),
  entry(
    'audit verify',
    'Whether the audit log is as it was written',
    () => import('../commands/audit/verify.ts'),
  ),
  entry(
    'settings list',
    'What holds for the whole installation, on all nodes',
    () => import('../commands/settings/list.ts'),
  ),
  entry('settings get', 'Print one setting of the installation', () => import('../commands/settings/get.ts')),
  entry(
    'settings set',
    'Change a setting of the installation, on all nodes',
    () => import('../commands/settings/set.ts'),
  ),
  entry(
    'breaker set',
    'Change when a circuit breaker opens and closes',
    () => import('../commands/breaker/set.ts'),
  ),
  entry(
    'breaker list',
    'List circuit breakers, open ones first',
    () => import('../commands/breaker/list.ts'),
  ),
  entry(
    'breaker show',
    'Show a circuit breaker and its figures',
    () => import('../commands/breaker/show.ts'),
  ),
  entry(
    'breaker trip',
    'Open a circuit breaker until it is reset',
    () => import('../commands/breaker/trip.ts'),
  ),
  entry(
    'breaker pin',
    'Keep a circuit breaker open or closed, whatever happens',
    () => import('../commands/breaker/pin.ts'),
  ),
  entry(
    'breaker reset',
    'Close a circuit breaker and let it work by itself',
    () => import('../commands/breaker/reset.ts'),
  ),
  entry('node list', 'List nodes with what they run', () => import('../commands/node/list.ts')),
  entry('node show', 'Show a node', () => import('../commands/node/show.ts')),
  entry(
    'drain',
    'Let a node finish its work and take no more, for maintenance',
    () => import('../commands/node/drain.ts'),
  ),
  entry('node resume', 'Let a drained node take work again', () => import('../commands/node/resume.ts')),
  entry(
    'backup',
    'Write everything the database holds to a file',
    () => import('../commands/database/backup.ts'),
  ),
  entry('restore', 'Bring a backup into a database', () => import('../commands/database/restore.ts')),
  entry('webhook create', 'Tell another system of events', () => import('../commands/webhook/create.ts')),
  entry('webhook list', 'List webhooks', () => import('../commands/webhook/list.ts')),
  entry('webhook show', 'Show a webhook', () => import('../commands/webhook/show.ts')),
  entry('webhook edit', 'Change some fields of a webhook', () => import('../commands/webhook/edit.ts')),
  entry('webhook test', 'Send a test to a webhook', () => import('../commands/webhook/test.ts')),
  entry(
    'webhook deliveries',
    'What was delivered, and what came back',
    () => import('../commands/webhook/deliveries.ts'),
  ),
  entry('webhook redeliver', 'Send a delivery once more', () => import('../commands/webhook/redeliver.ts')),
  entry('webhook rotate', 'Give a webhook a new secret', () => import('../commands/webhook/rotate.ts')),
  entry(
    'webhook delete',
    'Delete a webhook with its deliveries',
    () => import('../commands/webhook/delete.ts'),
  ),
  entry(
    'hook create',
    'Make an address that other systems send to',
    () => import('../commands/hook/create.ts'),
  ),
  entry('hook list', 'List incoming hooks', () => import('../commands/hook/list.ts')),
  entry('hook delete', 'Delete an incoming hook', () => import('../commands/hook/delete.ts')),
  entry('notify channel', 'Ways to reach people', () => import('../commands/notify/channel.ts')),
  entry('notify rule', 'What people are told of', () => import('../commands/notify/rule.ts')),
  entry('migrate', 'Bring the database to this version', () => import('../commands/database/migrate.ts')),
  entry('db url', 'Print the address of the database', () => import('../commands/database/url.ts')),
  entry('db psql', 'Open psql on the database', () => import('../commands/database/psql.ts')),
  entry('config', 'Show and edit the configuration', () => import('../commands/config/config.ts')),
  entry(
    'completion',
    'Print a completion script for your shell',
    () => import('../commands/completion/completion.ts'),
  ),
];
