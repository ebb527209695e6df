import type { CSSProperties } from 'react';
import type { Span, Style } from './ansi.ts';

/** True colours are moved to where they can be read on either theme; named ones are tokens that already are. */
const readable = (color: string): string =>
  color.startsWith('var(')
    ? color
    : `light-dark(oklch(from ${color} min(l, 0.52) c h), oklch(from ${color} max(l, 0.7) c h))`;

const ground = (color: string): string => `color-mix(in oklab, ${color} 26%, transparent)`;

export function spanStyle(style: Style): CSSProperties | undefined {
  if (Object.keys(style).length === 0) return undefined;
  const text = style.fg && readable(style.fg);
  const shown: CSSProperties = style.inverse
    ? { color: 'var(--surface)', background: text ?? 'var(--text)' }
    : { ...(text && { color: text }), ...(style.bg && { background: ground(style.bg) }) };
  return {
    ...shown,
    ...(style.bold && { fontWeight: 600 }),
    ...(style.dim && !style.fg && !style.inverse && { color: 'var(--faint)' }),
    ...(style.italic && { fontStyle: 'italic' }),
    ...((style.underline ?? style.strike) && {
      textDecoration: [style.underline && 'underline', style.strike && 'line-through']
        .filter(Boolean)
        .join(' '),
    }),
  };
}

export interface MarkedSpan extends Span {
  match: boolean;
}

/** Cuts spans once more where a searched text begins and ends, across their borders. */
export function markMatches(spans: readonly Span[], text: string): MarkedSpan[] {
  const wanted = text.toLowerCase();
  const line = spans
    .map((span) => span.text)
    .join('')
    .toLowerCase();
  const edges = wanted === '' ? [] : matchEdges(line, wanted);
  let at = 0;
  return spans.flatMap((span) => {
    const start = at;
    at += span.text.length;
    return cut(span, start, edges);
  });
}

type Edge = readonly [from: number, to: number];

function matchEdges(line: string, wanted: string): Edge[] {
  const edges: Edge[] = [];
  for (let from = line.indexOf(wanted); from >= 0; from = line.indexOf(wanted, from + wanted.length)) {
    edges.push([from, from + wanted.length]);
  }
  return edges;
}

function cut(span: Span, start: number, edges: readonly Edge[]): MarkedSpan[] {
  const end = start + span.text.length;
  const inside = edges.filter(([from, to]) => from < end && to > start);
  const cuts = [...new Set([start, end, ...inside.flat().filter((at) => at > start && at < end)])].sort(
    (a, b) => a - b,
  );
  return cuts.slice(0, -1).map((from, index) => {
    const to = cuts[index + 1] ?? end;
    return {
      text: span.text.slice(from - start, to - start),
      style: span.style,
      match: inside.some(([left, right]) => left <= from && right >= to),
    };
  });
}
