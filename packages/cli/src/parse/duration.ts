const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** Milliseconds of "5m", "1h30m", "90s", "250ms", "1.5h". */
export function parseDuration(text: string): number {
  const compact = text.trim().toLowerCase().replaceAll(/\s+/g, '');
  if (/^\d+(\.\d+)?$/.test(compact))
    throw new Error(`is "${text}" without a unit; write it like ${compact}s, ${compact}m or ${compact}h`);
  if (!/^(\d+(\.\d+)?(ms|s|m|h|d|w))+$/.test(compact))
    throw new Error(`is "${text}"; write it like 30s, 5m, 1h30m or 2d`);
  let ms = 0;
  for (const [, count, unit] of compact.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d|w)/g))
    ms += Number(count) * (UNIT_MS[unit ?? ''] ?? 0);
  return Math.round(ms);
}
