import { readFileSync } from 'node:fs';

const INTERVAL_MS = 1000;
/** bin, a shell, npm: more never stand between. */
const MOST_ANCESTORS = 4;

/**
 * Resolves when a process above this one is gone. npm passes SIGTERM on to nobody, so that what it has started would
 * live on without it. To be called early: who is above is what is found now.
 */
export function watchParents(): Promise<void> {
  if (isOrphan()) return Promise.resolve();
  const chain = [process.pid, ...ancestors()];
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const isWhole = chain.slice(0, -1).every((pid, index) => parentOf(pid) === chain[index + 1]);
      if (isWhole) return;
      clearInterval(timer);
      resolve();
    }, INTERVAL_MS);
    timer.unref();
  });
}

/** npm may be gone before this is even loaded: then init is right above this process, or above its older Node. */
function isOrphan(): boolean {
  const { ppid } = process;
  const isOwn = readProc(ppid, 'cmdline').includes('tutti');
  return (isOwn ? parentOf(ppid) : ppid) === 1 && !isNpm(1) && !isNpm(ppid);
}

/** Up to npm itself; where /proc does not tell, the parent alone. */
function ancestors(): number[] {
  const chain = [process.ppid];
  while (chain.length < MOST_ANCESTORS && !isNpm(chain.at(-1) ?? 0)) {
    const next = parentOf(chain.at(-1) ?? 0);
    if (next === undefined || next <= 1) break;
    chain.push(next);
  }
  // Without an npm among them, only the nearest one is known to belong here.
  return chain.some(isNpm) ? chain : chain.slice(0, 1);
}

const isNpm = (pid: number): boolean =>
  /\bnpm\b/.test(readProc(pid, 'cmdline').split('\0').slice(0, 2).join(' '));

function parentOf(pid: number): number | undefined {
  if (pid === process.pid) return process.ppid;
  // The name in brackets may hold anything, brackets too: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
  const parent = /.*\) \S (\d+)/s.exec(readProc(pid, 'stat'))?.[1];
  return parent === undefined ? undefined : Number(parent);
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
