import type { ExecutionPhase } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../app/api.ts';
import { MomentFields, SpanField } from '../../ui/filter-fields.tsx';
import { scheduleNamesQuery } from '../schedules/schedule-queries.ts';
import type { ChangeFilters } from './execution-filter-bar.tsx';
import type { ExecutionFilters } from './execution-filters.ts';
import { executionFacetsQuery } from './execution-queries.ts';
import { shownStatus } from './execution-status.ts';
import { FacetField } from './facet-field.tsx';

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
    <>
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
        <SpanField label="Enqueued" value={filters.span} onChange={onChange} />
      </div>
      {facets?.sampled ? (
        <p className="text-label text-faint">
          {filters.text ? 'Counts are of the newest that fit.' : 'Counts are of the newest 10,000 that fit.'}
        </p>
      ) : null}
      <MomentFields
        from={filters.from}
        until={filters.until}
        onChange={(change) => onChange({ ...change, span: undefined })}
      />
    </>
  );
}
