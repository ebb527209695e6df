import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const LOOK_MS = 500;
const QUIET_SHARE = 0.85;

/** Waits until the machine idles, so that neither the last measure nor autovacuum runs into this one; not for ever. */
export async function quietMachine(limitMs) {
  const until = performance.now() + limitMs;
  while (performance.now() < until) {
    const before = cpuTimes();
    await delay(LOOK_MS);
    const after = cpuTimes();
    if ((after.idle - before.idle) / (after.total - before.total) >= QUIET_SHARE) return;
  }
}

/** The first line of /proc/stat; elsewhere than on Linux the machine counts as quiet. */
function cpuTimes() {
  try {
    const [line] = readFileSync('/proc/stat', 'utf8').split('\n', 1);
    const times = line.trim().split(/\s+/).slice(1, 9).map(Number);
    return { total: times.reduce((sum, time) => sum + time, 0), idle: times[3] + times[4] };
  } catch {
    return { total: performance.now(), idle: performance.now() };
  }
}
