/** Time spans on offer; a moment since or before in the address overrides them. */
export const SPANS = { '1h': 3_600_000, '24h': 86_400_000, '7d': 604_800_000 } as const;
export type Span = keyof typeof SPANS;
export const SPAN_NAMES = Object.keys(SPANS) as Span[];

/** To choose from. */
export const SPAN_WORDS: Record<Span, string> = {
  '1h': 'The last hour',
  '24h': 'The last 24 hours',
  '7d': 'The last 7 days',
};

/** Behind a name, as in `enqueued in the last hour`. */
export const SPAN_CHIPS: Record<Span, string> = {
  '1h': 'in the last hour',
  '24h': 'in the last 24 h',
  '7d': 'in the last 7 days',
};

/** A span becomes a moment at the time of asking, so that it moves on with the clock. */
export const sinceOf = (
  { from, span }: { from?: string | undefined; span?: Span | undefined },
  now: number,
): string | undefined => from ?? (span && new Date(now - SPANS[span]).toISOString());
