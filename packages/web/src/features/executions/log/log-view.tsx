import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import { useStale } from '../../../app/stale.tsx';
import { cn } from '../../../ui/cn.ts';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { useShortcut } from '../../../ui/shortcuts.ts';
import { useWaited } from '../../../ui/skeleton.tsx';
import { useOwnZone } from '../../../ui/own-zone.ts';
import { useStored } from '../../../ui/use-stored.ts';
import { downloadText } from './download.ts';
import { logAsText } from './log-buffer.ts';
import { LogRow } from './log-row.tsx';
import { LogToolbar } from './log-toolbar.tsx';
import { useFollow } from './use-follow.ts';
import { useLog } from './use-log.ts';
import { useLogSearch } from './use-log-search.ts';

interface LogViewProps {
  executionId: string;
  /** For the file name of the download. */
  id: number;
  /** The execution goes on, so its log may. */
  active: boolean;
  /** It has failed already: the log opens where the error is told. */
  failed: boolean;
  /** What to say when there is no output. */
  silence: string;
  className?: string;
}

const LINE = 18;
const HEADING = 24;

/** A log of any length: live, searched, followed. Key it by the execution. */
export function LogView({ executionId, id, active, failed, silence, className }: LogViewProps) {
  const log = useLog(executionId, active);
  const { lines, revision } = log;
  const stale = useStale();
  const scroller = useRef<HTMLDivElement>(null);
  const searchField = useRef<HTMLInputElement>(null);
  const [wrapped, storeWrap] = useStored('tutti.log-wrap', 'off');
  const wrap = wrapped === 'on';
  const [stamped, storeStamp] = useStored('tutti.log-times', 'off');
  const times = stamped === 'on';
  const zone = useOwnZone();
  const search = useLogSearch(lines, revision);
  const manyAttempts = (lines.at(-1)?.attempt ?? 1) > 1;
  const isHeading = (index: number): boolean =>
    manyAttempts && lines[index]?.attempt !== lines[index - 1]?.attempt;
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (isHeading(index) ? LINE + HEADING : LINE),
    overscan: 30,
    paddingStart: 6,
    paddingEnd: 6,
  });
  const show = (index: number | undefined, align: 'center' | 'end' = 'center'): void => {
    if (index !== undefined && index >= 0) virtualizer.scrollToIndex(index, { align });
  };
  const follow = useFollow({ scroller, revision, active, toEnd: () => show(lines.length - 1, 'end') });
  const errorAt = log.errorIndex;
  const toError = (): void => {
    follow.set(false);
    show(errorAt);
  };
  const step = (by: 1 | -1): void => {
    follow.set(false);
    show(search.step(by));
  };
  const [failedBefore] = useState(failed);
  useOpensAtError({ ready: !log.loading && failedBefore, show: toError });
  useShortcut('filter.focus', () => searchField.current?.focus());
  useShortcut('log.follow', () => follow.set(!follow.on), active);
  useShortcut('log.error', toError, errorAt >= 0);
  const gutter = String(lines.length).length;
  return (
    <section
      aria-label="Log"
      className={cn(
        'flex min-h-0 flex-col rounded-lg border border-line bg-surface shadow-card',
        className,
        // Where nothing was written, a phone need not scroll past it.
        lines.length === 0 && log.done && 'max-lg:h-auto',
      )}
    >
      <LogToolbar
        lineCount={lines.length}
        search={search}
        searchField={searchField}
        onStep={step}
        hasError={errorAt >= 0}
        onError={toError}
        wrap={wrap}
        onWrap={() => storeWrap(wrap ? 'off' : 'on')}
        times={times}
        onTimes={() => storeStamp(times ? 'off' : 'on')}
        follow={follow.on}
        onFollow={active ? () => follow.set(!follow.on) : undefined}
        onDownload={() => downloadText(`execution-${id}.log`, logAsText(lines))}
      />
      {log.error && !(stale && lines.length > 0) ? (
        <ErrorPanel error={log.error} what="The log could not be read" onRetry={log.retry} />
      ) : null}
      <div
        ref={scroller}
        onScroll={follow.onScroll}
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label="Output"
        className="min-h-0 flex-1 overflow-auto overscroll-contain rounded-b-lg font-mono text-log -outline-offset-2"
      >
        {lines.length === 0 ? (
          <Silence loading={log.loading} text={silence} />
        ) : (
          <div
            className="relative"
            style={{
              height: virtualizer.getTotalSize(),
              minWidth: wrap
                ? undefined
                : `calc(${Math.min(log.longest, 8000) + gutter + 6 + (times ? 14 : 0)}ch)`,
            }}
          >
            {virtualizer.getVirtualItems().map((item) => {
              const line = lines[item.index];
              return line ? (
                <div
                  key={item.key}
                  data-index={item.index}
                  ref={wrap ? virtualizer.measureElement : undefined}
                  className="absolute inset-x-0 top-0"
                  style={{ transform: `translateY(${item.start}px)` }}
                >
                  <LogRow
                    line={line}
                    length={line.text.length}
                    wrap={wrap}
                    search={search.searched}
                    current={search.line === item.index}
                    gutter={gutter}
                    zone={times ? zone : undefined}
                    heading={isHeading(item.index)}
                  />
                </div>
              ) : null;
            })}
          </div>
        )}
      </div>
    </section>
  );
}

function Silence({ loading, text }: { loading: boolean; text: string }) {
  const waited = useWaited(loading);
  if (loading && !waited) return null;
  return <p className="px-4 py-3 font-sans text-body text-muted">{loading ? 'Reading the log …' : text}</p>;
}

function useOpensAtError({ ready, show }: { ready: boolean; show: () => void }): void {
  const shown = useRef(false);
  useEffect(() => {
    if (!ready || shown.current) return;
    shown.current = true;
    show();
  }, [ready, show]);
}
