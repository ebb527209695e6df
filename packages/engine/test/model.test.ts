import type { ExecutionStatus } from '@tutti/contract';
import type { HotConnection } from '@tutti/database';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CLAIM, type ClaimedRow, FINISH, PUT_BACK, RENEW } from '../src/execution/execution-store.ts';
import { decideAfterFailure } from '../src/execution/retry-policy.ts';
import { type Engine, createEngine } from '../src/index.ts';
import { brokenRules } from './invariants.ts';
import { type Bundle, engineTests } from './setup.ts';

/*
 * Random commands drive the engine on a real database, and a model of a few lines in memory. After each command both
 * must agree on every execution, and every rule of the database must hold. Workers are played by hand: they claim,
 * end, give back and come late as the commands say. A failure prints the seed and the shortest commands found.
 */

const { setup } = engineTests();
const TASK = 'modelled';
const HOUR = 3_600_000;
const LEASE_MS = 600_000;

type Place = 'ready' | 'later' | 'sleeping' | 'running' | 'over';

interface Modelled {
  id: number;
  executionId: string;
  place: Place;
  status: ExecutionStatus;
  attempt: number;
  maxRetries: number;
  priority: number;
  /** Order among those of one priority: when it became due. */
  turn: number;
  schedule: string | null;
  fence: number;
}

/** What a worker was given; it stays good until the execution is taken from it. */
interface Token {
  id: number;
  fence: number;
  leaseId: number;
}

interface ModelledSchedule {
  id: number;
  enabled: boolean;
  overlap: 'skip' | 'allow' | 'cancel_previous';
  slots: number;
  runs: number;
}

interface Model {
  executions: Map<number, Modelled>;
  keys: Map<string, number>;
  schedules: Map<string, ModelledSchedule>;
  running: boolean;
  turns: number;
  /** Whose leases ran out and are not taken over yet. */
  expired: Set<number>;
}

interface Real {
  t: Bundle;
  engine: Engine;
  hot: HotConnection;
  tokens: Token[];
  current: Map<number, Token>;
}

type Command = fc.AsyncCommand<Model, Real>;

const policy = (maxRetries: number) => ({
  maxRetries,
  initialDelayMs: HOUR,
  maxDelayMs: HOUR,
  multiplier: 1,
  jitter: 0,
});
const inPlace = (model: Model, ...places: Place[]): Modelled[] =>
  [...model.executions.values()].filter(({ place }) => places.includes(place));
const pick = <T>(items: readonly T[], choice: number): T => items[choice % items.length] as T;
const tokenOf = (real: Real, { id }: Modelled): Token => real.current.get(id) as Token;

function add(
  model: Model,
  { id, executionId }: { id: number; executionId: string },
  extra: Partial<Modelled>,
): void {
  model.executions.set(id, {
    id,
    executionId,
    place: 'ready',
    status: 'pending',
    attempt: 1,
    maxRetries: 5,
    priority: 5,
    turn: ++model.turns,
    schedule: null,
    fence: 0,
    ...extra,
  });
}

function over(execution: Modelled, status: ExecutionStatus): void {
  execution.place = 'over';
  execution.status = status;
}

/** An attempt that failed or got lost, as the policy has it. */
function afterFailure(model: Model, execution: Modelled, next: Place, status: ExecutionStatus): void {
  if (execution.attempt > execution.maxRetries) return over(execution, status);
  execution.attempt++;
  execution.fence++;
  execution.place = next;
  // Lost work keeps its place in the line; a failed one stands at the end of its delay.
  if (next === 'later') execution.turn = ++model.turns;
}

/** Both sides agree, and the rules hold. */
async function compare(model: Model, { t }: Real): Promise<void> {
  const rows = await t.rows<{ id: number; place: Place; status: string; attempt: number; fence: number }>(
    `select id, status::text, attempt, fence,
            case when id in (select unnest(ids) from leases) then 'running' when hold = 'until' then 'later' when hold = 'sleep' then 'sleeping' else 'ready' end as place
       from live_executions
     union all
     select id, status::text, attempt, fence, 'over' from execution_history where status <> 'skipped' order by id`,
  );
  const wanted = [...model.executions.values()]
    .sort((a, b) => a.id - b.id)
    .map(({ id, place, status, attempt, fence }) => ({ id, status, attempt, fence, place }));
  expect(rows).toEqual(wanted);
  expect(await brokenRules(t.database)).toEqual([]);
}

abstract class Step implements Command {
  readonly choice: number;

  constructor(choice: number) {
    this.choice = choice;
  }

  check(_model: Readonly<Model>): boolean {
    return true;
  }

  async run(model: Model, real: Real): Promise<void> {
    await this.act(model, real);
    await compare(model, real);
  }

