import type { ExecutionError, RetryPolicy } from '@tutti/contract';
import type { HotConnection } from '@tutti/database';
import { type Clock, type Log, LoopService } from '../kernel/index.ts';
import type { Completer } from './completer.ts';
import { RESCUE, type RescuedRow } from './execution-store.ts';
import type { Rulebook } from './rulebook.ts';

interface RescuerDeps {
  /** The completer's connection, as for the lease keeper. */
  connection: HotConnection;
  completer: Completer;
  node: string;
  leaseMs: number;
  clock: Clock;
  log: Log;
  rulebook: Rulebook;
  defaultPolicy(taskType: string): RetryPolicy;
}

/** Takes over the work of nodes whose leases ran out: each such attempt is recorded as lost, and counts. */
export class Rescuer extends LoopService {
  readonly #deps: RescuerDeps;
  /** Executions this node took over from lost ones. */
  takenOver = 0;

  constructor(deps: RescuerDeps) {
    super('rescuer', deps.log);
    this.#deps = deps;
  }

  protected async round(): Promise<number> {
    const rescued = await this.rescue();
    return rescued > 0 ? 0 : Math.min(1000, this.#deps.leaseMs / 3);
  }

  /** One pass over expired leases; returns how many it took over. */
  async rescue(): Promise<number> {
    const { connection, completer, node, leaseMs, log } = this.#deps;
    const rows = await connection.run<RescuedRow>(RESCUE, [node, leaseMs]);
    for (const row of rows) if (row.id !== null) this.#endAttempt({ ...row, id: row.id });
    const leases = new Set(rows.map((row) => row.lease_id));
    for (const lease of leases) completer.dropLease(lease);
    const lost = rows.filter((row) => row.id !== null).length;
    this.takenOver += lost;
    if (lost > 0)
      log.warn(
        { lost, nodes: [...new Set(rows.map((row) => row.lost_node))] },
        'took over executions whose node was lost',
      );
    await completer.settled();
    return leases.size;
  }

  #endAttempt(row: RescuedRow & { id: number }): void {
    const { completer, clock, rulebook, defaultPolicy } = this.#deps;
    const now = clock.monotonicMs();
    const held = { id: row.id, fence: row.fence, leaseId: row.lease_id, startedMs: now - row.began_ago };
    const lost: ExecutionError = {
      code: 'LEASE_LOST',
      message: `node ${row.lost_node} was lost while it ran this attempt`,
      permanent: false,
    };
    const { decision, report, error } = rulebook.decide({
      outcome: 'lost',
      error: lost,
      taskType: row.task_type,
      scheduleId: row.schedule_id,
      attempt: row.attempt - row.allowance_from,
      policy:
        row.retry_policy === null
          ? defaultPolicy(row.task_type)
          : (JSON.parse(row.retry_policy) as RetryPolicy),
    });
    if (decision.kind === 'final')
      completer.finish({
        ...held,
        status: 'failed',
        endedMs: now,
        result: null,
        error: JSON.stringify(error),
        report,
      });
    // The work itself did not fail, so the next attempt need not wait.
    else completer.putBack({ ...held, hold: 'retry', delayMs: 0, spent: { outcome: 'lost', error, report } });
  }
}
