import type { Browser, Page } from 'playwright-core';

interface TraceEvent {
  name: string;
  ph: string;
  ts: number;
  dur?: number;
  /** Time on the processor, without what other processes took of it. */
  tdur?: number;
  pid: number;
  tid: number;
  args?: { name?: string };
}

/** What the main thread did between one frame and the next, in milliseconds. */
export interface FrameWork {
  frames: number;
  p50: number;
  p95: number;
  worst: number;
}

/** Traces the browser while something happens, and sums the tasks of the page's main thread by frame. */
export async function frameWork(browser: Browser, page: Page, work: () => Promise<void>): Promise<FrameWork> {
  await browser.startTracing(page, {
    categories: ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline'],
  });
  await work();
  const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  return byFrame(trace.traceEvents);
}

function byFrame(events: readonly TraceEvent[]): FrameWork {
  const main = mainThread(events);
  const own = events.filter(({ pid, tid }) => `${pid} ${tid}` === main).toSorted((a, b) => a.ts - b.ts);
  const frames: number[] = [];
  let sum = 0;
  let drew = false;
  for (const { name, ph, dur = 0, tdur = dur } of own) {
    if (name === 'RunTask' && ph === 'X') {
      // A frame ends with the task that drew it.
      if (drew) {
        frames.push(sum);
        [sum, drew] = [0, false];
      }
      sum += tdur / 1000;
    } else if (name === 'FireAnimationFrame') drew = true;
  }
  const sorted = frames.toSorted((a, b) => a - b);
  const at = (share: number): number => Number((sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(2));
  return { frames: frames.length, p50: at(0.5), p95: at(0.95), worst: at(0.9999) };
}

/** The renderer that fired animation frames; other tabs and the browser itself have threads of that name too. */
function mainThread(events: readonly TraceEvent[]): string {
  const counts = new Map<string, number>();
  for (const { name, pid, tid } of events)
    if (name === 'FireAnimationFrame') counts.set(`${pid} ${tid}`, (counts.get(`${pid} ${tid}`) ?? 0) + 1);
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? '';
}
