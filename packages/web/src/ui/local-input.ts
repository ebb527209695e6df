/** Wall clock fields of an instant in a zone. */
function wallClock(at: number, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(at);
  const part = (type: string): string => parts.find((found) => found.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}`;
}

/** `2026-11-21T02:00`, as an input of type datetime-local takes it. */
export const toLocalInput = (iso: string, zone: string): string =>
  wallClock(Date.parse(iso), zone).slice(0, 16);

/** The instant at which a wall clock in the zone shows the text. Within a gap of the clocks: just after it. */
export function fromLocalInput(text: string, zone: string): string | undefined {
  const wanted = Date.parse(`${text.length === 16 ? `${text}:00` : text}Z`);
  if (Number.isNaN(wanted)) return undefined;
  const offsetAt = (at: number): number => Date.parse(`${wallClock(at, zone)}Z`) - at;
  // The offset is that of the instant looked for; a second look settles times near a change of clocks.
  const first = wanted - offsetAt(wanted);
  return new Date(wanted - offsetAt(first)).toISOString();
}
