import { Info } from 'lucide-react';
import { cn } from '../../../ui/cn.ts';
import { Distance } from '../../../ui/distance.tsx';
import { formatClock, formatDay, ownZone, zoneLabel } from '../../../ui/format-time.ts';
import { timingWords, yoursWords } from '../schedule-zone.ts';
import type { ScheduleDraft } from '@tutti/contract';
import type { LivePreview } from './use-preview.ts';

type PreviewedTiming = Pick<ScheduleDraft, 'scheduleType' | 'scheduleConfig'>;
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What the timing means: in words, and as the next runs. */
export function PreviewPanel({ timing, live }: { timing: PreviewedTiming; live: LivePreview }) {
  const { preview, behind } = live;
  return (
    <section aria-label="Preview" className="rounded-lg border border-line bg-surface shadow-card">
      <div aria-live="polite" className={cn('border-b border-line px-4 py-3', behind && 'fade-stale')}>
        <p className="text-label text-faint">It runs</p>
        <p className="text-section font-semibold text-pretty">{preview ? previewWords(timing, live) : '…'}</p>
      </div>
      <Runs timing={timing} live={live} />
    </section>
  );
}

/** `Every day 09:00 Berlin, 14:30 yours` */
export function previewWords(timing: PreviewedTiming, { preview }: LivePreview): string {
  if (!preview) return '';
  const { words, zone } = timingWords(preview.description);
  if (timing.scheduleType !== 'cron') return words;
  const yours = zone && yoursWords(preview.items[0]?.at, preview.timezone, ownZone());
  return [zone ? `${words} ${zone}` : words, yours].filter(Boolean).join(', ');
}

function Runs({ timing, live: { preview, errors, behind } }: { timing: PreviewedTiming; live: LivePreview }) {
  if (!errors.isEmpty)
    return <p className="px-4 py-3 text-muted">The next runs show here once the timing is right.</p>;
  if (!preview) return <div className="h-40" />;
  if (timing.scheduleType === 'event') {
    return (
      <p className="px-4 py-3 text-muted">
        Each time a matching event is appended. Emit one with{' '}
        <code className="font-mono text-log">
          tutti event emit {textOf(timing.scheduleConfig['event']) || 'order.paid'}
        </code>
        .
      </p>
    );
  }
  if (preview.items.length === 0) return <p className="px-4 py-3 text-muted">No run lies ahead.</p>;
  const zone = timing.scheduleType === 'cron' ? preview.timezone : ownZone();
  return (
    <ol aria-label="Next runs" className={cn('py-1', behind && 'fade-stale')}>
      {preview.items.map((item) => (
        <li key={item.at} className="px-4 py-1">
          <p className="flex items-baseline gap-2">
            <RunTime at={item.at} zone={zone} />
            <span className="ml-auto shrink-0 text-label text-faint">
              <Distance at={item.at} />
            </span>
          </p>
          {item.note ? (
            <p className="flex items-start gap-1.5 text-label text-timeout">
              <Info className="mt-px size-3.5 shrink-0 stroke-[1.5]" aria-hidden="true" />
              {item.note}
            </p>
          ) : null}
        </li>
      ))}
    </ol>
  );
}

const weekday = (at: number, zone: string): string =>
  new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone: zone }).format(at);
const withSeconds = (at: number): boolean => at % 60_000 !== 0;

/** `Mon 23 Nov 09:00 Berlin`, and one's own clock where it differs. */
function RunTime({ at: iso, zone }: { at: string; zone: string }) {
  const at = Date.parse(iso);
  const yours = yoursWords(iso, zone, ownZone());
  return (
    <span className="min-w-0">
      {weekday(at, zone)} {formatDay(at, zone, Date.now())}{' '}
      <b className="font-medium">{formatClock(at, zone)}</b>
      {withSeconds(at) ? `:${new Date(at).toISOString().slice(17, 19)}` : ''}{' '}
      <span className="text-faint">{zoneLabel(zone)}</span>
      {yours ? <span className="text-label text-faint"> · {yours}</span> : null}
    </span>
  );
}
