import {
  type ErrorRule,
  type ExecutionError,
  RETRY_POLICIES,
  type RetryBackoff,
  type RetryPolicy,
  type Severity,
} from '@tutti/contract';
import type { Database } from '@tutti/database';
import { type Log, LoopService } from '../kernel/index.ts';
import { type ErrorReport, type Failed, judgeFailure, reportOf } from './error-report.ts';
import { type Decision, decideAfterFailure } from './retry-policy.ts';
import { readPolicies, readRules, readSeverities } from './rulebook-store.ts';

/** Looking anyway, should a notification have been lost. */
const POLL_MS = 10_000;

interface RulebookDeps {
  database: Database;
  log: Log;
  random(): number;
}

export interface FailedAttempt extends Failed {
  attempt: number;
  policy: RetryPolicy;
  retryAfterMs?: number | undefined;
}

/** What to do after a failure: retry policies, error rules and severities of schedules as they were edited, kept at hand. */
export class Rulebook extends LoopService {
  readonly #deps: RulebookDeps;
  #policies = new Map<string, RetryBackoff>(Object.entries(RETRY_POLICIES));
  #rules: readonly ErrorRule[] = [];
  #severities: ReadonlyMap<number, Severity> = new Map();

  constructor(deps: RulebookDeps) {
    super('rulebook', deps.log);
    this.#deps = deps;
  }

  async load(): Promise<void> {
    const { database } = this.#deps;
    const [policies, rules, severities] = await Promise.all([
      readPolicies(database),
      readRules(database),
      readSeverities(database),
    ]);
    this.#policies = new Map(policies.map((policy) => [policy.name, policy]));
    this.#rules = rules;
    this.#severities = severities;
  }

  backoffOf(policy: RetryPolicy): RetryBackoff {
    return typeof policy === 'string' ? (this.#policies.get(policy) ?? RETRY_POLICIES.standard) : policy;
  }

  /** Whether another attempt follows, and what the failure leaves in the records. */
  decide(failed: FailedAttempt): { decision: Decision; report: ErrorReport; error: ExecutionError } {
    const verdict = judgeFailure(failed, this.#rules, this.#severities.get(failed.scheduleId ?? 0));
    const backoff = this.backoffOf(failed.policy);
    const decision = decideAfterFailure({
      attempt: failed.attempt,
      backoff,
      permanent: verdict.permanent || !verdict.retry,
      retryAfterMs: failed.retryAfterMs,
      random: this.#deps.random(),
    });
    const error = { ...failed.error, permanent: verdict.permanent };
    return { decision, report: reportOf({ ...failed, error }, verdict, backoff.maxRetries), error };
  }

  protected async round(): Promise<number> {
    await this.load();
    return POLL_MS;
  }
}
