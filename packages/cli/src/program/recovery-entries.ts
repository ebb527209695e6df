import { entry, type Entry } from './entry.ts';

/** Commands of queues, errors, retries and dead letters. */
export const RECOVERY_ENTRIES: readonly Entry[] = [
  entry(
    'queue list',
    'Queues with their depth, limits and pauses',
    () => import('../commands/queue/list.ts'),
  ),
  entry('queue show', 'Show a queue', () => import('../commands/queue/show.ts')),
  entry('queue set', 'Change the limits of a queue', () => import('../commands/queue/set.ts')),
  entry('queue pause', 'Start nothing more from a queue', () => import('../commands/queue/pause.ts')),
  entry('queue resume', 'Let a paused queue go on', () => import('../commands/queue/resume.ts')),
  entry('queue keys', 'Concurrency keys in use', () => import('../commands/queue/keys.ts')),
  entry('error list', 'List error records, newest first', () => import('../commands/error/list.ts')),
  entry('error show', 'Show an error record', () => import('../commands/error/show.ts')),
  entry(
    'error groups',
    'Errors grouped by what failed, the newest first',
    () => import('../commands/error/groups.ts'),
  ),
  entry('error retry', 'Run the next attempt now', () => import('../commands/error/retry.ts')),
  entry('error resolve', 'Say that an error is put right', () => import('../commands/error/resolve.ts')),
  entry('error ignore', 'Leave an error as it is', () => import('../commands/error/ignore.ts')),
  entry('error escalate', 'Make a dead letter of what failed', () => import('../commands/error/escalate.ts')),
  entry(
    'recovery stop',
    'Hold retries on all nodes; first attempts go on',
    () => import('../commands/recovery/stop.ts'),
  ),
  entry('recovery start', 'Let retries run again', () => import('../commands/recovery/start.ts')),
  entry(
    'recovery status',
    'Whether failed attempts are retried, and what waits',
    () => import('../commands/recovery/status.ts'),
  ),
  entry(
    'error-rule create',
    'Say what certain failures mean',
    () => import('../commands/error-rule/create.ts'),
  ),
  entry(
    'error-rule replace',
    'Say anew what certain failures mean',
    () => import('../commands/error-rule/replace.ts'),
  ),
  entry('error-rule list', 'List error rules, in order', () => import('../commands/error-rule/list.ts')),
  entry('error-rule delete', 'Delete an error rule', () => import('../commands/error-rule/delete.ts')),
  entry(
    'retry-policy list',
    'The named retry policies as they are in force',
    () => import('../commands/retry-policy/list.ts'),
  ),
  entry('retry-policy set', 'Change a named retry policy', () => import('../commands/retry-policy/set.ts')),
  entry(
    'retry-policy reset',
    'Take a retry policy back to what it was made as',
    () => import('../commands/retry-policy/reset.ts'),
  ),
  entry('dlq list', 'List dead letters, newest first', () => import('../commands/dlq/list.ts')),
  entry('dlq show', 'Show a dead letter', () => import('../commands/dlq/show.ts')),
  entry(
    'dlq stats',
    'How many dead letters there are, of what, and since when',
    () => import('../commands/dlq/stats.ts'),
  ),
  entry(
    'dlq resubmit',
    'Run a dead letter again as a new execution',
    () => import('../commands/dlq/resubmit.ts'),
  ),
  entry(
    'dlq resubmit-all',
    'Run many again: at once, at a rate, or behind a canary',
    () => import('../commands/dlq/resubmit-all.ts'),
  ),
  entry(
    'dlq resolve',
    'Say that a dead letter was put right by hand',
    () => import('../commands/dlq/resolve.ts'),
  ),
  entry('dlq archive', 'Move dead letters to an archive file', () => import('../commands/dlq/archive.ts')),
  entry(
    'dlq redrives',
    'Batches behind a canary or at a rate, and how far they are',
    () => import('../commands/dlq/redrives.ts'),
  ),
  entry('dlq archives', 'List archive files', () => import('../commands/dlq/archives.ts')),
  entry('dlq restore', 'Bring archived dead letters back', () => import('../commands/dlq/restore.ts')),
];
