/**
 * Durations as counts in buckets that grow by a quarter of a power of two: any quantile can be read from them with an
 * error of a few percent, and counts of several periods add up. Bucket 0 is below a millisecond.
 */
export type Histogram = Readonly<Record<string, number>>;

/** Four buckets to a doubling; the largest is beyond a hundred years. */
const PER_DOUBLING = 4;
const LAST_BUCKET = 168;

/** The bucket of a duration in SQL, for a column of milliseconds. */
export const bucketSql = (ms: string): string =>
  `case when ${ms} < 1 then 0 else least(${LAST_BUCKET}, 1 + floor(ln(${ms}) * ${PER_DOUBLING / Math.LN2}))::int end`;

export const bucketOf = (ms: number): number =>
  ms < 1 ? 0 : Math.min(LAST_BUCKET, 1 + Math.floor(Math.log(ms) * (PER_DOUBLING / Math.LN2)));

const upperEdge = (bucket: number): number => 2 ** (bucket / PER_DOUBLING);
const lowerEdge = (bucket: number): number => (bucket === 0 ? 0 : 2 ** ((bucket - 1) / PER_DOUBLING));

/** Milliseconds that a share `q` of the durations does not exceed; null when there are none. */
export function quantile(histogram: Histogram, q: number): number | null {
  const counts = Object.entries(histogram)
    .map(([bucket, count]) => ({ bucket: Number(bucket), count }))
    .sort((a, b) => a.bucket - b.bucket);
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return null;
  const rank = q * total;
  let below = 0;
  for (const { bucket, count } of counts) {
    if (below + count >= rank) {
      const share = count === 0 ? 1 : (rank - below) / count;
      const ms = lowerEdge(bucket) + share * (upperEdge(bucket) - lowerEdge(bucket));
      return Math.round(ms * 10) / 10;
    }
    below += count;
  }
  return null;
}

export function addHistograms(histograms: readonly Histogram[]): Histogram {
  const sum: Record<string, number> = {};
  for (const histogram of histograms)
    for (const [bucket, count] of Object.entries(histogram)) sum[bucket] = (sum[bucket] ?? 0) + count;
  return sum;
}

export const quantiles = (
  histogram: Histogram,
): { p50: number | null; p95: number | null; p99: number | null } => ({
  p50: quantile(histogram, 0.5),
  p95: quantile(histogram, 0.95),
  p99: quantile(histogram, 0.99),
});
