import type { ExecutionPhase, ExecutionStatus } from '@tutti/contract';
import type { Colours, View } from './view.ts';

type Shown = ExecutionStatus | 'retrying' | 'ok' | 'degraded' | 'down';
const MARKS: Record<Shown, { glyph: string; colour: keyof Colours }> = {
  pending: { glyph: '◌', colour: 'gray' },
  retrying: { glyph: '↻', colour: 'cyan' },
  running: { glyph: '◐', colour: 'yellow' },
  paused: { glyph: '‖', colour: 'magenta' },
  completed: { glyph: '✓', colour: 'green' },
  failed: { glyph: '×', colour: 'red' },
  timeout: { glyph: '⧗', colour: 'red' },
  cancelled: { glyph: '⊘', colour: 'gray' },
  skipped: { glyph: '»', colour: 'gray' },
  ok: { glyph: '✓', colour: 'green' },
  degraded: { glyph: '!', colour: 'yellow' },
  down: { glyph: '×', colour: 'red' },
};

/** The sign of a state; empty where the terminal has no such characters, since a word always stands beside it. */
export function glyph(view: View, shown: Shown): string {
  if (!view.unicode) return '';
  const mark = MARKS[shown];
  return paint(view, shown, mark.glyph);
}

/** Sign and word: "✓ completed". A pending one that waits for its next try is shown as retrying. */
export function statusMark(view: View, status: ExecutionStatus, phase?: ExecutionPhase | null): string {
  const shown = status === 'pending' && phase === 'retrying' ? 'retrying' : status;
  return withGlyph(view, shown, shown);
}

/** A text with the sign of a state before it. */
export function withGlyph(view: View, shown: Shown, text: string): string {
  return view.unicode ? `${glyph(view, shown)} ${paint(view, shown, text)}` : text;
}

function paint(view: View, shown: Shown, text: string): string {
  const paintIt = view.colours[MARKS[shown].colour];
  return typeof paintIt === 'function' ? paintIt(text) : text;
}

/** Between parts of a line. */
export const dot = (view: View): string => (view.unicode ? ' · ' : ', ');
