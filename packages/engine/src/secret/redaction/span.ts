/** A part of a text: from `start` up to `end`. */
export type Span = readonly [start: number, end: number];

/** In order, overlapping and touching ones made one. */
export function mergeSpans(spans: readonly Span[]): Span[] {
  const merged: [number, number][] = [];
  for (const [start, end] of spans.toSorted((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  return merged;
}

/** Every place a form stands at, overlapping ones too. */
export function findForms(text: string, forms: readonly string[]): Span[] {
  const spans: Span[] = [];
  for (const form of forms) {
    for (let at = text.indexOf(form); at !== -1; at = text.indexOf(form, at + 1))
      spans.push([at, at + form.length]);
  }
  return spans;
}

/** Where the text ends in what may be the beginning of a form; its length when it does not. */
export function openFormAt(text: string, forms: readonly string[]): number {
  let earliest = text.length;
  for (const form of forms) {
    let at = text.indexOf(form.charAt(0), Math.max(0, text.length - form.length + 1));
    for (; at !== -1 && at < earliest; at = text.indexOf(form.charAt(0), at + 1)) {
      if (form.startsWith(text.slice(at))) earliest = at;
    }
  }
  return earliest;
}
