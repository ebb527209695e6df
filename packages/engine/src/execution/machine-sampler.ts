import { readFileSync } from 'node:fs';
import os from 'node:os';
import { type Log, LoopService } from '../kernel/index.ts';
import type { MachineLoad } from './admission.ts';

const EVERY_MS = 500;
/** Weight of the newest sample of the processor: a burst of half a second is no reason to stop. */
const NEWEST = 0.5;

export interface CpuTimes {
  /** Milliseconds of processor time used so far. */
  usedMs: number;
  /** Processors that may be used. */
  cores: number;
}

const read = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};
const numberIn = (file: string): number | undefined => {
  const value = Number.parseInt(read(file) ?? '', 10);
  return Number.isFinite(value) ? value : undefined;
};

/** What the machine, or the container where it has limits, has. */
export interface MachineSize {
  cores: number;
  memoryMb: number;
}

export function machineSize(root = ''): MachineSize {
  const limit =
    numberIn(`${root}/sys/fs/cgroup/memory.max`) ??
    numberIn(`${root}/sys/fs/cgroup/memory/memory.limit_in_bytes`);
  const meminfo = /^MemTotal:\s+(\d+) kB/m.exec(read(`${root}/proc/meminfo`) ?? '')?.[1];
  const total = meminfo === undefined ? os.totalmem() : Number(meminfo) * 1024;
  return {
    cores: cpuTimes(root).cores,
    memoryMb: Math.floor(Math.min(total, limit ?? total) / (1024 * 1024)),
  };
}

/** A container's limit counts, not its host's memory. `root`: where /sys/fs/cgroup and /proc are mounted; for tests. */
export function memoryPercent(root = ''): number {
  const [max, current] = [
    numberIn(`${root}/sys/fs/cgroup/memory.max`) ??
      numberIn(`${root}/sys/fs/cgroup/memory/memory.limit_in_bytes`),
    numberIn(`${root}/sys/fs/cgroup/memory.current`) ??
      numberIn(`${root}/sys/fs/cgroup/memory/memory.usage_in_bytes`),
  ];
  const meminfo = read(`${root}/proc/meminfo`) ?? '';
  const field = (name: string): number | undefined => {
    const match = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(meminfo);
    return match ? Number(match[1]) * 1024 : undefined;
  };
  const total = field('MemTotal') ?? os.totalmem();
  const available = field('MemAvailable') ?? os.freemem();
  const host = (100 * (total - available)) / total;
  // A limit above the machine's memory is none; the page cache of files can be given up at once.
  if (max === undefined || current === undefined || max >= total) return host;
  const stat =
    read(`${root}/sys/fs/cgroup/memory.stat`) ?? read(`${root}/sys/fs/cgroup/memory/memory.stat`) ?? '';
  const inactive = Number(/^(?:total_)?inactive_file (\d+)/m.exec(stat)?.[1] ?? 0);
  return Math.max(host, (100 * Math.max(0, current - inactive)) / max);
}

/** Processor time of the container where it has a quota, of the whole machine otherwise. */
export function cpuTimes(root = ''): CpuTimes {
  const [quota, period] = (read(`${root}/sys/fs/cgroup/cpu.max`) ?? '').trim().split(/\s+/).map(Number);
  const used = /^usage_usec (\d+)/m.exec(read(`${root}/sys/fs/cgroup/cpu.stat`) ?? '')?.[1];
  if (quota && period && Number.isFinite(quota) && used)
    return { usedMs: Number(used) / 1000, cores: quota / period };
  let usedMs = 0;
  const cpus = os.cpus();
  for (const { times } of cpus) usedMs += times.user + times.nice + times.sys + times.irq;
  return { usedMs, cores: cpus.length };
}

export function cpuPercentBetween(before: CpuTimes, after: CpuTimes, elapsedMs: number): number {
  if (elapsedMs <= 0) return 0;
  return Math.min(100, Math.max(0, (100 * (after.usedMs - before.usedMs)) / (elapsedMs * after.cores)));
}

/** Measures the machine twice a second while it is started. */
export class MachineSampler extends LoopService {
  #before: { times: CpuTimes; atMs: number } | undefined;
  #load: MachineLoad | undefined;

  constructor(log: Log) {
    super('machine sampler', log);
  }

  get load(): MachineLoad | undefined {
    return this.#load;
  }

  protected round(): Promise<number> {
    const now = { times: cpuTimes(), atMs: performance.now() };
    const before = this.#before;
    this.#before = now;
    const cpu = before ? cpuPercentBetween(before.times, now.times, now.atMs - before.atMs) : 0;
    const cpuPercent = this.#load ? this.#load.cpuPercent * (1 - NEWEST) + cpu * NEWEST : cpu;
    this.#load = { cpuPercent, memoryPercent: memoryPercent() };
    return Promise.resolve(EVERY_MS);
  }
}
