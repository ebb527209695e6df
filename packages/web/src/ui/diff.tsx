import { useMemo, useRef, useState, type ReactNode } from 'react';
import { cn } from './cn.ts';
import {
  changedSpan,
  diffLines,
  foldSame,
  linesOf,
  pairLines,
  type DiffLine,
  type DiffPair,
  type Folded,
} from './diff-lines.ts';
import { plural } from './format-number.ts';
import { useRoom } from './use-media.ts';

interface DiffProps {
  /** Values are shown as JSON, texts as they are; null and undefined as nothing. */
  before: unknown;
  after: unknown;
  /** What the two are, for whoever cannot see them: "Changes of nightly-backup". */
  label: string;
  /** What stands over the columns. */
  names?: readonly [before: string, after: string];
  className?: string;
}

/** Two values line by line: side by side where there is room, below each other on a phone. Always text, never markup. */
export function Diff({ before, after, label, names = ['Before', 'After'], className }: DiffProps) {
  const frame = useRef<HTMLDivElement>(null);
  const lines = useMemo(() => diffLines(linesOf(before), linesOf(after)), [before, after]);
  // Of what was made or went there is one side only.
  const hasBoth = linesOf(before).length > 0 && linesOf(after).length > 0;
  const beside = useRoom(frame) !== 'cards' && hasBoth;
  return (
    <div ref={frame} className={cn('min-w-0 overflow-hidden rounded-md border border-line bg-bg', className)}>
      <div
        className={cn(
          'grid border-b border-line bg-surface text-label font-medium text-muted',
          beside && 'grid-cols-2',
        )}
      >
        {beside ? (
          names.map((name, index) => (
            <span key={name} className={cn('px-3 py-1', index === 1 && 'border-l border-line')}>
              {name}
            </span>
          ))
        ) : (
          <span className="px-3 py-1">{countWords(lines)}</span>
        )}
      </div>
      <div
        tabIndex={0}
        role="group"
        aria-label={`${label}: ${countWords(lines)}`}
        className="max-h-120 overflow-y-auto font-mono text-log"
      >
        {beside ? <BesideRows pairs={pairLines(lines)} /> : <UnifiedRows lines={lines} />}
      </div>
    </div>
  );
}

function countWords(lines: readonly DiffLine[]): string {
  const removed = lines.filter(({ kind }) => kind === 'removed').length;
  const added = lines.filter(({ kind }) => kind === 'added').length;
  if (removed + added === 0) return 'no difference';
  const parts = [
    removed > 0 && `${plural(removed, 'line')} removed`,
    added > 0 && `${plural(added, 'line')} added`,
  ];
  return parts.filter(Boolean).join(', ');
}

function BesideRows({ pairs }: { pairs: readonly DiffPair[] }) {
  return (
    <Parts parts={foldSame(pairs, ({ left }) => left?.kind === 'same')}>
      {({ left, right }, key) => (
        <div key={key} className="grid grid-cols-2">
          <Half line={left} number={left?.before} other={right} />
          <Half line={right} number={right?.after} other={left} className="border-l border-line" />
        </div>
      )}
    </Parts>
  );
}

function UnifiedRows({ lines }: { lines: readonly DiffLine[] }) {
  return (
    <Parts parts={foldSame(lines, ({ kind }) => kind === 'same')}>
      {(line, key) => <Half key={key} line={line} number={line.after ?? line.before} other={undefined} />}
    </Parts>
  );
}

interface PartsProps<R> {
  parts: readonly Folded<R>[];
  children: (row: R, key: string) => ReactNode;
}

/** The rows, and what is folded between them, each fold opened by its own button. */
function Parts<R>({ parts, children }: PartsProps<R>) {
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  return parts.map((part, index) => {
    if (part.kind === 'rows' || opened.has(index))
      return part.rows.map((row, at) => children(row, `${index}-${at}`));
    return (
      <button
        key={index}
        type="button"
        onClick={() => setOpened(new Set([...opened, index]))}
        className="tap block w-full bg-surface px-3 py-1 text-start font-sans text-label text-muted -outline-offset-2 hover:bg-hover hover:text-text"
      >
        Show {plural(part.rows.length, 'line')} that did not change
      </button>
    );
  });
}

const TINT = { removed: '--failed', added: '--completed' } as const;
const MARK = { same: ' ', removed: '−', added: '+' } as const;
const SPOKEN = { same: '', removed: 'removed: ', added: 'added: ' } as const;

interface HalfProps {
  line: DiffLine | undefined;
  number: number | undefined;
  /** The line beside it: what both have in common is not marked. */
  other: DiffLine | undefined;
  className?: string;
}

function Half({ line, number, other, className }: HalfProps) {
  if (!line) return <div className={cn('hatched bg-surface', className)} />;
  const tint = line.kind === 'same' ? undefined : TINT[line.kind];
  return (
    <div
      data-diff={line.kind}
      className={cn('flex min-w-0', className)}
      style={{ background: tint && `color-mix(in oklab, var(${tint}) 10%, transparent)` }}
    >
      <span aria-hidden="true" className="w-9 shrink-0 pr-2 text-end text-muted select-none">
        {number}
      </span>
      <span
        aria-hidden="true"
        className="w-4 shrink-0 font-semibold select-none"
        style={{ color: tint && `var(${tint})` }}
      >
        {MARK[line.kind]}
      </span>
      <span className="min-w-0 flex-1 pr-2 break-words whitespace-pre-wrap text-text">
        <span className="sr-only">{SPOKEN[line.kind]}</span>
        <Marked line={line} other={other} tint={tint} />
      </span>
    </div>
  );
}

function Marked({
  line: { text },
  other,
  tint,
}: {
  line: DiffLine;
  other: DiffLine | undefined;
  tint: string | undefined;
}) {
  if (!tint || !other) return text || ' ';
  const { from, until } = changedSpan(text, other.text);
  return (
    <>
      {text.slice(0, from)}
      <span
        className="rounded-xs"
        style={{ background: `color-mix(in oklab, var(${tint}) 26%, transparent)` }}
      >
        {text.slice(from, until)}
      </span>
      {text.slice(until)}
    </>
  );
}
