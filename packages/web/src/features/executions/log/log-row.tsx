import { memo } from 'react';
import { cn } from '../../../ui/cn.ts';
import { formatClockMillis } from '../../../ui/format-time.ts';
import { parseAnsi } from './ansi.ts';
import type { LogLine } from './log-buffer.ts';
import { markMatches, spanStyle } from './span-style.ts';

/** A line of a megabyte would stall the page; its rest is in the download. */
const MOST_SHOWN = 8000;

/** What came from where: errors, what Tutti itself says, and the plain output. */
const MARKS: Record<LogLine['stream'], string> = { stderr: '!', system: '·', stdout: ' ' };

interface LogRowProps {
  line: LogLine;
  /** Lines grow while they are open: the length says when to draw again. */
  length: number;
  wrap: boolean;
  search: string;
  current: boolean;
  gutter: number;
  heading: boolean;
  /** Given, each line says when it came, in this zone. */
  zone: string | undefined;
}

export const LogRow = memo(function LogRow({
  line,
  wrap,
  search,
  current,
  gutter,
  heading,
  zone,
}: LogRowProps) {
  return (
    <>
      {heading ? (
        <div className="flex h-6 items-end gap-2 px-3 pb-0.5 font-sans text-label text-muted">
          Attempt {line.attempt}
          <span className="mb-1.5 h-px flex-1 bg-line" />
        </div>
      ) : null}
      <div
        className={cn(
          'flex border-l-2 border-transparent pr-3',
          line.stream === 'stderr' &&
            'border-failed-fill bg-[color-mix(in_oklab,var(--failed)_7%,transparent)]',
          current && 'bg-selected',
        )}
      >
        <span
          aria-hidden="true"
          className="flex shrink-0 justify-between pr-3 pl-2 whitespace-pre text-faint select-none"
          style={{ minWidth: `calc(${gutter + 2}ch + 20px)` }}
        >
          <span className={line.stream === 'stderr' ? 'font-semibold text-failed' : 'font-semibold'}>
            {MARKS[line.stream]}
          </span>
          {line.number}
        </span>
        {zone ? (
          <time dateTime={line.at} title={zone} className="shrink-0 pr-3 text-faint select-none">
            {formatClockMillis(Date.parse(line.at), zone)}
          </time>
        ) : null}
        <LineText line={line} wrap={wrap} search={search} />
      </div>
    </>
  );
});

function LineText({ line, wrap, search }: { line: LogLine; wrap: boolean; search: string }) {
  const cut = line.text.length > MOST_SHOWN;
  const { spans } = parseAnsi(cut ? line.text.slice(0, MOST_SHOWN) : line.text, line.style);
  return (
    <span
      className={cn(
        'min-w-0 flex-1 min-h-4.5 [tab-size:8]',
        wrap ? 'break-all whitespace-pre-wrap' : 'whitespace-pre',
        line.stream === 'system' && 'text-muted italic',
      )}
    >
      {markMatches(spans, search).map((span, index) =>
        span.match ? (
          <mark key={index} className="rounded-[2px] bg-running-fill text-[oklch(0.2_0.02_95)]">
            {span.text}
          </mark>
        ) : (
          <span key={index} style={spanStyle(span.style)}>
            {span.text}
          </span>
        ),
      )}
      {cut ? (
        <span className="text-faint"> … {line.text.length - MOST_SHOWN} more characters in the download</span>
      ) : null}
    </span>
  );
}
