import { Check } from 'lucide-react';
import { useCallback } from 'react';
import { useTimed } from './clock.ts';
import { cn } from './cn.ts';
import { DASH } from './format-number.ts';
import { formatDate, formatRelative, formatSlot, relativeStep, timeLines } from './format-time.ts';
import { Hint } from './hint.tsx';
import { useOwnZone } from './own-zone.ts';
import { useCopied } from './use-copied.ts';

interface TimeStampProps {
  at: string | null | undefined;
  /** Zone of the schedule the time belongs to. */
  zone?: string | undefined;
  /** Always the date, even when it is near; of a slot with its seconds. */
  date?: boolean | 'slot';
  className?: string;
}

/** A time: relative while it is near, else the date with its zone. Hover, focus or a tap shows all zones; a click copies it. */
export function TimeStamp({ at, zone, date = false, className }: TimeStampProps) {
  if (at == null) return <span className="text-faint">{DASH}</span>;
  return <KnownTime at={Date.parse(at)} zone={zone} date={date} className={className} />;
}

interface KnownTimeProps {
  at: number;
  zone: string | undefined;
  date: boolean | 'slot';
  className: string | undefined;
}

function KnownTime({ at, zone, date, className }: KnownTimeProps) {
  const own = useOwnZone();
  const shown = zone ?? own;
  const words = useCallback(
    (now: number) =>
      date === 'slot'
        ? formatSlot(at, shown, now)
        : date
          ? formatDate(at, shown, now)
          : formatRelative(at, now, shown),
    [at, date, shown],
  );
  const text = useTimed(relativeStep(at, Date.now()), words);
  const [copied, copy] = useCopied(new Date(at).toISOString());
  return (
    <Hint openOnTap content={<ZoneList at={at} zone={zone} copied={copied} />}>
      <button
        type="button"
        onClickCapture={copy}
        className={cn('cursor-default rounded-sm text-start whitespace-nowrap', className)}
      >
        <time dateTime={new Date(at).toISOString()}>{text}</time>
      </button>
    </Hint>
  );
}

function ZoneList({ at, zone, copied }: { at: number; zone: string | undefined; copied: boolean }) {
  return (
    <span className="grid grid-cols-[auto_auto_auto] gap-x-3 gap-y-0.5 py-0.5 whitespace-nowrap">
      {timeLines(at, zone, useOwnZone()).map((line) => (
        <span key={line.label} className="col-span-3 grid grid-cols-subgrid">
          <span className="text-muted">{line.label}</span>
          <span>{line.text}</span>
          <span className="text-faint">{line.offset}</span>
        </span>
      ))}
      <span className="col-span-3 flex items-center gap-1 text-faint">
        {copied ? <Check className="size-3 text-completed" /> : null}
        {copied ? 'Copied as UTC' : 'Click copies it as UTC'}
      </span>
    </span>
  );
}
