import type { Health } from '@tutti/contract';
import { LEAST_FREE_PERCENT, freePercentOf } from '@tutti/engine';
import type { Engine, EngineHealth } from '@tutti/engine';
import { VERSION } from './version.ts';

export interface HealthOptions {
  mode: 'embedded' | 'external';
  /** The folder whose disk is watched. */
  home: string;
  /** How long the engine may take to answer. */
  timeoutMs?: number;
}

const TIMEOUT_MS = 3000;
const SLOW_TICK_MS = 30_000;
const SLOW_EVENTS_MS = 10_000;

type Status = Health['status'];
type Checks = Health['checks'];

export async function readHealth(
  engine: Pick<Engine, 'health' | 'node'>,
  options: HealthOptions,
): Promise<Health> {
  const [health, freePercent] = await Promise.all([
    withinTime(engine, options.timeoutMs ?? TIMEOUT_MS),
    freePercentOf(options.home),
  ]);
  const checks: Checks = {
    database: databaseCheck(health, options.mode),
    scheduler: schedulerCheck(health, Date.now()),
    recovery: recoveryCheck(health),
    workers: workerCheck(health),
    events: eventCheck(health),
    disk: diskCheck(freePercent),
  };
  return {
    status: worst(Object.values(checks).map((check) => check.status)),
    version: VERSION,
    node: engine.node,
    uptimeMs: Math.round(process.uptime() * 1000),
    checks,
  };
}

/** Health must be told while the database hangs, so the engine's answer is not waited for without an end. */
async function withinTime(engine: Pick<Engine, 'health'>, timeoutMs: number): Promise<EngineHealth> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<EngineHealth>((resolve) => {
    timer = setTimeout(() => resolve(silent(`no answer within ${timeoutMs / 1000} s`)), timeoutMs);
  });
  const asked = engine.health().catch(() => silent('the health of the engine cannot be read'));
  return Promise.race([asked, timeout]).finally(() => clearTimeout(timer));
}

const silent = (message: string): EngineHealth => ({
  database: { ok: false, latencyMs: null, message },
  scheduler: { running: null, lastTickAt: null, ticking: false },
  recovery: { running: null, lastRunAt: null },
  workers: { running: 0, limit: 0, claiming: false, draining: false },
  events: { lagMs: null },
});

function databaseCheck({ database }: EngineHealth, mode: 'embedded' | 'external'): Checks['database'] {
  const { ok, latencyMs, message } = database;
  return {
    status: ok ? 'ok' : 'down',
    message: ok ? null : (message ?? 'the database cannot be reached'),
    latencyMs,
    mode,
  };
}

function schedulerCheck({ scheduler }: EngineHealth, nowMs: number): Checks['scheduler'] {
  const { running, lastTickAt } = scheduler;
  const ageMs = lastTickAt === null ? 0 : nowMs - Date.parse(lastTickAt);
  const late = running === true && ageMs > SLOW_TICK_MS;
  const message = late
    ? `the last tick was ${Math.round(ageMs / 1000)} s ago: no node runs the scheduler`
    : running === false
      ? 'stopped'
      : null;
  return { status: late ? 'degraded' : 'ok', message, running, lastTickAt };
}

/** That an operator holds retries is no fault of the installation, but has to be told. */
const recoveryCheck = ({ recovery }: EngineHealth): Checks['recovery'] => ({
  status: 'ok',
  message: recovery.running === false ? 'stopped: retries are held until it is started' : null,
  ...recovery,
});

const workerCheck = ({ workers }: EngineHealth): Checks['workers'] => ({
  status: 'ok',
  message: workers.draining
    ? 'this node drains: it takes no work until it is resumed'
    : workers.claiming
      ? null
      : 'this node takes no work',
  draining: workers.draining,
  running: workers.running,
  limit: workers.limit,
});

function eventCheck({ events }: EngineHealth): Checks['events'] {
  const late = events.lagMs !== null && events.lagMs > SLOW_EVENTS_MS;
  const message = late ? 'a long transaction in the database holds events back' : null;
  return { status: late ? 'degraded' : 'ok', message, lagMs: events.lagMs };
}

function diskCheck(freePercent: number | null): Checks['disk'] {
  const full = freePercent !== null && freePercent < LEAST_FREE_PERCENT;
  return {
    status: full ? 'degraded' : 'ok',
    message: full ? `less than ${LEAST_FREE_PERCENT} % free: no work is taken until there is room` : null,
    freePercent,
  };
}

const worst = (statuses: Status[]): Status =>
  statuses.includes('down') ? 'down' : statuses.includes('degraded') ? 'degraded' : 'ok';
