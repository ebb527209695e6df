import type { CatchUpPolicy } from '@tutti/contract';
import { compileBlackouts } from './blackout.ts';
import type { ScheduleRow } from './schedule-row.ts';
import { Zones } from './time-zone.ts';
import { type TimingPlan, compileTiming } from './timing.ts';

const MOST_KEPT = 20_000;

/** A plan and its blackouts, compiled. */
export interface CompiledSchedule {
  plan: TimingPlan;
  blackedOut(at: number): boolean;
}

type Timed = Pick<ScheduleRow, 'schedule_type' | 'schedule_config' | 'blackouts' | 'created_at'> & {
  catch_up_policy?: CatchUpPolicy;
};

/** Compiled timings by their definition: thousands of schedules share few, and ticks meet the same ones again. */
export class Plans {
  readonly zones = new Zones();
  readonly #kept = new Map<string, CompiledSchedule>();
  #defaultTimezone: string;

  constructor(defaultTimezone = 'UTC') {
    this.#defaultTimezone = defaultTimezone;
  }

  /** Zone of timings that name none. */
  get defaultTimezone(): string {
    return this.#defaultTimezone;
  }

  useTimezone(zone: string): void {
    if (zone === this.#defaultTimezone) return;
    this.#defaultTimezone = zone;
    this.#kept.clear();
  }

  of(row: Timed): CompiledSchedule {
    const anchored =
      row.schedule_type === 'interval' && (row.schedule_config as { anchor?: string }).anchor === undefined;
    // An interval without an anchor has its own: compiling one is cheap, keeping a million is not.
    if (anchored) return this.#compile(row);
    const key = JSON.stringify([row.schedule_type, row.schedule_config, row.blackouts]);
    let compiled = this.#kept.get(key);
    if (!compiled) {
      compiled = shareNext(this.#compile(row));
      if (this.#kept.size >= MOST_KEPT) this.#kept.clear();
      this.#kept.set(key, compiled);
    }
    return compiled;
  }

  #compile(row: Timed): CompiledSchedule {
    return {
      plan: compileTiming(row.schedule_type, row.schedule_config, {
        zones: this.zones,
        defaultTimezone: this.defaultTimezone,
        createdAt: row.created_at,
      }),
      blackedOut: compileBlackouts(row.blackouts, this.zones, this.defaultTimezone),
    };
  }
}

/** Schedules of one timing ask for the same next slot in the same tick: the last answers are remembered. */
function shareNext(compiled: CompiledSchedule): CompiledSchedule {
  let asked: number | undefined;
  let answer: number | null = null;
  const next = (after: number): number | null => {
    // Any instant from the one asked for up to its answer has the same next slot.
    if (asked !== undefined && after >= asked && (answer === null || after < answer)) return answer;
    answer = compiled.plan.next(after);
    asked = after;
    return answer;
  };
  return { ...compiled, plan: { ...compiled.plan, next } };
}
