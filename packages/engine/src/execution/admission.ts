/** What a machine bears, in percent of what it may use. */
export interface MachineLoad {
  cpuPercent: number;
  memoryPercent: number;
}

export interface AdmissionLimits {
  /** Percent; 100 or more: no limit. */
  cpuLimit: number;
  memoryLimit: number;
}

interface AdmissionDeps {
  limits: AdmissionLimits;
  /** The newest sample; undefined: not measured. */
  load(): MachineLoad | undefined;
}

/** Why a node starts nothing now, in words; undefined when it may. */
export function refusalOf(
  load: MachineLoad | undefined,
  { cpuLimit, memoryLimit }: AdmissionLimits,
  busy: number,
): string | undefined {
  if (!load) return undefined;
  if (memoryLimit < 100 && load.memoryPercent >= memoryLimit)
    return `memory is at ${Math.round(load.memoryPercent)} %, its limit is ${memoryLimit} %`;
  // With nothing of its own to wait for, a node goes on one by one: what keeps the processor busy may never end.
  if (cpuLimit < 100 && load.cpuPercent >= cpuLimit && busy > 0)
    return `the processor is at ${Math.round(load.cpuPercent)} %, its limit is ${cpuLimit} %`;
  return undefined;
}

/** Decides before a claim how much more this node may start. */
export class Admission {
  readonly #deps: AdmissionDeps;
  readonly #vetoes: (() => string | undefined)[] = [];

  constructor(deps: AdmissionDeps) {
    this.#deps = deps;
  }

  /** Another reason to start nothing: a full disk, a drain. */
  addVeto(veto: () => string | undefined): void {
    this.#vetoes.push(veto);
  }

  /** Why nothing is claimed just now; undefined when something may be. */
  refusal(busy: number): string | undefined {
    for (const veto of this.#vetoes) {
      const why = veto();
      if (why !== undefined) return why;
    }
    const { limits, load } = this.#deps;
    return refusalOf(load(), limits, busy);
  }

  /** How many of `free` places may be filled while `busy` are taken. */
  room(free: number, busy: number): number {
    if (this.refusal(busy) !== undefined) return 0;
    const { limits, load } = this.#deps;
    const sample = load();
    // Near a limit one at a time, with a look at what it did: a claim of many would pass it at once.
    if (
      sample &&
      (isNear(sample.cpuPercent, limits.cpuLimit) || isNear(sample.memoryPercent, limits.memoryLimit))
    )
      return Math.min(free, 1);
    return free;
  }
}

const isNear = (percent: number, limit: number): boolean => limit < 100 && percent >= limit - 10;
