/** What stands where there is no data: never a zero. */
export const DASH = '–';

const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const decimal = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** `12,408` */
export const formatCount = (count: number | null | undefined): string =>
  count == null ? DASH : grouped.format(count);

/** `10,000+` where a count stops at a cap. */
export const formatCapped = (count: number, capped: boolean): string =>
  capped ? `${grouped.format(count)}+` : grouped.format(count);

/** `99.5 %`; a share that is not whole never reads as 100 %, nor one above zero as 0 %. */
export function formatPercent(part: number, whole: number): string {
  if (whole === 0) return DASH;
  if (part === 0 || part === whole) return part === 0 ? '0 %' : '100 %';
  const percent = (part / whole) * 100;
  return `${decimal.format(Math.min(99.9, Math.max(0.1, percent)))} %`;
}

const UNITS = ['KiB', 'MiB', 'GiB'] as const;

/** `14 B`, `1.4 MiB` */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${formatCount(bytes)} B`;
  const power = Math.min(UNITS.length, Math.floor(Math.log2(bytes) / 10));
  return `${decimal.format(bytes / 1024 ** power)} ${UNITS[power - 1]}`;
}

/** `1 run`, `12 runs` */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

/** The tail tells two time-ordered UUIDs apart, their heads do not. */
export const shortId = (uuid: string): string => `…${uuid.slice(-6)}`;
