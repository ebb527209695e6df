import os from 'node:os';

export interface MachineLoad {
  /** Of all processors, since the look before; null at the first. */
  cpuPercent: number | null;
  memoryPercent: number;
}

interface Ticks {
  busy: number;
  all: number;
}

/** How busy the machine is. In a container memory is what the container may use. */
export class LoadMeter {
  #last: Ticks | undefined;

  read(): MachineLoad {
    const ticks = readTicks();
    const since = this.#last;
    this.#last = ticks;
    const total = since ? ticks.all - since.all : 0;
    const cpuPercent = since && total > 0 ? round((100 * (ticks.busy - since.busy)) / total) : null;
    return { cpuPercent, memoryPercent: memoryPercent() };
  }
}

function readTicks(): Ticks {
  let [busy, all] = [0, 0];
  for (const { times } of os.cpus()) {
    const sum = times.user + times.nice + times.sys + times.irq;
    busy += sum;
    all += sum + times.idle;
  }
  return { busy, all };
}

function memoryPercent(): number {
  const constrained = process.constrainedMemory();
  const total = constrained > 0 && constrained < os.totalmem() ? constrained : os.totalmem();
  return round(Math.min(100, Math.max(0, 100 * (1 - process.availableMemory() / total))));
}

const round = (value: number): number => Math.round(value * 10) / 10;
