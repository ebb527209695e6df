const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  m: 1,
  mb: 1,
  g: 1024,
  gb: 1024,
  t: 1_048_576,
  tb: 1_048_576,
};

/** `512`, `512M` and `4G`, as MB of 1024 x 1024 bytes. */
export function parseMegabytes(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim());
  const unit = UNITS[(match?.[2] ?? '?').toLowerCase()];
  const value = unit === undefined ? Number.NaN : Math.ceil(Number(match?.[1]) * unit);
  if (!(value >= 1 && value <= 16_777_216)) throw new Error(`is "${text}"; allowed: 512M, 4G and the like`);
  return value;
}
