import type { Database } from '@tutti/database';
import type { EngineHealth } from './engine-api.ts';
import { readLag } from './events/index.ts';
import type { Parts } from './parts.ts';
import { readState } from './schedule/index.ts';

/** What the node can say of itself without the database, and with it. Never throws. */
export async function readHealth(
  database: Database,
  { worker, scheduler, maxConcurrent, nodeRegistry }: Parts,
): Promise<EngineHealth> {
  const { draining } = nodeRegistry;
  const claiming = worker.claiming && !draining;
  const workers = { running: worker.running, limit: maxConcurrent, claiming, draining };
  const { ticking } = scheduler;
  const began = performance.now();
  try {
    const state = await readState(database);
    const latencyMs = Math.round((performance.now() - began) * 10) / 10;
    const lastTickAt = state.scheduler_last_tick_at?.toISOString() ?? null;
    return {
      database: { ok: true, latencyMs, message: null },
      scheduler: { running: state.scheduler_running, lastTickAt, ticking },
      recovery: {
        running: state.error_recovery_running,
        lastRunAt: state.error_recovery_last_run_at?.toISOString() ?? null,
      },
      workers,
      events: { lagMs: await readLag(database) },
    };
  } catch (error) {
    return {
      database: { ok: false, latencyMs: null, message: (error as Error).message },
      scheduler: { running: null, lastTickAt: null, ticking },
      recovery: { running: null, lastRunAt: null },
      workers,
      events: { lagMs: null },
    };
  }
}
