const DAY_MS = 86_400_000;

/** Milliseconds that a `Retry-After` asks for, seconds or a date; a day at most, as nobody means more. */
export function retryAfterMs(value: string | null, now: Date): number | undefined {
  const text = value?.trim() ?? '';
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1000, DAY_MS);
  // RFC 9110: dates begin with the day's name and are in GMT; one old format does not say so.
  if (!/^(mon|tue|wed|thu|fri|sat|sun)/i.test(text)) return undefined;
  const at = Date.parse(/GMT$/i.test(text) ? text : `${text} GMT`);
  return Number.isNaN(at) ? undefined : Math.min(Math.max(at - now.getTime(), 0), DAY_MS);
}
