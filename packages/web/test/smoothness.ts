import type { Page } from 'playwright-core';

/** What a stretch of time looked like to whoever sat before the page. */
export interface Smoothness {
  /** The longest the page did not draw, in milliseconds. */
  longestFrameMs: number;
  /** The 95th of 100 frames. */
  frame95Ms: number;
  /** From a key or a wheel to the next drawing, the slowest. */
  slowestInputMs: number;
  /** Of all inputs, the 95th of 100. */
  input95Ms: number;
  inputs: number;
  frames: number;
}

/** Begins to watch frames, and how long inputs take until they are drawn. Survives as long as the page does. */
export const watchSmoothness = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const seen = { frames: [] as number[], inputs: [] as number[], stop: false };
    Object.assign(window, { seen });
    let last = performance.now();
    const frame = (now: number): void => {
      seen.frames.push(now - last);
      last = now;
      if (!seen.stop) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    const input = (event: Event): void => {
      const from = event.timeStamp;
      // After the next drawing: a task posted from a frame runs once that frame is out.
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.addEventListener('message', () => seen.inputs.push(performance.now() - from));
        port1.start();
        port2.postMessage(null);
      });
    };
    for (const type of ['keydown', 'wheel', 'pointerdown'])
      addEventListener(type, input, { capture: true, passive: true });
  });

export async function smoothness(page: Page): Promise<Smoothness> {
  const { frames, inputs } = await page.evaluate(() => {
    const { seen } = window as unknown as { seen: { frames: number[]; inputs: number[]; stop: boolean } };
    const copy = { frames: seen.frames.slice(1), inputs: [...seen.inputs] };
    seen.frames = [];
    seen.inputs = [];
    return copy;
  });
  return {
    longestFrameMs: Math.round(Math.max(0, ...frames)),
    frame95Ms: Math.round(percentile(frames, 0.95)),
    slowestInputMs: Math.round(Math.max(0, ...inputs)),
    input95Ms: Math.round(percentile(inputs, 0.95)),
    inputs: inputs.length,
    frames: frames.length,
  };
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/**
 * How much longer things take here than they need: work of 60 ms by the clock of this process, against the clock on the
 * wall. 1 on a machine that is idle.
 */
export function crowding(): number {
  const from = performance.now();
  const cpu = process.cpuUsage();
  for (let used = 0; used < 60_000;) {
    const { user, system } = process.cpuUsage(cpu);
    used = user + system;
  }
  return Math.max(1, (performance.now() - from) / 60);
}
