import { ChevronLeft, ChevronRight, Globe } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { zoneLabel } from '../../ui/format-time.ts';
import { Hint } from '../../ui/hint.tsx';
import { Popover } from '../../ui/popover.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { useShortcut } from '../../ui/shortcuts.ts';
import { ZoneList } from '../../ui/zone-list.tsx';
import {
  besideOf,
  rangeWords,
  SHAPES,
  type CalendarRange,
  type CalendarView,
  type Shape,
} from './calendar-view.ts';

export type ChangeView = (change: Partial<CalendarView>) => void;

const LABELS: Record<Shape, string> = { day: 'Day', week: 'Week', month: 'Month' };

/** Which days, in how much detail, on whose clocks. */
export function CalendarToolbar({ range, change }: { range: CalendarRange; change: ChangeView }) {
  const go = (step: 1 | -1) => (): void => change({ date: besideOf(range, step), cell: undefined });
  useShortcut('sibling.previous', go(-1));
  useShortcut('sibling.next', go(1));
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Segmented
        inRow
        label="In sight"
        value={range.shape}
        onChange={(shape) => change({ shape: shape === 'week' ? undefined : shape, cell: undefined })}
        options={SHAPES.map((value) => ({ value, label: LABELS[value] }))}
      />
      <span className="flex items-center gap-1">
        <Hint content="Earlier ([)">
          <Button look="ghost" size="icon" aria-label="Earlier" icon={<ChevronLeft />} onClick={go(-1)} />
        </Hint>
        <Button onClick={() => change({ date: undefined, cell: undefined })}>Today</Button>
        <Hint content="Later (])">
          <Button look="ghost" size="icon" aria-label="Later" icon={<ChevronRight />} onClick={go(1)} />
        </Hint>
      </span>
      <h2 className="text-section font-semibold">{rangeWords(range)}</h2>
      <div className="ml-auto max-sm:ml-0">
        <Popover
          label="Time zone"
          align="end"
          className="w-80 p-0"
          trigger={<Button icon={<Globe />}>{zoneLabel(range.zone)}</Button>}
        >
          {(close) => (
            <ZoneList
              value={range.zone}
              onSelect={(zone) => {
                change({ zone, cell: undefined });
                close();
              }}
            />
          )}
        </Popover>
      </div>
    </div>
  );
}
