const STATUS = [
  'pending',
  'ready',
  'running',
  'completed',
  'failed',
  'paused',
  'skipped',
  'cancelled',
  'timeout',
  'retrying',
] as const;
const PLAIN = ['link', 'muted', 'text'] as const;

/** Colours are those of the tokens, by name, and so hold in both themes. */
export type ChartColour = (typeof STATUS)[number] | (typeof PLAIN)[number];

/** For lines, words and outlines. */
export const lineToken = (colour: ChartColour): string => `--${colour}`;

/** For areas: each status has a fill of its own. */
export const fillToken = (colour: ChartColour): string =>
  (STATUS as readonly string[]).includes(colour) ? `--${colour}-fill` : `--${colour}`;

/** The tokens follow `light-dark()`, which a canvas does not know: an element beside it works them out. */
export function resolveTokens(beside: HTMLElement, tokens: readonly string[]): Map<string, string> {
  const probe = document.createElement('i');
  beside.append(probe);
  const resolved = new Map(
    [...new Set(tokens)].map((token) => {
      probe.style.color = `var(${token})`;
      return [token, getComputedStyle(probe).color];
    }),
  );
  probe.remove();
  return resolved;
}
