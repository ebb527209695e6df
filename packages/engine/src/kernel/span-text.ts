const UNITS = [
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1000, 's'],
] as const;

/** `20 ms`, `90 s`, `5 min`: a span of whole ms in the largest unit that tells it exactly. */
export function spanText(ms: number): string {
  const [length, word] = UNITS.find(([unit]) => ms > 0 && ms % unit === 0) ?? [1, 'ms'];
  return `${ms / length} ${word}`;
}
