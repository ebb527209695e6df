import { type Belonging, type ProcessEntry, membersOf, readProcessTable } from './process-table.ts';

const FIRST_LOOK_MS = 10;
const SLOWEST_LOOK_MS = 100;
/** A process that survives SIGKILL for so long hangs in the kernel; nobody can end it. */
const GIVE_UP_MS = 5000;

interface Target {
  belonging: Belonging;
  killAt: number;
  asked: boolean;
  seen: Map<number, string>;
  ended(): void;
}

/** Ends processes with all their kin. One look at the process table serves all that are to end. */
export class Reaper {
  readonly #targets = new Set<Target>();
  #timer: NodeJS.Timeout | undefined;
  #waitMs = FIRST_LOOK_MS;

  /** SIGTERM, then after `graceMs` SIGKILL until nothing is left; with a grace of 0 SIGKILL at once. */
  end(belonging: Belonging, graceMs: number): Promise<void> {
    return new Promise((ended) => {
      this.#targets.add({
        belonging,
        killAt: performance.now() + graceMs,
        asked: graceMs === 0,
        seen: new Map(),
        ended,
      });
      this.#waitMs = FIRST_LOOK_MS;
      this.#lookIn(0);
    });
  }

  /** No more grace for anybody. */
  hurry(): void {
    const now = performance.now();
    for (const target of this.#targets) target.killAt = Math.min(target.killAt, now);
    this.#lookIn(0);
  }

  #lookIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), ms);
  }

  #look(): void {
    const table = readProcessTable();
    for (const target of this.#targets) {
      if (!this.#act(target, table)) continue;
      this.#targets.delete(target);
      target.ended();
    }
    if (this.#targets.size === 0) return;
    this.#lookIn(this.#waitMs);
    this.#waitMs = Math.min(this.#waitMs * 2, SLOWEST_LOOK_MS);
  }

  /** True when nothing is left, or nothing can be done about it. */
  #act(target: Target, table: readonly ProcessEntry[] | undefined): boolean {
    const { belonging, seen } = target;
    const left = table ? membersOf(table, belonging, seen) : [];
    if (table ? left.length === 0 : !groupLives(belonging.group)) return true;
    for (const entry of left) seen.set(entry.pid, entry.startTime);
    const now = performance.now();
    if (now >= target.killAt) signalAll(belonging.group, left, 'SIGKILL');
    else if (!target.asked) {
      target.asked = true;
      signalAll(belonging.group, left, 'SIGTERM');
      // One that was stopped hears of it only when it goes on.
      signalAll(belonging.group, left, 'SIGCONT');
    }
    return now >= target.killAt + GIVE_UP_MS;
  }
}

/** A group gets a signal as a whole, so that none of it can fork away in between. */
function signalAll(
  group: number | undefined,
  entries: readonly ProcessEntry[],
  signal: NodeJS.Signals,
): void {
  if (group !== undefined) signalGroup(group, signal);
  for (const entry of entries) if (entry.group !== group) send(entry.pid, signal);
}

export const signalGroup = (group: number, signal: NodeJS.Signals): boolean => send(-group, signal);

const groupLives = (group: number | undefined): boolean => group !== undefined && send(-group, 0);

/** False when there is nobody to get it. */
function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