  abstract act(model: Model, real: Real): Promise<void>;

  toString(): string {
    return `${this.constructor.name}(${this.choice})`;
  }
}

class Enqueue extends Step {
  async act(model: Model, { engine }: Real): Promise<void> {
    const [priority, maxRetries, later] = [(this.choice % 10) + 1, this.choice % 3, this.choice % 4 === 0];
    const made = await engine.executions.enqueue({
      taskType: TASK,
      priority,
      retryPolicy: policy(maxRetries),
      ...(later && { delayMs: HOUR }),
    });
    add(model, made, { priority, maxRetries, place: later ? 'later' : 'ready' });
  }
}

class EnqueueBulk extends Step {
  async act(model: Model, { engine }: Real): Promise<void> {
    const drafts = Array.from({ length: (this.choice % 5) + 2 }, () => ({
      taskType: TASK,
      retryPolicy: policy(1),
    }));
    for (const made of await engine.executions.enqueueMany(drafts)) add(model, made, { maxRetries: 1 });
  }
}

class EnqueueKeyed extends Step {
  async act(model: Model, { engine }: Real): Promise<void> {
    const key = `key ${this.choice % 3}`;
    const [first, second] = await Promise.all(
      [1, 2].map(() =>
        engine.executions.enqueue({ taskType: TASK, idempotencyKey: key, retryPolicy: policy(0) }),
      ),
    );
    expect(first).toEqual(second);
    const made = first as { id: number; executionId: string };
    const known = model.keys.get(key);
    if (known !== undefined) return expect(made.id).toBe(known);
    model.keys.set(key, made.id);
    add(model, made, { maxRetries: 0 });
  }
}

class Claim extends Step {
  async act(model: Model, { hot, tokens, current }: Real): Promise<void> {
    const limit = (this.choice % 4) + 1;
    const rows = await hot.run<ClaimedRow>(CLAIM, [[TASK], limit, 'model', LEASE_MS]);
    const wanted = inPlace(model, 'ready')
      .sort((a, b) => b.priority - a.priority || a.turn - b.turn)
      .slice(0, limit);
    expect(rows.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id));
    for (const row of rows) {
      const token = { id: row.id, fence: row.fence, leaseId: row.lease_id };
      tokens.push(token);
      current.set(row.id, token);
      model.expired.delete(row.id);
      (model.executions.get(row.id) as Modelled).place = 'running';
    }
  }
}

const finish = (
  { hot }: Real,
  { id, fence }: Token,
  status: 'completed' | 'failed' | 'timeout',
): Promise<unknown[]> =>
  hot.run(FINISH, [
    [id],
    [fence],
    [10],
    [0],
    [status],
    [status === 'completed' ? '1' : null],
    [status === 'completed' ? null : '{"code":"X","message":"x","permanent":false}'],
    'model',
    [],
  ]);
const putBack = (
  { hot }: Real,
  { id, fence, leaseId }: Token,
  hold: string | null,
  spent: string | null,
): Promise<unknown[]> =>
  hot.run(PUT_BACK, [
    [id],
    [fence],
    [leaseId],
    [hold],
    [hold ? HOUR : 0],
    [spent !== null],
    [spent],
    [spent && '{"code":"X","message":"x","permanent":false}'],
    [5],
    'model',
    [null],
    [null],
    [null],
    [null],
    [null],
  ]);

abstract class WithRunning extends Step {
  override check(model: Readonly<Model>): boolean {
    return inPlace(model, 'running').length > 0;
  }
}

class Complete extends WithRunning {
  async act(model: Model, real: Real): Promise<void> {
    const execution = pick(inPlace(model, 'running'), this.choice);
    expect(await finish(real, tokenOf(real, execution), 'completed')).toEqual([{ id: execution.id }]);
    over(execution, 'completed');
  }
}

class Fail extends WithRunning {
  async act(model: Model, real: Real): Promise<void> {
    const execution = pick(inPlace(model, 'running'), this.choice);
    const status = this.choice % 2 ? 'failed' : 'timeout';
    const error = { code: 'X', message: 'x', permanent: false };
    const decision = decideAfterFailure({
      attempt: execution.attempt,
      backoff: policy(execution.maxRetries),
      permanent: error.permanent,
      random: 0.5,
    });
    const token = tokenOf(real, execution);
    expect(
      await (decision.kind === 'final' ? finish(real, token, status) : putBack(real, token, 'until', status)),
    ).toEqual([{ id: execution.id }]);
    afterFailure(model, execution, 'later', status);
  }
}

