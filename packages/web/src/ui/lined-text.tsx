import { useRef, type KeyboardEvent, type Ref } from 'react';
import { cn } from './cn.ts';

interface LinedTextProps {
  ref?: Ref<HTMLTextAreaElement>;
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Lines that are at fault, counted from 1. */
  marked: readonly number[];
  describedBy: string;
}

/** A text of many lines with their numbers; Tab leaves it, as everywhere, and Enter keeps the indent. */
export function LinedText({ ref, label, value, onChange, marked, describedBy }: LinedTextProps) {
  const gutter = useRef<HTMLOListElement>(null);
  const lines = value.split('\n').length;
  const faulty = new Set(marked);
  return (
    <div className="relative flex font-mono text-log">
      <ol
        ref={gutter}
        aria-hidden="true"
        className="w-11 shrink-0 overflow-hidden border-r border-line py-2 text-end text-faint select-none"
      >
        {Array.from({ length: lines }, (_, index) => (
          <li
            key={index}
            className={cn('pr-2', faulty.has(index + 1) && 'bg-failed/15 font-semibold text-failed')}
          >
            {index + 1}
          </li>
        ))}
      </ol>
      <textarea
        ref={ref}
        aria-label={label}
        aria-describedby={describedBy}
        aria-invalid={marked.length > 0 || undefined}
        spellCheck={false}
        autoComplete="off"
        wrap="off"
        rows={Math.min(40, Math.max(16, lines + 1))}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => keepIndent(event, onChange)}
        onScroll={(event) => {
          if (gutter.current) gutter.current.scrollTop = event.currentTarget.scrollTop;
        }}
        className="min-w-0 flex-1 resize-none bg-transparent px-3 py-2 leading-4.5 whitespace-pre text-text -outline-offset-2 pointer-coarse:text-[16px]"
      />
    </div>
  );
}

function keepIndent(event: KeyboardEvent<HTMLTextAreaElement>, onChange: (value: string) => void): void {
  if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const area = event.currentTarget;
  const { selectionStart, selectionEnd, value } = area;
  const line = value.slice(value.lastIndexOf('\n', selectionStart - 1) + 1, selectionStart);
  const indent = /^ */.exec(line)?.[0] ?? '';
  if (indent === '') return;
  event.preventDefault();
  area.setRangeText(`\n${indent}`, selectionStart, selectionEnd, 'end');
  onChange(area.value);
}
