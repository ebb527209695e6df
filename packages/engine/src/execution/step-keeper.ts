import { type Database, type HotConnection } from '@tutti/database';
import { SAVE_STEPS, loadSteps } from './execution-store.ts';
import { TaskFailure } from './outcome.ts';
import type { Run } from './run.ts';

interface Waiting {
  run: Run;
  name: string;
  output: string;
  resolve(): void;
  reject(error: unknown): void;
}

/** Keeps the results of durable steps: saved grouped across runs, loaded once for a run that was here before. */
export class StepKeeper {
  readonly #connection: HotConnection;
  readonly #database: Database;
  readonly #loaded = new WeakMap<Run, Promise<Map<string, unknown>>>();
  #waiting: Waiting[] = [];
  #flushing = false;
  #scheduled = false;

  constructor(deps: { connection: HotConnection; database: Database }) {
    this.#connection = deps.connection;
    this.#database = deps.database;
  }

  /** The stored output of a step, if it has one. */
  async find(run: Run, name: string): Promise<{ output: unknown } | undefined> {
    // The first run of an execution cannot have steps; the fence has gone up before any other.
    if (run.row.fence === 0) return undefined;
    let loaded = this.#loaded.get(run);
    if (!loaded) {
      loaded = loadSteps(this.#database, run.row.id).then(
        (steps) => new Map(steps.map((step) => [step.name, step.output])),
      );
      this.#loaded.set(run, loaded);
    }
    const steps = await loaded;
    return steps.has(name) ? { output: steps.get(name) } : undefined;
  }

  /** Resolves when the step is durable; fails when the run is no longer ours. */
  save(run: Run, name: string, output: unknown): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ run, name, output: JSON.stringify(output) ?? 'null', resolve, reject });
      if (this.#scheduled) return;
      this.#scheduled = true;
      setImmediate(() => {
        this.#scheduled = false;
        void this.#flush();
      });
    });
  }

  async #flush(): Promise<void> {
    if (this.#flushing || this.#waiting.length === 0) return;
    this.#flushing = true;
    const batch = this.#waiting;
    this.#waiting = [];
    try {
      const rows = await this.#connection.run<{ id: number }>(SAVE_STEPS, [
        batch.map((waiting) => waiting.run.row.id),
        batch.map((waiting) => waiting.run.row.fence),
        batch.map((waiting) => waiting.name),
        batch.map((waiting) => waiting.output),
      ]);
      const kept = new Set(rows.map((row) => row.id));
      for (const waiting of batch) {
        if (kept.has(waiting.run.row.id)) waiting.resolve();
        else
          waiting.reject(
            new TaskFailure('LEASE_LOST', 'the execution was cancelled or taken over by another node'),
          );
      }
    } catch (error) {
      for (const waiting of batch) waiting.reject(error);
    } finally {
      this.#flushing = false;
      void this.#flush();
    }
  }
}
