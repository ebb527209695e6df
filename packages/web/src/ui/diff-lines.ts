/** A line of two texts laid beside each other, with its number in each it stands in. */
export interface DiffLine {
  kind: 'same' | 'removed' | 'added';
  text: string;
  before: number | undefined;
  after: number | undefined;
}

/** Beyond this many comparisons the middle is told as replaced whole: a page must not hang over a diff. */
const MOST_CELLS = 4_000_000;

/** What a value reads as: JSON by lines, a text as it is, nothing for nothing. */
export function linesOf(value: unknown): string[] {
  if (value === null || value === undefined) return [];
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return text.split('\n');
}

/** The fewest lines to take out and put in, removals first. */
export function diffLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  const start = commonStart(before, after);
  const end = commonEnd(before.slice(start), after.slice(start));
  const middle = changes(before.slice(start, before.length - end), after.slice(start, after.length - end));
  const kinds = [
    ...before.slice(0, start).map((text) => ['same', text] as const),
    ...middle,
    ...before.slice(before.length - end).map((text) => ['same', text] as const),
  ];
  let left = 0;
  let right = 0;
  return kinds.map(([kind, text]) => ({
    kind,
    text,
    before: kind === 'added' ? undefined : ++left,
    after: kind === 'removed' ? undefined : ++right,
  }));
}

type Step = readonly [kind: DiffLine['kind'], text: string];

function changes(before: readonly string[], after: readonly string[]): Step[] {
  if (before.length * after.length > MOST_CELLS)
    return [
      ...before.map((text) => ['removed', text] as const),
      ...after.map((text) => ['added', text] as const),
    ];
  const common = commonLengths(before, after);
  const width = after.length + 1;
  const at = (row: number, column: number): number => common[row * width + column] ?? 0;
  const steps: Step[] = [];
  let row = 0;
  let column = 0;
  while (row < before.length || column < after.length) {
    const [old, made] = [before[row], after[column]];
    if (old !== undefined && old === made) {
      steps.push(['same', old]);
      row += 1;
      column += 1;
    } else if (old !== undefined && at(row + 1, column) >= at(row, column + 1)) {
      steps.push(['removed', old]);
      row += 1;
    } else {
      steps.push(['added', made ?? '']);
      column += 1;
    }
  }
  return steps;
}

/** For every two tails how many lines they have in common, in order. */
function commonLengths(before: readonly string[], after: readonly string[]): Uint32Array {
  const width = after.length + 1;
  const table = new Uint32Array((before.length + 1) * width);
  for (let row = before.length - 1; row >= 0; row -= 1)
    for (let column = after.length - 1; column >= 0; column -= 1)
      table[row * width + column] =
        before[row] === after[column]
          ? (table[(row + 1) * width + column + 1] ?? 0) + 1
          : Math.max(table[(row + 1) * width + column] ?? 0, table[row * width + column + 1] ?? 0);
  return table;
}

function commonStart(one: ArrayLike<string>, other: ArrayLike<string>): number {
  const most = Math.min(one.length, other.length);
  let count = 0;
  while (count < most && one[count] === other[count]) count += 1;
  return count;
}

function commonEnd(one: ArrayLike<string>, other: ArrayLike<string>): number {
  const most = Math.min(one.length, other.length);
  let count = 0;
  while (count < most && one[one.length - 1 - count] === other[other.length - 1 - count]) count += 1;
  return count;
}

/** Two columns: what went beside what came in its place; undefined where the other side has more. */
export interface DiffPair {
  left: DiffLine | undefined;
  right: DiffLine | undefined;
}

export function pairLines(lines: readonly DiffLine[]): DiffPair[] {
  const pairs: DiffPair[] = [];
  let removed: DiffLine[] = [];
  let added: DiffLine[] = [];
  const flush = (): void => {
    for (let index = 0; index < Math.max(removed.length, added.length); index += 1)
      pairs.push({ left: removed[index], right: added[index] });
    removed = [];
    added = [];
  };
  for (const line of lines) {
    if (line.kind === 'removed') removed.push(line);
    else if (line.kind === 'added') added.push(line);
    else {
      flush();
      pairs.push({ left: line, right: line });
    }
  }
  flush();
  return pairs;
}

/** Rows with long stretches that did not change folded to their number. */
export type Folded<R> = { kind: 'rows'; rows: R[] } | { kind: 'fold'; rows: R[] };

export function foldSame<R>(rows: readonly R[], isSame: (row: R) => boolean, around = 3): Folded<R>[] {
  const near = rows.map((_, index) =>
    rows.slice(Math.max(0, index - around), index + around + 1).some((row) => !isSame(row)),
  );
  const parts: Folded<R>[] = [];
  rows.forEach((row, index) => {
    const kind = near[index] ? 'rows' : 'fold';
    const last = parts.at(-1);
    if (last?.kind === kind) last.rows.push(row);
    else parts.push({ kind, rows: [row] });
  });
  // A fold of a line or two takes as much room as the lines.
  return parts.map((part) =>
    part.kind === 'fold' && part.rows.length < 3 ? { ...part, kind: 'rows' } : part,
  );
}

/** Where the text of a line differs from that of the line beside it. */
export function changedSpan(text: string, other: string): { from: number; until: number } {
  const start = commonStart(text, other);
  const end = commonEnd(text.slice(start), other.slice(start));
  return { from: start, until: text.length - end };
}
