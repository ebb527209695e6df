import type { EstimatedCost } from '@tutti/contract';
import type { AdmissionLimits, MachineLoad } from './admission.ts';
import type { MachineSize } from './machine-sampler.ts';

/** Cores and MB; Infinity: without limit. */
export interface Resources {
  cpuCores: number;
  memoryMb: number;
}

/** Of something that runs here: what it was said to need, and for how long it has run. */
export interface Occupant {
  cost: EstimatedCost;
  ageMs: number;
}

/** One that waits for room, in claim order with the others. */
export interface Candidate {
  id: number;
  cost: EstimatedCost;
  /** Since this node first found no room for it. */
  waitedMs: number;
}

export interface Fit {
  start: number[];
  /** The node takes nothing more until it has come to rest, and then this one. */
  keepFor: number | null;
}

/** Until then what has just started does not show in what is measured. */
const SHOWS_AFTER_MS = 10_000;

/** What a node offers to executions that state their cost: its share under its limits. */
export const offerOf = (size: MachineSize, { cpuLimit, memoryLimit }: AdmissionLimits): Resources => ({
  cpuCores: cpuLimit < 100 ? (size.cores * cpuLimit) / 100 : Infinity,
  memoryMb: memoryLimit < 100 ? Math.floor((size.memoryMb * memoryLimit) / 100) : Infinity,
});

/**
 * What is taken already: what is measured and what started too recently to show in it, but never less than what runs here
 * was said to need. An estimate that turns out too low shows in the measurement, one too high is kept free.
 */
export function takenOf(
  load: MachineLoad | undefined,
  size: MachineSize,
  occupants: readonly Occupant[],
): Resources {
  const recent = sumOf(occupants.filter(({ ageMs }) => ageMs < SHOWS_AFTER_MS));
  const stated = sumOf(occupants);
  const measured = {
    cpuCores: ((load?.cpuPercent ?? 0) * size.cores) / 100,
    memoryMb: ((load?.memoryPercent ?? 0) * size.memoryMb) / 100,
  };
  return {
    cpuCores: Math.max(measured.cpuCores + recent.cpuCores, stated.cpuCores),
    memoryMb: Math.max(measured.memoryMb + recent.memoryMb, stated.memoryMb),
  };
}

/**
 * Which of the candidates start now. One that does not fit lets those behind it go first, but not for ever: after
 * `patienceMs` the node starts nothing else, and the one has it alone as soon as nothing runs any more.
 */
export function decideFit(
  candidates: readonly Candidate[],
  node: { offer: Resources; taken: Resources; places: number; busy: number; patienceMs: number },
): Fit {
  const { offer, places, busy, patienceMs } = node;
  const left = {
    cpuCores: offer.cpuCores - node.taken.cpuCores,
    memoryMb: offer.memoryMb - node.taken.memoryMb,
  };
  const start: number[] = [];
  for (const { id, cost, waitedMs } of candidates) {
    if (!fits(cost, offer)) continue;
    if (fits(cost, left)) {
      if (start.length >= places) break;
      start.push(id);
      left.cpuCores -= cost.cpuCores ?? 0;
      left.memoryMb -= cost.memoryMb ?? 0;
    } else if (waitedMs >= patienceMs) {
      const atRest = busy + start.length === 0;
      return atRest && places > 0 ? { start: [id], keepFor: null } : { start, keepFor: id };
    }
  }
  return { start, keepFor: null };
}

/** Of what is not stated nothing is asked, even where none is left: that is for the admission of all. */
const fits = ({ cpuCores, memoryMb }: EstimatedCost, room: Resources): boolean =>
  (cpuCores === undefined || cpuCores <= room.cpuCores) &&
  (memoryMb === undefined || memoryMb <= room.memoryMb);

const sumOf = (occupants: readonly Occupant[]): Resources => ({
  cpuCores: occupants.reduce((sum, { cost }) => sum + (cost.cpuCores ?? 0), 0),
  memoryMb: occupants.reduce((sum, { cost }) => sum + (cost.memoryMb ?? 0), 0),
});
