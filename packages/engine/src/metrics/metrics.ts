import type {
  ExecutionMetrics,
  MetricsInterval,
  QueueMetrics,
  RetryMetrics,
  ScheduleMetrics,
} from '@tutti/contract';
import type { Database } from '@tutti/database';
import type { FleetSnapshot, MetricsApi, MetricsQuery } from '../engine-api.ts';
import { chartOf, frameOf, pointsOf } from './chart.ts';
import { addHistograms, quantiles } from './histogram.ts';
import {
  type CountRow,
  readCounts,
  readDepths,
  readDepthsNow,
  readScheduleCounts,
  readSchedules,
  readTotals,
  readWasted,
} from './metrics-store.ts';
import { attemptsOf, outcomesOf, retriesOf, successAfterRetryRate, timesOf } from './tally.ts';

/** What charts and monitoring are drawn from. */
export class Metrics implements MetricsApi {
  readonly #database: Database;
  readonly #now: () => Date;
  readonly #takenOver: () => number;

  constructor(deps: { database: Database; now(): Date; takenOver(): number }) {
    this.#database = deps.database;
    this.#now = deps.now;
    this.#takenOver = deps.takenOver;
  }

  get takenOver(): number {
    return this.#takenOver();
  }

  async executions({ interval, queue, type }: MetricsQuery): Promise<ExecutionMetrics> {
    const chart = chartOf(interval, this.#now());
    const rows = await readCounts(this.#database, chart, { queue, type });
    const totals = outcomesOf(rows);
    const ended = totals.completed + totals.failed;
    const seconds = (chart.until.getTime() - chart.from.getTime()) / 1000;
    return {
      ...frameOf(chart),
      points: pointsOf(chart, rows, (of) => ({ ...outcomesOf(of), ...timesOf(of) })),
      totals: {
        ...totals,
        ...timesOf(rows),
        perSecond: Number((ended / seconds).toPrecision(4)),
        failureRate: ended === 0 ? null : totals.failed / ended,
      },
    };
  }

  async retryStats({ interval, queue, type }: MetricsQuery): Promise<RetryMetrics> {
    const chart = chartOf(interval, this.#now());
    const [rows, queueRows, wasted] = await Promise.all([
      readCounts(this.#database, chart, { by: 'task_type', queue, type }),
      readCounts(this.#database, chart, { by: 'queue', queue, type }),
      readWasted(this.#database, chart, { queue, type }),
    ]);
    const byType = Map.groupBy(rows, ({ subject }) => subject);
    const byQueue = Map.groupBy(queueRows, ({ subject }) => subject);
    return {
      ...frameOf(chart),
      points: pointsOf(chart, rows, retriesOf),
      attempts: attemptsOf(rows),
      successAfterRetryRate: successAfterRetryRate(attemptsOf(rows)),
      taskTypes: [...byType].map(([taskType, of]) => ({ taskType, ...retriesOf(of) })),
      queues: [...byQueue].map(([name, of]) => ({ queue: name, ...retriesOf(of) })),
      wasted,
    };
  }

  async queues({ interval }: { interval: MetricsInterval }): Promise<QueueMetrics> {
    const chart = chartOf(interval, this.#now());
    const [depths, counts] = await Promise.all([
      readDepths(this.#database, chart),
      readCounts(this.#database, chart, { by: 'queue' }),
    ]);
    const names = [
      ...new Set([...depths.map(({ queue }) => queue), ...counts.map(({ subject }) => subject)]),
    ].sort();
    return {
      ...frameOf(chart),
      queues: names.map((queue) => {
        const ended = counts.filter(({ subject }) => subject === queue);
        const { completed, failed } = outcomesOf(ended);
        const mine = depths.filter((depth) => depth.queue === queue);
        return {
          queue,
          completed,
          failed,
          waitMs: waitsOf(ended),
          points: pointsOf(chart, mine, ([depth]) => ({
            ready: depth?.ready ?? null,
            running: depth?.running ?? null,
            delayed: depth?.delayed ?? null,
            oldestMs: depth?.oldest_ms ?? null,
            came: depth?.came ?? null,
            went: depth?.went ?? null,
          })),
        };
      }),
    };
  }

  async schedules({ interval }: { interval: MetricsInterval }): Promise<ScheduleMetrics> {
    const chart = chartOf(interval, this.#now());
    const [counts, schedules] = await Promise.all([
      readScheduleCounts(this.#database, chart),
      readSchedules(this.#database, chart),
    ]);
    return {
      ...frameOf(chart),
      points: pointsOf(chart, counts, ([count]) => ({
        executions: count?.executions ?? 0,
        failures: count?.failures ?? 0,
        skipped: count?.skipped ?? 0,
      })),
      schedules: schedules.map(({ schedule_id: scheduleId, average_ms: averageMs, ...of }) => ({
        scheduleId,
        ...of,
        averageMs,
      })),
    };
  }

  async fleet(): Promise<FleetSnapshot> {
    const [totals, queues] = await Promise.all([readTotals(this.#database), readDepthsNow(this.#database)]);
    return {
      totals: totals.map(({ task_type: taskType, ...of }) => ({ taskType, ...of })),
      queues: queues.map(({ oldest_ms: oldestMs, ...of }) => ({ ...of, oldestMs })),
    };
  }
}

const waitsOf = (rows: readonly CountRow[]) => quantiles(addHistograms(rows.map(({ waits }) => waits)));
