/**
 * A measure is a module with
 *
 *   systems      what is measured, in order: peers by name; absent: Tutti alone
 *   run(bench)   measures one system once and returns a number per entry of targets.mjs. It stays in the orchestrating
 *                process and only says what runs where
 *   parts        what runs in processes of their own, named for bench.part(); each gets { peer, connection, quietMs }
 *                and what run() gave it
 *
 * bench: { peer, scaled(size), part(name, input), start(name, input), checkpoint(), newDatabase(), folder() }
 */
export const MEASURES = {
  'enqueue-32': async () => (await import('./enqueue-single.mjs')).enqueueSingle(32),
  'enqueue-256': async () => (await import('./enqueue-single.mjs')).enqueueSingle(256),
  'enqueue-bulk': () => import('./enqueue-bulk.mjs'),
  throughput: () => import('./throughput.mjs'),
  pipeline: () => import('./pipeline.mjs'),
  steps: () => import('./steps.mjs'),
  latency: () => import('./latency.mjs'),
  shell: async () => (await import('./shell.mjs')).shell({ residentMb: 0 }),
  'shell-600mb': async () => (await import('./shell.mjs')).shell({ residentMb: 600 }),
  'schedules-idle-tick': () => import('./schedules-idle-tick.mjs'),
  'schedules-due': () => import('./schedules-due.mjs'),
  'firing-lateness': () => import('./firing-lateness.mjs'),
  'websocket-fanout': () => import('./websocket-fanout.mjs'),
  api: () => import('./api.mjs'),
  memory: () => import('./memory.mjs'),
};

/** Loaded when asked for: no measure's code may be in another's process. */
export const loadMeasure = (name) => MEASURES[name]();
