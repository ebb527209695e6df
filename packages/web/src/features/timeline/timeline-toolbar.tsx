import { useQuery } from '@tanstack/react-query';
import { ChartGantt, ListFilter, Minus, Plus, Radio, SkipForward, Table2 } from 'lucide-react';
import { useClient } from '../../app/api.ts';
import { Button } from '../../ui/button.tsx';
import { FilterChip } from '../../ui/chip.tsx';
import { Field, Input, Select } from '../../ui/field.tsx';
import { Hint } from '../../ui/hint.tsx';
import { Popover } from '../../ui/popover.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { scheduleNamesQuery } from '../schedules/schedule-queries.ts';
import { useScheduleName } from '../schedules/use-schedule-name.ts';
import {
  follows,
  GROUPINGS,
  rangeInAddress,
  rangeOf,
  SPAN_LABELS,
  SPANS,
  spanOf,
  zoomed,
  type Grouping,
  type Span,
  type TimelineView,
} from './timeline-view.ts';

export type ChangeView = (change: Partial<TimelineView>) => void;

const GROUPING_LABELS: Record<Grouping, string> = { queue: 'Queue', schedule: 'Schedule', node: 'Node' };

/** By what, how much time, from when, and which. */
export function TimelineToolbar({ view, change }: { view: TimelineView; change: ChangeView }) {
  const scheduleName = useScheduleName(view.schedule);
  return (
    <div className="flex flex-wrap items-center gap-2 px-4 py-2 lg:px-6">
      <Segmented
        inRow
        label="A row for each"
        value={view.by ?? 'queue'}
        onChange={(by) => change({ by: by === 'queue' ? undefined : by })}
        options={GROUPINGS.map((value) => ({ value, label: GROUPING_LABELS[value] }))}
      />
      <SpanPicker view={view} change={change} />
      <Popover label="Filters" trigger={<Button icon={<ListFilter />}>Filter</Button>}>
        <FilterForm view={view} change={change} />
      </Popover>
      {view.queue ? (
        <FilterChip name="queue" value={view.queue} onRemove={() => change({ queue: undefined })} />
      ) : null}
      {view.schedule ? (
        <FilterChip
          name="schedule"
          value={scheduleName ?? `#${view.schedule}`}
          onRemove={() => change({ schedule: undefined })}
        />
      ) : null}
      <div className="ml-auto max-sm:ml-0">
        <Segmented
          inRow
          label="Show as"
          value={view.show ?? 'chart'}
          onChange={(show) => change({ show: show === 'table' ? 'table' : undefined })}
          options={[
            { value: 'chart', label: 'Chart', icon: <ChartGantt aria-hidden="true" /> },
            { value: 'table', label: 'Table', icon: <Table2 aria-hidden="true" /> },
          ]}
        />
      </div>
    </div>
  );
}

function SpanPicker({ view, change }: { view: TimelineView; change: ChangeView }) {
  const range = rangeOf(view, Date.now());
  const zoom = (factor: number): void =>
    change(rangeInAddress(zoomed(range, factor, (range.from + range.until) / 2)));
  const choose = (span: Span): void => {
    if (follows(view)) return change({ span });
    const middle = (range.from + range.until) / 2;
    change(rangeInAddress({ from: middle - SPANS[span] / 2, until: middle + SPANS[span] / 2 }));
  };
  return (
    <div className="flex items-center gap-1">
      <Segmented
        inRow
        label="Time in sight"
        value={spanOf(range) ?? 'own'}
        onChange={(span) => span !== 'own' && choose(span)}
        options={(Object.keys(SPANS) as Span[]).map((value) => ({ value, label: SPAN_LABELS[value] }))}
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
      <Button
        icon={follows(view) ? <Radio /> : <SkipForward />}
        disabled={follows(view)}
        onClick={() => change({ from: undefined, until: undefined })}
      >
        {follows(view) ? 'Live' : 'Back to now'}
      </Button>
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
      <Field label="Queue">
        {(wiring) => (
          <Input
            {...wiring}
            key={view.queue}
            defaultValue={view.queue}
            placeholder="Any"
            onBlur={(event) => change({ queue: event.target.value.trim() || undefined })}
            onKeyDown={(event) => {
              if (event.key === 'Enter') change({ queue: event.currentTarget.value.trim() || undefined });
            }}
          />
        )}
      </Field>
    </div>
  );
}