class GiveBack extends WithRunning {
  async act(model: Model, real: Real): Promise<void> {
    const execution = pick(inPlace(model, 'running'), this.choice);
    expect(await putBack(real, tokenOf(real, execution), null, null)).toEqual([{ id: execution.id }]);
    execution.fence++;
    execution.place = 'ready';
  }
}

class Sleep extends WithRunning {
  async act(model: Model, real: Real): Promise<void> {
    const execution = pick(inPlace(model, 'running'), this.choice);
    expect(await putBack(real, tokenOf(real, execution), 'sleep', null)).toEqual([{ id: execution.id }]);
    execution.fence++;
    execution.place = 'sleeping';
    execution.turn = ++model.turns;
  }
}

/** Whoever lost an execution says something of it once more: nothing happens. */
class ComeLate extends Step {
  async act(model: Model, real: Real): Promise<void> {
    const stale = real.tokens.filter(({ id, fence }) => {
      const execution = model.executions.get(id) as Modelled;
      return execution.place !== 'running' || execution.fence !== fence;
    });
    if (stale.length === 0) return;
    const token = pick(stale, this.choice);
    const said = await (this.choice % 3 === 0
      ? finish(real, token, 'completed')
      : this.choice % 3 === 1
        ? putBack(real, token, null, 'failed')
        : putBack(real, token, 'sleep', null));
    expect(said).toEqual([]);
  }
}

class Cancel extends Step {
  override check(model: Readonly<Model>): boolean {
    return model.executions.size > 0;
  }

  async act(model: Model, { engine }: Real): Promise<void> {
    const execution = pick([...model.executions.values()], this.choice);
    const cancelling = engine.executions.cancel(
      this.choice % 2 ? execution.executionId : String(execution.id),
    );
    if (execution.place === 'over')
      return expect(cancelling).rejects.toMatchObject({ code: 'EXECUTION_STATE_CONFLICT' });
    expect((await cancelling).status).toBe('cancelled');
    over(execution, 'cancelled');
  }
}

/** Lets every lease run out; the next pass finds them. Renewing in between saves them. */
class Expire extends WithRunning {
  async act(model: Model, { t, hot }: Real): Promise<void> {
    await t.rows(`update leases set expires_at = now() - interval '1 s'`);
    model.expired = new Set(inPlace(model, 'running').map(({ id }) => id));
    if (this.choice % 4 !== 0) return;
    const leases = await t.rows<{ id: number }>('select id from leases');
    await hot.run(RENEW, [leases.map(({ id }) => id), LEASE_MS]);
    model.expired.clear();
  }
}

/** Time passes for what is for later. */
class ComeDue extends Step {
  override check(model: Readonly<Model>): boolean {
    return inPlace(model, 'later', 'sleeping').length > 0;
  }

  async act(model: Model, real: Real): Promise<void> {
    const execution = pick(inPlace(model, 'later', 'sleeping'), this.choice);
    // An hour later for this one alone: its place in the line moves with it.
    await real.t.rows(
      `update live_executions set run_at = now(), claim_at = now() - priority * interval '30 min' where id = $1`,
      [execution.id],
    );
    execution.turn = ++model.turns;
    await pass(model, real);
    execution.place = 'ready';
  }
}

/** One pass of the services: expired leases are taken over, due schedules fire. */
async function pass(model: Model, { engine }: Real): Promise<void> {
  await engine.processOnce();
  for (const execution of inPlace(model, 'running').filter(({ id }) => model.expired.has(id))) {
    execution.fence++;
    afterFailure(model, execution, 'ready', 'failed');
  }
  model.expired.clear();
}

class Pass extends Step {
  act(model: Model, real: Real): Promise<void> {
    return pass(model, real);
  }
}

class CreateSchedule extends Step {
  async act(model: Model, { engine }: Real): Promise<void> {
    const name = `schedule ${this.choice % 3}`;
    const overlap = pick(['skip', 'allow', 'cancel_previous'] as const, this.choice);
    const draft = {
      name,
      taskType: TASK,
      taskConfig: {},
      retryPolicy: policy(1),
      overlapPolicy: overlap,
      scheduleType: 'interval',
      scheduleConfig: { intervalMs: 1000 * HOUR, anchor: '2090-01-01T00:00:00Z' },
    } as const;
    const creating = engine.schedules.create(draft);
    if (model.schedules.has(name))
      return expect(creating).rejects.toMatchObject({ code: 'SCHEDULE_NAME_TAKEN' });
    model.schedules.set(name, { id: (await creating).id, enabled: true, overlap, slots: 0, runs: 0 });
  }
}

abstract class WithSchedule extends Step {
  override check(model: Readonly<Model>): boolean {
    return model.schedules.size > 0;
  }

  one(model: Model): [string, ModelledSchedule] {
    return pick([...model.schedules], this.choice);
  }
}

