import { uuidGenerator } from '../../packages/engine/src/kernel/index.ts';
import { Plans, Scheduler } from '../../packages/engine/src/schedule/index.ts';
import { nextScheduleDue, stampTick } from '../../packages/engine/src/schedule/tick-store.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** The engine's scheduler alone: the package shows no single tick, and its loop would sleep between them. */
export function openScheduler(database) {
  const scheduler = new Scheduler({
    database,
    plans: new Plans(),
    log: silent,
    newId: uuidGenerator(),
    onFired: () => undefined,
  });
  return {
    tick: () => scheduler.tick(),
    /** All that a round of the loop does. */
    async round() {
      await scheduler.tick();
      await stampTick(database);
      await nextScheduleDue(database);
    },
  };
}
