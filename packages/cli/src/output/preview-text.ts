import { kebab } from '../program/option.ts';
import { formatCount } from './duration.ts';
import { plainText } from './safe-text.ts';
import { renderFields } from './table.ts';
import type { View } from './view.ts';

/** What an act on many would do, before it is done: printed as it is with --json. */
export interface Preview {
  dryRun: true;
  action: string;
  matched: number;
  /** True when still more fit. */
  truncated: boolean;
  filter: Readonly<Record<string, unknown>>;
  effect: string;
}

/** Count, filter and effect, and how to do it; the same that the dashboard asks with. */
export function previewText(
  view: View,
  { action, matched, truncated, filter, effect }: Preview,
  { nouns, parts, next }: { nouns: [one: string, many: string]; parts?: string | undefined; next: string },
): string {
  if (matched === 0) return `no ${nouns[1]} match: ${filterWords(filter)}`;
  const noun = matched === 1 ? nouns[0] : nouns[1];
  const more = truncated ? ', and more than that' : '';
  return renderFields(view, [
    ['would', action],
    ['count', `${formatCount(matched)} ${noun}${more}${parts ? `: ${parts}` : ''}`],
    ['chosen by', filterWords(filter)],
    ['effect', effect],
    ['next', `${next}; nothing was done yet`],
  ]);
}

const filterWords = (filter: Preview['filter']): string =>
  Object.entries(filter)
    .map(
      ([name, value]) =>
        `${kebab(name)} ${plainText(Array.isArray(value) ? value.join(', ') : String(value))}`,
    )
    .join('; ') || 'all of them';
