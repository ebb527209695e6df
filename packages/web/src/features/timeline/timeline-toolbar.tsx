import { useQuery } from '@tanstack/react-query';
import { ChartGantt, ListFilter, Minus, Plus, Radio, SkipForward, Table2 } from 'lucide-react';
import { useState } from 'react';
import { useClient } from '../../app/api.ts';
import { Button } from '../../ui/button.tsx';
import { FilterChip } from '../../ui/chip.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { WordField } from '../../ui/filter-fields.tsx';
import { Hint } from '../../ui/hint.tsx';
import { Popover } from '../../ui/popover.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { useShortcut } from '../../ui/shortcuts.ts';
import { scheduleNamesQuery } from '../schedules/schedule-queries.ts';
import { useScheduleName } from '../schedules/use-schedule-name.ts';
import {
  follows,
  GROUPINGS,
  OFFERED_SPANS,
  rangeInAddress,
  rangeOf,
  SPAN_LABELS,
  SPANS,
  spanOf,
  zoomed,
  type Grouping,
  type OfferedSpan,
  type TimelineView,
} from './timeline-view.ts';

export type ChangeView = (change: Partial<TimelineView>) => void;

const GROUPING_LABELS: Record<Grouping, string> = { queue: 'Queue', schedule: 'Schedule', node: 'Node' };

/** By what, how much time, from when, and which. On a phone how it is shown stands beside by what, in two rows. */
export function TimelineToolbar({ view, change }: { view: TimelineView; change: ChangeView }) {
  const scheduleName = useScheduleName(view.schedule);
  return (
    <div className="flex flex-wrap items-center gap-2 px-4 py-2 lg:px-6">
      <div className="max-sm:-order-2">
        <Segmented
          inRow
          label="A row for each"
          value={view.by ?? 'queue'}
          onChange={(by) => change({ by: by === 'queue' ? undefined : by })}
          options={GROUPINGS.map((value) => ({ value, label: GROUPING_LABELS[value] }))}
        />
      </div>
      <SpanPicker view={view} change={change} />
      <Filter view={view} change={change} />
      {view.queue ? (
        <span className="max-sm:order-last">
          <FilterChip name="queue" value={view.queue} onRemove={() => change({ queue: undefined })} />
        </span>
      ) : null}
      {view.schedule ? (
        <span className="max-sm:order-last">
          <FilterChip
            name="schedule"
            value={scheduleName ?? `#${view.schedule}`}
            onRemove={() => change({ schedule: undefined })}
          />
        </span>
      ) : null}
      <div className="ml-auto max-sm:-order-1">
        <Segmented
          inRow
          label="Show as"
          value={view.show ?? 'chart'}
          onChange={(show) => change({ show: show === 'table' ? 'table' : undefined })}
          options={[
            { value: 'chart', label: <Wide>Chart</Wide>, icon: <ChartGantt aria-hidden="true" /> },
            { value: 'table', label: <Wide>Table</Wide>, icon: <Table2 aria-hidden="true" /> },
          ]}
        />
      </div>
    </div>
  );
}

/** A phone has room for the sign alone; the word is still heard. */
const Wide = ({ children }: { children: string }) => <span className="max-sm:sr-only">{children}</span>;

function Filter({ view, change }: { view: TimelineView; change: ChangeView }) {
  const [open, setOpen] = useState(false);
  useShortcut('filter.focus', () => setOpen(true));
  return (
    <Popover
      label="Filters"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button icon={<ListFilter />} className="max-sm:px-2">
          <Wide>Filter</Wide>
        </Button>
      }
    >
      <FilterForm view={view} change={change} />
    </Popover>
  );
}

function SpanPicker({ view, change }: { view: TimelineView; change: ChangeView }) {
  const range = rangeOf(view, Date.now());
  const zoom = (factor: number): void =>
    change(rangeInAddress(zoomed(range, factor, (range.from + range.until) / 2)));
  const choose = (span: OfferedSpan): void => {
    if (follows(view)) return change({ span });
    const middle = (range.from + range.until) / 2;
    change(rangeInAddress({ from: middle - SPANS[span] / 2, until: middle + SPANS[span] / 2 }));
  };
  return (
    <div className="flex items-center gap-1">
      <Segmented
        inRow
        label="Time in sight"
        value={OFFERED_SPANS.find((span) => span === spanOf(range)) ?? 'own'}
        onChange={(span) => span !== 'own' && choose(span)}
        options={OFFERED_SPANS.map((value) => ({ value, label: SPAN_LABELS[value] }))}
      />
      <Hint content="Zoom out (−)">
        <Button
          look="ghost"
          size="icon"
          aria-label="Zoom out"
          className="max-sm:hidden"
          icon={<Minus />}
          onClick={() => zoom(2)}
        />
      </Hint>
      <Hint content="Zoom in (+)">
        <Button
          look="ghost"
          size="icon"
          aria-label="Zoom in"
          className="max-sm:hidden"
          icon={<Plus />}
          onClick={() => zoom(0.5)}
        />
      </Hint>
      {follows(view) ? (
        <span
          title="Follows the present; panning and zooming stop that"
          className="flex h-8 items-center gap-1.5 px-2 text-muted [&_svg]:size-4 [&_svg]:stroke-[1.5]"
        >
          <Radio aria-hidden="true" />
          Live
        </span>
      ) : (
        <Button icon={<SkipForward />} onClick={() => change({ from: undefined, until: undefined })}>
          <span>
            <Wide>Back to </Wide>
            <span className="max-sm:capitalize">now</span>
          </span>
        </Button>
      )}
    </div>
  );
}

function FilterForm({ view, change }: { view: TimelineView; change: ChangeView }) {
  const names = useQuery(scheduleNamesQuery(useClient()));
  return (
    <div className="flex flex-col gap-3">
      <Field label="Schedule">
        {(wiring) => (
          <Select
            {...wiring}
            value={view.schedule ?? ''}
            onChange={(event) => change({ schedule: Number(event.target.value) || undefined })}
          >
            <option value="">Any, and none</option>
            {names.data?.items.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <WordField label="Queue" value={view.queue} onChange={(queue) => change({ queue })} />
    </div>
  );
}
