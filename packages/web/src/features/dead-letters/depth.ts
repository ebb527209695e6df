/** From which depth on somebody should look, and from which on at once. */
export const AMBER_FROM = 50;
export const RED_FROM = 100;

export type DepthLevel = 'empty' | 'green' | 'amber' | 'red';

export function depthLevel(pending: number): DepthLevel {
  if (pending === 0) return 'empty';
  if (pending < AMBER_FROM) return 'green';
  return pending < RED_FROM ? 'amber' : 'red';
}

/** How far round the gauge: the red threshold stands at three quarters, so that more still moves the needle. */
export function depthShare(pending: number): number {
  if (pending <= RED_FROM) return (pending / RED_FROM) * 0.75;
  return 0.75 + 0.25 * (1 - RED_FROM / pending);
}

export const depthWords: Record<DepthLevel, string> = {
  empty: 'Nothing waits for anybody.',
  green: `Few enough to look at one by one; amber from ${AMBER_FROM}.`,
  amber: `More than one looks at by hand: find what they have in common. Red from ${RED_FROM}.`,
  red: 'Something is broken for many: mend its cause, then resubmit behind a canary.',
};
