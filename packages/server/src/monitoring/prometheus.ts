import type { Breaker, Node } from '@tutti/contract';
import type { Engine, FleetSnapshot } from '@tutti/engine';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { HealthOptions } from '../health.ts';
import { readHealth } from '../health.ts';
import { VERSION } from '../version.ts';

/** From a millisecond to ten seconds: what lies beyond is no matter of degree. */
const HTTP_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** What Prometheus reads of this node. Those of the fleet are the same on each: take the maximum, not the sum. */
export class PrometheusMetrics {
  readonly #engine: Engine;
  readonly #health: HealthOptions;
  readonly #registry = new Registry();
  readonly #metrics: ReturnType<typeof createMetrics>;
  readonly #counted = new Map<string, number>();
  #scrape: Promise<string> | undefined;

  constructor(engine: Engine, health: HealthOptions) {
    this.#engine = engine;
    this.#health = health;
    this.#metrics = createMetrics(this.#registry, () => engine.metrics.takenOver);
    this.#metrics.build.set({ version: VERSION, node: engine.node }, 1);
    collectDefaultMetrics({ register: this.#registry });
  }

  /** An answer to a request; `route` is its template, so that ids make no labels. */
  observeRequest(request: {
    method: string;
    route: string | undefined;
    status: number;
    durationMs: number;
  }): void {
    const { method, route = 'none', status, durationMs } = request;
    this.#metrics.http.observe({ method, route, status: String(status) }, durationMs / 1000);
  }

  /** The text format. Several readers at once are answered by one look. */
  read(): Promise<string> {
    this.#scrape ??= this.#read().finally(() => (this.#scrape = undefined));
    return this.#scrape;
  }

  async #read(): Promise<string> {
    const [health, fleet, breakers, nodes] = await Promise.all([
      readHealth(this.#engine, this.#health),
      this.#engine.metrics.fleet().catch(() => undefined),
      this.#engine.breakers.list({ limit: 500, state: ['open', 'half_open'] }).catch(() => undefined),
      this.#engine.nodes.list().catch(() => undefined),
    ]);
    const { database, scheduler, workers, events, disk } = health.checks;
    const { up, ticking, tickAge, running, slots, lag, free } = this.#metrics;
    up.set(database.status === 'down' ? 0 : 1);
    ticking.set(scheduler.running === true ? 1 : 0);
    if (scheduler.lastTickAt !== null) tickAge.set((Date.now() - Date.parse(scheduler.lastTickAt)) / 1000);
    running.set(workers.running);
    slots.set(workers.limit);
    lag.set((events.lagMs ?? 0) / 1000);
    if (disk.freePercent !== null) free.set(disk.freePercent / 100);
    if (fleet) this.#tellFleet(fleet);
    if (breakers) this.#tellBreakers(breakers.items);
    if (nodes) this.#tellNodes(nodes);
    return this.#registry.metrics();
  }

  #tellFleet({ totals, queues }: FleetSnapshot): void {
    const { ready, claimed, delayed, oldest } = this.#metrics;
    for (const gauge of [ready, claimed, delayed, oldest]) gauge.reset();
    for (const of of queues) {
      const labels = { queue: of.queue };
      ready.set(labels, of.ready);
      claimed.set(labels, of.running);
      delayed.set(labels, of.delayed);
      oldest.set(labels, (of.oldestMs ?? 0) / 1000);
    }
    for (const { queue, taskType, status, executions } of totals)
      this.#countEnded({ queue, task_type: taskType, status }, executions);
  }

  /** Those that let all calls through are not told: there may be any number of them. */
  #tellBreakers(breakers: readonly Breaker[]): void {
    const { breakerOpen, deferred } = this.#metrics;
    for (const gauge of [breakerOpen, deferred]) gauge.reset();
    for (const { key, state, deferred: waiting } of breakers) {
      breakerOpen.set({ breaker: key }, state === 'open' ? 1 : 0.5);
      deferred.set({ breaker: key }, waiting);
    }
  }

  #tellNodes(nodes: readonly Node[]): void {
    const count = (state: Node['state']): number => nodes.filter((node) => node.state === state).length;
    for (const state of ['active', 'draining', 'lost'] as const)
      this.#metrics.nodes.set({ state }, count(state));
  }

  /** A counter never falls: an operator's retry takes an execution back, which would look like a restart. */
  #countEnded(labels: Record<'queue' | 'task_type' | 'status', string>, total: number): void {
    const key = Object.values(labels).join(' ');
    const before = this.#counted.get(key);
    if (before !== undefined && total <= before) return;
    this.#metrics.ended.inc(labels, total - (before ?? 0));
    this.#counted.set(key, total);
  }
}

type MakeGauge = <L extends string>(name: string, help: string, labelNames?: L[]) => Gauge<L>;

const guardMetrics = (gauge: MakeGauge) => ({
  breakerOpen: gauge('tutti_breaker_open', 'Circuit breakers that are open (1) or half open (0.5) (fleet)', [
    'breaker',
  ]),
  deferred: gauge('tutti_breaker_deferred', 'Executions that wait for a circuit breaker (fleet)', [
    'breaker',
  ]),
  nodes: gauge('tutti_nodes', 'Nodes by state (fleet)', ['state']),
});

function createMetrics(registry: Registry, takenOver: () => number) {
  const registers = [registry];
  const gauge: MakeGauge = <L extends string>(name: string, help: string, labelNames: L[] = []): Gauge<L> =>
    new Gauge({ name, help, labelNames, registers });
  const queue: 'queue'[] = ['queue'];
  return {
    build: gauge('tutti_build_info', 'Version and name of this node', ['version', 'node']),
    up: gauge('tutti_database_up', 'Whether this node reaches the database'),
    ticking: gauge('tutti_scheduler_running', 'Whether schedules fire (fleet)'),
    tickAge: gauge(
      'tutti_scheduler_last_tick_age_seconds',
      'Since any node last looked for due schedules (fleet)',
    ),
    running: gauge('tutti_node_running', 'Executions that run on this node'),
    slots: gauge('tutti_node_slots', 'Executions that this node runs at the same time'),
    lag: gauge(
      'tutti_event_lag_seconds',
      'By which an open transaction holds the readers of events back (fleet)',
    ),
    free: gauge('tutti_disk_free_ratio', 'Free share of the disk of the home, 0 to 1'),
    ready: gauge('tutti_queue_ready', 'Executions that wait for a place (fleet)', queue),
    claimed: gauge('tutti_queue_running', 'Executions that run (fleet)', queue),
    delayed: gauge(
      'tutti_queue_delayed',
      'Executions held for a time, an event, a predecessor or a pause (fleet)',
      queue,
    ),
    oldest: gauge(
      'tutti_queue_oldest_waiting_seconds',
      'How long the oldest ready one has waited (fleet)',
      queue,
    ),
    ...guardMetrics(gauge),
    ended: new Counter({
      name: 'tutti_executions_total',
      help: 'Executions that ended (fleet)',
      labelNames: ['queue', 'task_type', 'status'],
      registers,
    }),
    takenOver: new Counter({
      name: 'tutti_leases_lost_total',
      help: 'Executions that this node took over from lost ones',
      registers,
      collect() {
        this.reset();
        this.inc(takenOver());
      },
    }),
    http: new Histogram({
      name: 'tutti_http_request_duration_seconds',
      help: 'Time to answer requests, by the template of the route',
      labelNames: ['method', 'route', 'status'],
      buckets: HTTP_SECONDS,
      registers,
    }),
  };
}
