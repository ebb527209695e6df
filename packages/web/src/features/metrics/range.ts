import type { MetricsInterval } from '@tutti/contract';

export const RANGES = ['1h', '24h', '7d'] as const satisfies readonly MetricsInterval[];
export const RANGE_WORDS: Record<MetricsInterval, string> = {
  '1h': 'last hour',
  '24h': 'last 24 hours',
  '7d': 'last 7 days',
};

/** What charts of a page show, as the address holds it: a range, and a stretch of it that was zoomed into. */
export interface Range {
  range?: Exclude<MetricsInterval, '24h'> | undefined;
  /** Epoch milliseconds. */
  zoomFrom?: number | undefined;
  zoomTo?: number | undefined;
}

/** Absent in the address. */
const USUAL: MetricsInterval = '24h';
export const intervalOf = ({ range }: Range): MetricsInterval => range ?? USUAL;

const instant = (value: unknown): number | undefined => {
  const number = typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN;
  return Number.isInteger(number) && number > 0 ? number : undefined;
};

/** Reads an address; what makes no sense is left out. */
export function parseRange(search: Record<string, unknown>): Range {
  const range = search['range'] === '1h' || search['range'] === '7d' ? search['range'] : undefined;
  const [zoomFrom, zoomTo] = [instant(search['zoomFrom']), instant(search['zoomTo'])];
  return zoomFrom !== undefined && zoomTo !== undefined && zoomFrom < zoomTo
    ? { range, zoomFrom, zoomTo }
    : { range };
}

/** Another range; what was zoomed into belonged to the one before. */
export const rangeOf = (interval: MetricsInterval): Range => ({
  range: interval === USUAL ? undefined : interval,
  zoomFrom: undefined,
  zoomTo: undefined,
});

/** The points of the stretch that was zoomed into, whole steps; all of them without one. */
export function zoomed<P extends { at: string }>(
  points: readonly P[],
  stepMs: number,
  { zoomFrom, zoomTo }: Range,
): readonly P[] {
  if (zoomFrom === undefined || zoomTo === undefined) return points;
  return points.filter(({ at }) => {
    const start = Date.parse(at);
    return start + stepMs > zoomFrom && start < zoomTo;
  });
}

/** `minute`, `15 min`, `2 h`: what one point of a chart stands for. */
export function stepWords(stepMs: number): string {
  const minutes = Math.round(stepMs / 60_000);
  if (minutes === 1) return 'minute';
  return minutes < 60 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}

export const timesOf = (points: readonly { at: string }[]): number[] =>
  points.map(({ at }) => Date.parse(at));
