import { usageError } from '../cli-error.ts';
import { plainText } from '../output/safe-text.ts';
import { withGlyph } from '../output/status-mark.ts';
import { nearestName } from '../parse/nearest-name.ts';
import type { Outcome } from '../program/command.ts';

export const ACTS = ['create', 'list', 'show', 'edit', 'delete', 'test'] as const;

export function actOf(word: string): (typeof ACTS)[number] {
  const act = ACTS.find((known) => known === word);
  if (act) return act;
  const nearest = nearestName(word, ACTS);
  throw usageError(
    `"${word}" is none of ${ACTS.join(', ')}`,
    nearest === undefined ? undefined : `did you mean "${nearest}"?`,
  );
}

export function nameOf(word: string | undefined): string {
  if (word === undefined) throw usageError('a name is missing');
  return word;
}

export const outcomeOfThing = (did: string, thing: { id: number; name: string }): Outcome => ({
  data: thing,
  text: (view) => withGlyph(view, 'ok', `${did} ${plainText(thing.name)} (#${thing.id})`),
  brief: String(thing.id),
});

/** 22:00-07:00 */
export function parseQuietHours(text: string): { from: string; until: string } {
  const match = /^(\d{2}:\d{2})-(\d{2}:\d{2})$/.exec(text.trim());
  if (!match) throw new Error(`is "${text}"; write it like 22:00-07:00`);
  return { from: match[1] as string, until: match[2] as string };
}