/** Its time comes: a slot of its own each time. */
class Fire extends WithSchedule {
  async act(model: Model, real: Real): Promise<void> {
    const [name, schedule] = this.one(model);
    const slot = new Date(Date.parse('2024-01-01T00:00:00Z') + schedule.id * 1000 + ++schedule.slots * HOUR);
    await real.t.rows('update task_schedules set next_run_at = $2 where id = $1 and enabled', [
      schedule.id,
      slot,
    ]);
    await pass(model, real);
    if (!model.running || !schedule.enabled) {
      await real.t.rows(
        `update task_schedules set next_run_at = now() + interval '100 h' where id = $1 and enabled`,
        [schedule.id],
      );
      return;
    }
    const busy = [...model.executions.values()].filter(
      (execution) => execution.schedule === name && execution.place !== 'over',
    );
    if (schedule.overlap === 'skip' && busy.length > 0) return;
    if (schedule.overlap === 'cancel_previous') for (const execution of busy) over(execution, 'cancelled');
    schedule.runs++;
    const made = await real.t.row<{ id: number; executionId: string }>(
      `select id, execution_id::text as "executionId" from live_executions where schedule_id = $1 order by id desc limit 1`,
      [schedule.id],
    );
    expect(model.executions.has(made.id)).toBe(false);
    add(model, made, { schedule: name, maxRetries: 1 });
    expect((await real.engine.schedules.get(schedule.id)).runCount).toBe(schedule.runs);
  }
}

class TriggerSchedule extends WithSchedule {
  async act(model: Model, { engine }: Real): Promise<void> {
    const [name, schedule] = this.one(model);
    add(model, await engine.schedules.trigger(schedule.id), { schedule: name, maxRetries: 1 });
  }
}

class SetEnabled extends WithSchedule {
  async act(model: Model, { engine }: Real): Promise<void> {
    const [, schedule] = this.one(model);
    schedule.enabled = this.choice % 2 === 0;
    expect((await engine.schedules.setEnabled(schedule.id, schedule.enabled)).enabled).toBe(schedule.enabled);
  }
}

class DeleteSchedule extends WithSchedule {
  async act(model: Model, { engine }: Real): Promise<void> {
    const [name, schedule] = this.one(model);
    await engine.schedules.delete(schedule.id);
    model.schedules.delete(name);
    for (const execution of model.executions.values())
      if (execution.schedule === name) execution.schedule = null;
  }
}

class StartStop extends Step {
  async act(model: Model, { engine }: Real): Promise<void> {
    model.running = !model.running;
    expect((await (model.running ? engine.schedules.start() : engine.schedules.stop())).running).toBe(
      model.running,
    );
  }
}

const COMMANDS = [
  Enqueue,
  Enqueue,
  EnqueueBulk,
  EnqueueKeyed,
  Claim,
  Claim,
  Claim,
  Complete,
  Complete,
  Fail,
  Fail,
  GiveBack,
  Sleep,
  ComeLate,
  ComeLate,
  Cancel,
  Expire,
  ComeDue,
  Pass,
  CreateSchedule,
  Fire,
  Fire,
  TriggerSchedule,
  SetEnabled,
  DeleteSchedule,
  StartStop,
];

test(
  'whatever is done, the engine and the model agree and every rule holds',
  async () => {
    const long = process.env['TUTTI_FAULTS'] === 'long';
    const commands = fc.commands(
      COMMANDS.map((Kind) => fc.nat({ max: 999 }).map((choice) => new Kind(choice))),
      { maxCommands: long ? 300 : 60, size: 'max' },
    );
    const parameters: fc.Parameters<[Iterable<Command>]> = {
      numRuns: long ? 200 : 30,
      endOnFailure: false,
      interruptAfterTimeLimit: long ? 600_000 : 40_000,
    };
    const seed = process.env['TUTTI_SEED'];
    await fc.assert(
      fc.asyncProperty(commands, async (given) => {
        const t = await setup();
        const engine = await createEngine({
          database: t.database,
          migrate: false,
          node: 'modelled',
          random: () => 0.5,
        });
        const hot = t.database.hot('model');
        const model: Model = {
          executions: new Map(),
          keys: new Map(),
          schedules: new Map(),
          running: true,
          turns: 0,
          expired: new Set(),
        };
        try {
          await fc.asyncModelRun(
            () => ({ model, real: { t, engine, hot, tokens: [], current: new Map() } }),
            given,
          );
        } finally {
          await Promise.all([engine.stop(), hot.close()]);
        }
      }),
      seed === undefined ? parameters : { ...parameters, seed: Number(seed) },
    );
  },
  process.env['TUTTI_FAULTS'] === 'long' ? 900_000 : 120_000,
);
