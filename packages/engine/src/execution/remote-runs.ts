import {
  type ClaimedExecution,
  type LogStream,
  TuttiError,
  type WorkerLease,
  secretNamesIn,
} from '@tutti/contract';
import type { Database, HotConnection } from '@tutti/database';
import { type Clock, type Log, spanText } from '../kernel/index.ts';
import { Redaction } from '../secret/index.ts';
import { Completer } from './completer.ts';
import { cutLog } from './cut-log.ts';
import { CLAIM, CLAIM_AMONG, type ClaimedRow, loadSteps, saveProgress } from './execution-store.ts';
import type { CostlyClaims } from './costly-claims.ts';
import type { Gate } from './gate.ts';
import { leaseToken, newLeaseSecret, parseLeaseToken } from './lease-token.ts';
import type { LimitedClaims } from './limited-claims.ts';
import type { LogWriter } from './log-writer.ts';
import { type Outcome, TaskFailure, completed, outcomeOfThrown } from './outcome.ts';
import { OutcomeRecorder } from './outcome-recorder.ts';
import {
  type RemoteRow,
  appendLog,
  bindLeases,
  dropEmptyLease,
  findHeld,
  lockLog,
  readCancelled,
  renewHeld,
  stillRunning,
} from './remote-store.ts';
import { redactEntries } from './redact-entries.ts';
import type { Rulebook } from './rulebook.ts';
import { Run } from './run.ts';
import { configOf } from './run-config.ts';
import { type ResolveSecrets, secretsOf } from './run-secrets.ts';
import type { StepKeeper } from './step-keeper.ts';
import type { TaskHandler } from './task-handler.ts';

/** A worker ends its run itself when the time is over; one that does not is ended so much later. */
const TIMEOUT_GRACE_MS = 5000;

type Traits = Pick<TaskHandler, 'templates' | 'retryPolicy' | 'timeoutMs' | 'timeoutOf' | 'breakerOf'>;
/** Of task types that only remote workers know. */
const CUSTOM: Traits = { templates: true, retryPolicy: 'standard', timeoutMs: null };

interface RemoteRunsDeps {
  database: Database;
  claimer: HotConnection;
  /** The completer's connection. */
  connection: HotConnection;
  limited: LimitedClaims;
  costly: CostlyClaims;
  handlers: ReadonlyMap<string, TaskHandler>;
  rulebook: Rulebook;
  steps: StepKeeper;
  gate: Gate;
  logs: LogWriter;
  logLimitBytes: number;
  leaseMs: number;
  clock: Clock;
  log: Log;
  resolveSecrets: ResolveSecrets;
  onClaimed(): void;
  onWritten: ConstructorParameters<typeof Completer>[0]['onWritten'];
  onAppended(): void;
  onLogged(executionIds: ReadonlySet<string>): void;
}

interface ClaimRequest {
  node: string;
  lanes: readonly string[];
  queues: readonly string[] | undefined;
  max: number;
}

/** What is to be done about executions that a worker says it holds. */
export interface Renewal {
  cancel: string[];
  pause: string[];
  lost: string[];
}

/**
 * Runs that happen elsewhere: claimed, reported on and ended by the statements of local ones, with nothing kept here
 * in between, so that every call may reach another node. What a lease token proves stands in the lease.
 */
export class RemoteRuns {
  readonly #deps: RemoteRunsDeps;
  /** Let through by breakers here; their trials end here even if their outcome arrives elsewhere. */
  readonly #guarded = new Map<number, { key: string; row: ClaimedRow }>();

  constructor(deps: RemoteRunsDeps) {
    this.#deps = deps;
  }

  get leaseMs(): number {
    return this.#deps.leaseMs;
  }

