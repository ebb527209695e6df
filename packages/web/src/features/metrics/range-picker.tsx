import type { MetricsInterval } from '@tutti/contract';
import { FilterChip } from '../../ui/chip.tsx';
import { formatClock, formatDay } from '../../ui/format-time.ts';
import { useOwnZone } from '../../ui/own-zone.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { intervalOf, rangeOf, RANGES, type Range } from './range.ts';

interface RangePickerProps {
  value: Range;
  onChange: (range: Range) => void;
}

/** The range of all charts of a page, and the stretch that was zoomed into, with the way back. */
export function RangePicker({ value, onChange }: RangePickerProps) {
  const interval = intervalOf(value);
  const zone = useOwnZone();
  return (
    <div className="flex flex-wrap items-center gap-2">
      {value.zoomFrom !== undefined && value.zoomTo !== undefined ? (
        <FilterChip
          name="zoom"
          value={zoomWords(value.zoomFrom, value.zoomTo, interval, zone)}
          onRemove={() => onChange(rangeOf(interval))}
        />
      ) : null}
      <Segmented
        inRow
        label="Range of the charts"
        value={interval}
        onChange={(next) => onChange(rangeOf(next))}
        options={RANGES.map((range) => ({ value: range, label: range.replace(/(?=.$)/, ' ') }))}
      />
    </div>
  );
}

function zoomWords(from: number, until: number, interval: MetricsInterval, zone: string): string {
  const at = (time: number): string =>
    interval === '7d'
      ? `${formatDay(time, zone, Date.now())} ${formatClock(time, zone)}`
      : formatClock(time, zone);
  return `${at(from)}–${at(until)}`;
}
