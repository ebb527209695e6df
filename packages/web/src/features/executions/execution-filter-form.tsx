import type { ExecutionPhase } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../app/api.ts';
import { Field, Input, Select } from '../../ui/field.tsx';
import { toLocalInput, fromLocalInput } from '../../ui/local-input.ts';
import { ownZone, zoneLabel } from '../../ui/format-time.ts';
import { scheduleNamesQuery } from '../schedules/schedule-queries.ts';
import type { ChangeFilters } from './execution-filter-bar.tsx';
import { SPANS, type ExecutionFilters, type Span } from './execution-filters.ts';
import { executionFacetsQuery } from './execution-queries.ts';
import { shownStatus } from './execution-status.ts';
import { FacetField } from './facet-field.tsx';

const SPAN_WORDS: Record<Span, string> = {
  '1h': 'The last hour',
  '24h': 'The last 24 hours',
  '7d': 'The last 7 days',
};

/** What narrows the list beside status and text. Each change takes effect at once. */
export function ExecutionFilterForm({
  filters,
  onChange,
}: {
  filters: ExecutionFilters;
  onChange: ChangeFilters;
}) {
  const client = useClient();
  const names = useQuery(scheduleNamesQuery(client)).data?.items ?? [];
  const facets = useQuery(executionFacetsQuery(client, filters)).data;
  const nameOf = (id: string): string => names.find((each) => String(each.id) === id)?.name ?? `#${id}`;
  const phaseOf = (phase: string): string =>
    shownStatus({ status: 'pending', phase: phase as ExecutionPhase }).word;
  return (
    <div className="flex flex-col gap-3">
      <FacetField
        label="Schedule"
        values={facets?.schedule}
        chosen={filters.schedule?.toString()}
        wordOf={nameOf}
        onChange={(id) => onChange({ schedule: id === undefined ? undefined : Number(id) })}
      />
      <div className="grid grid-cols-2 gap-3">
        <FacetField
          label="Queue"
          values={facets?.queue}
          chosen={filters.queue}
          onChange={(queue) => onChange({ queue })}
        />
        <FacetField
          label="Type"
          values={facets?.type}
          chosen={filters.type}
          onChange={(type) => onChange({ type })}
        />
        <FacetField
          label="Waits as"
          values={facets?.phase}
          chosen={filters.phase}
          wordOf={phaseOf}
          onChange={(phase) => onChange({ phase: phase as ExecutionPhase | undefined })}
        />
        <FacetField
          label="Node"
          values={facets?.node}
          chosen={filters.node}
          onChange={(node) => onChange({ node })}
        />
        <FacetField
          label="Tag"
          values={facets?.tag}
          chosen={filters.tag}
          onChange={(tag) => onChange({ tag })}
        />
        <Field label="Enqueued">
          {(wiring) => (
            <Select
              {...wiring}
              value={filters.span ?? ''}
              onChange={(event) =>
                onChange({
                  span: (event.target.value || undefined) as Span | undefined,
                  from: undefined,
                  until: undefined,
                })
              }
            >
              <option value="">Any time</option>
              {(Object.keys(SPANS) as Span[]).map((span) => (
                <option key={span} value={span}>
                  {SPAN_WORDS[span]}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      {facets?.sampled ? (
        <p className="text-label text-faint">Counts are of the newest 10,000 that fit.</p>
      ) : null}
      <TimeField
        label="Since"
        value={filters.from}
        onChange={(from) => onChange({ from, span: undefined })}
      />
      <TimeField
        label="Before"
        value={filters.until}
        onChange={(until) => onChange({ until, span: undefined })}
      />
    </div>
  );
}

interface TimeFieldProps {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

function TimeField({ label, value, onChange }: TimeFieldProps) {
  return (
    <Field label={`${label} · ${zoneLabel(ownZone())}`}>
      {(wiring) => (
        <Input
          {...wiring}
          type="datetime-local"
          key={value}
          defaultValue={value ? toLocalInput(value, ownZone()) : ''}
          onBlur={(event) => onChange(fromLocalInput(event.target.value, ownZone()))}
        />
      )}
    </Field>
  );
}