  async claim(request: ClaimRequest): Promise<ClaimedExecution[]> {
    const rows = await this.#claimRows(request);
    if (rows.length === 0) return [];
    this.#deps.onClaimed();
    const { secret, hash } = newLeaseSecret();
    const until = await bindLeases(this.#deps.database, [...new Set(rows.map((row) => row.lease_id))], hash);
    const handed = await Promise.all(rows.map((row) => this.#prepare(row, request.node)));
    return handed.flatMap((execution, index) => {
      const row = rows[index] as ClaimedRow;
      const expires = until.get(row.lease_id);
      if (!execution || !expires) return [];
      return [{ ...execution, leaseToken: leaseToken(row, secret), leaseUntil: expires.toISOString() }];
    });
  }

  async end(lease: WorkerLease, outcome: Outcome): Promise<void> {
    const run = await this.#load(lease);
    if (!(await this.#write(run, run.row.node, outcome))) throw leaseLost(lease);
  }

  async progress(lease: WorkerLease, percent: number, message: string | undefined): Promise<void> {
    const run = await this.#load(lease);
    const said = message === undefined ? null : run.redaction.text(message);
    await saveProgress(this.#deps.database, run.row.id, run.row.fence, { percent, message: said });
    this.#deps.onAppended();
  }

  async saveStep(lease: WorkerLease, name: string, output: unknown): Promise<void> {
    const run = await this.#load(lease);
    await this.#deps.steps.save(run, name, output).catch((error: unknown) => {
      throw error instanceof TaskFailure ? leaseLost(lease) : error;
    });
  }

  async log(lease: WorkerLease, entries: readonly { text: string; stream: LogStream }[]): Promise<void> {
    const { row, redaction } = await this.#load(lease);
    await this.#deps.database.transaction(async (tx) => {
      const found = await lockLog(tx, row);
      if (!found) throw leaseLost(lease);
      const clean = redactEntries(redaction, entries, found.open);
      await appendLog(tx, row, found.seq, cutLog(clean, found.bytes, this.#deps.logLimitBytes));
    });
    this.#deps.onLogged(new Set([row.execution_id]));
  }

  /** Renews what still stands, ends what is over its time, and says what is to stop. */
  async renew(leases: readonly WorkerLease[]): Promise<Renewal> {
    const { database, leaseMs } = this.#deps;
    const claims = leases.flatMap(({ leaseToken: token }) => parseLeaseToken(token) ?? []);
    const rows = claims.length > 0 ? await renewHeld(database, claims, leaseMs) : [];
    const held = new Map(rows.map((row) => [row.execution_id, row]));
    const gone = leases.map((lease) => lease.executionId).filter((id) => !held.has(id));
    const cancelled = gone.length > 0 ? await readCancelled(database, gone) : new Set<string>();
    const late = rows.filter((row) => this.#isLate(row));
    await Promise.all(late.map((row) => this.#timeOut(row)));
    return {
      cancel: [...cancelled, ...late.map((row) => row.execution_id)],
      pause: rows.filter((row) => row.paused).map((row) => row.execution_id),
      lost: gone.filter((id) => !cancelled.has(id)),
    };
  }

  /** Lets go of trials whose runs have ended by other ways. */
  async sweep(): Promise<void> {
    if (this.#guarded.size === 0) return;
    const running = await stillRunning(
      this.#deps.database,
      [...this.#guarded.values()].map(({ row }) => row),
    );
    for (const [id, { key, row }] of this.#guarded) {
      if (running.has(id)) continue;
      this.#guarded.delete(id);
      this.#deps.gate.observe(key, row, { kind: 'abandoned' });
    }
  }

  async #claimRows({ node, lanes, queues, max }: ClaimRequest): Promise<ClaimedRow[]> {
    const { claimer, limited, costly, leaseMs } = this.#deps;
    const most = [lanes, max, node, leaseMs] as const;
    const rows = queues
      ? await claimer.run<ClaimedRow>(CLAIM_AMONG, [...most, queues])
      : await claimer.run<ClaimedRow>(CLAIM, [...most]);
    for (const queue of limited.queues) {
      const left = max - rows.length;
      if (left > 0 && (queues?.includes(queue) ?? true))
        rows.push(...(await limited.claim(queue, [lanes, left, node, leaseMs])));
    }
    const left = max - rows.length;
    if (left > 0) rows.push(...(await costly.claimAny(lanes, queues, [left, node, leaseMs])));
    return rows;
  }

  /** What the worker gets; undefined when the run must not begin, which is then recorded. */
  async #prepare(
    row: ClaimedRow,
    node: string,
  ): Promise<Omit<ClaimedExecution, 'leaseToken' | 'leaseUntil'> | undefined> {
    const { database, gate, clock, resolveSecrets } = this.#deps;
    const run = this.#runOf(row, clock.monotonicMs());
    const traits = this.#traitsOf(row);
    try {
      const key = this.#breakerOf(row);
      const passed = key === undefined ? undefined : await gate.pass(key, row, () => completed());
      if (passed && passed.kind !== 'completed') return void (await this.#write(run, node, passed));
      if (key !== undefined) this.#guarded.set(row.id, { key, row });
      const names = secretNamesIn(row.task_config);
      const secrets = names.length > 0 ? await secretsOf(names, resolveSecrets) : undefined;
      const { taskConfig, trigger } = configOf(row, traits, secrets);
      return {
        executionId: row.execution_id,
        id: row.id,
        attempt: row.attempt,
        taskType: row.task_type,
        taskConfig,
        secrets: [...(secrets?.values() ?? [])],
        trigger,
        timeoutMs: row.timeout_ms ?? traits.timeoutOf?.(taskConfig) ?? traits.timeoutMs,
        steps: row.fence > 0 ? await loadSteps(database, row.id) : [],
      };
    } catch (thrown) {
      await this.#write(run, node, outcomeOfThrown(thrown));
      return undefined;
    }
  }

  async #timeOut(row: RemoteRow): Promise<void> {
    const run = await this.#withRedaction(this.#runOf(row, this.#deps.clock.monotonicMs() - row.ran_ms));
    const message = `did not end within ${spanText(this.#timeoutOf(row) ?? 0)}`;
    await this.#write(run, row.node, {
      kind: 'timeout',
      error: { code: 'TIMEOUT', message, permanent: false },
    });
  }

  /** Records what the run came to; false when somebody else was faster. */
  async #write(run: Run, node: string, outcome: Outcome): Promise<boolean> {
    const { connection, rulebook, clock, log, gate, onWritten, database } = this.#deps;
    let accepted = false;
    const completer = new Completer({
      connection,
      node,
      clock,
      log,
      onWritten: (written) => {
        accepted ||= written.finished + written.putBack.length > 0;
        onWritten(written);
      },
    });
    const judged = run.judge(outcome);
    new OutcomeRecorder({ completer, rulebook, clock }).record(
      run,
      this.#traitsOf(run.row).retryPolicy,
      judged,
    );
    await completer.settled();
    await dropEmptyLease(database, run.row.lease_id);
    const key = accepted ? this.#breakerOrNone(run.row) : undefined;
    if (key !== undefined) gate.observe(key, run.row, judged);
    if (accepted) this.#guarded.delete(run.row.id);
    return accepted;
  }

  /** The run that a token is for; throws when it is no longer the caller's. */
  async #load(lease: WorkerLease): Promise<Run & { readonly row: RemoteRow }> {
    const claim = parseLeaseToken(lease.leaseToken);
    const row = claim && (await findHeld(this.#deps.database, claim));
    const fits = row?.execution_id === lease.executionId && (lease.attempt ?? row.attempt) === row.attempt;
    if (!row || !fits) throw leaseLost(lease);
    const run = this.#runOf(row, this.#deps.clock.monotonicMs() - row.ran_ms);
    return (await this.#withRedaction(run)) as Run & { readonly row: RemoteRow };
  }

  async #withRedaction(run: Run): Promise<Run> {
    const names = secretNamesIn(run.row.task_config);
    // One that was deleted meanwhile is no secret any more.
    if (names.length > 0)
      run.redaction = new Redaction((await this.#deps.resolveSecrets(names)).values.values());
    return run;
  }

  #runOf(row: ClaimedRow, startedMs: number): Run {
    const run = new Run(row, () => this.#deps.logs.open(row.execution_id, row.attempt, true));
    run.startedMs = startedMs;
    return run;
  }

  #traitsOf({ task_type: taskType }: ClaimedRow): Traits {
    return this.#deps.handlers.get(taskType) ?? CUSTOM;
  }

  #breakerOf(row: ClaimedRow): string | undefined {
    if (row.breaker !== null) return row.breaker || undefined;
    const traits = this.#traitsOf(row);
    return traits.breakerOf?.(configOf(row, traits).taskConfig);
  }

  /** A config whose templates cannot be put in names no service. */
  #breakerOrNone(row: ClaimedRow): string | undefined {
    try {
      return this.#breakerOf(row);
    } catch {
      return undefined;
    }
  }

  #timeoutOf(row: ClaimedRow): number | null {
    const traits = this.#traitsOf(row);
    const config = JSON.parse(row.task_config) as Record<string, unknown>;
    return row.timeout_ms ?? traits.timeoutOf?.(config) ?? traits.timeoutMs;
  }

  #isLate(row: RemoteRow): boolean {
    const timeoutMs = this.#timeoutOf(row);
    return !row.paused_once && timeoutMs !== null && row.ran_ms > timeoutMs + TIMEOUT_GRACE_MS;
  }
}

const leaseLost = ({ executionId }: WorkerLease): TuttiError =>
  new TuttiError(
    'LEASE_LOST',
    `Execution ${executionId} is not yours any more: it was cancelled, has ended, or went to another worker. Stop it and claim other work.`,
  );
