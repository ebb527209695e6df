import { SEVERITIES, type ScheduleDraft } from '@tutti/contract';
import { parseDuration } from '../parse/duration.ts';
import { integer } from '../parse/integer.ts';
import { COST_OPTIONS, costFrom } from '../execution/cost-options.ts';
import { LABELS_OPTION, parseBreaker, parseRetry } from '../execution/task-options.ts';
import { choice, parsed, text, texts, type OptionValues } from '../program/option.ts';
import { instantOption, type Here } from './timing-options.ts';

/** Options that say how a schedule behaves. */
export const POLICY_OPTIONS = {
  description: text('text', 'What it is for'),
  queue: text('name', 'Queue it runs in; default "default"'),
  priority: parsed('1-10', 'Priority: 10 is served first; default 5', integer(1, 10)),
  tag: texts('tag', 'Tag; may be given several times'),
  overlap: choice(
    ['skip', 'queue', 'allow', 'cancel_previous'],
    'When the run before has not ended; default skip, for --on allow',
  ),
  catchUp: choice(['latest', 'skip', 'all'], 'What to run of what was missed; default latest'),
  catchUpLimit: parsed('count', 'Most runs that --catch-up all makes up for; default 10', integer(1, 1000)),
  jitter: parsed('duration', 'Start up to this much later, by chance', parseDuration),
  startsAt: text('time', 'Not before this time'),
  endsAt: text('time', 'Not after this time'),
  maxRuns: parsed('count', 'End after this many runs', integer(1, 2_147_483_647)),
  timeout: parsed('duration', 'Longest a run may take', parseDuration),
  breaker: parsed('name', 'Circuit breaker that guards its runs, or none', parseBreaker),
  concurrencyKey: text('key', 'Runs of the same key share a limit, whatever their schedule'),
  concurrencyLimit: parsed('count', 'How many of the key at the same time; default 1', integer(1, 100_000)),
  requires: LABELS_OPTION,
  ...COST_OPTIONS,
  expectedWithin: parsed(
    'duration',
    'It is to succeed at least this often; else schedule.missed',
    parseDuration,
  ),
  maxDuration: parsed('duration', 'A run that takes longer is schedule.slow', parseDuration),
  onFailure: texts(
    'channel',
    'Tell this channel when it fails, is missed or slow; several times for several',
  ),
  onSuccess: texts('channel', 'Tell this channel of every success; several times for several'),
  severity: choice(SEVERITIES, 'Of its errors, unless a rule says otherwise; default high'),
  retry: parsed(
    'policy',
    'standard, aggressive, conservative, none, a number of retries, or JSON',
    parseRetry,
  ),
};
export type PolicyValues = OptionValues<typeof POLICY_OPTIONS>;

/** The fields that the options name, and no others. */
export function policyFrom(options: PolicyValues, here: Here): Partial<ScheduleDraft> {
  const {
    description,
    queue,
    priority,
    tag,
    overlap,
    catchUp,
    catchUpLimit,
    jitter,
    maxRuns,
    timeout,
    retry,
    breaker,
    concurrencyKey,
    concurrencyLimit,
    requires,
  } = options;
  const fields: Partial<{ [K in keyof ScheduleDraft]: ScheduleDraft[K] | undefined }> = {
    description,
    queue,
    priority,
    tags: tag,
    overlapPolicy: overlap,
    catchUpPolicy: catchUp,
    catchUpLimit,
    jitterMs: jitter,
    startsAt: instant('starts-at', options.startsAt, here),
    endsAt: instant('ends-at', options.endsAt, here),
    maxRuns,
    timeoutMs: timeout,
    retryPolicy: retry,
    breaker,
    concurrencyKey,
    concurrencyLimit,
    requires: requires && Object.fromEntries(requires),
    estimatedCost: costFrom(options),
    expectedWithinMs: options.expectedWithin,
    maxDurationMs: options.maxDuration,
    onFailure: options.onFailure,
    onSuccess: options.onSuccess,
    errorSeverity: options.severity,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

const instant = (name: string, text: string | undefined, { zone, now }: Here): string | undefined =>
  text === undefined ? undefined : instantOption(name, text, zone, now);
