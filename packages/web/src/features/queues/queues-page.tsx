import type { Queue } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Layers } from 'lucide-react';
import { useMemo } from 'react';
import { useClient } from '../../app/api.ts';
import { ListTable } from '../../app/list/list-table.tsx';
import { StaleMark } from '../../app/stale.tsx';
import { Button } from '../../ui/button.tsx';
import { FilterChip } from '../../ui/chip.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Select } from '../../ui/field.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { matchesText } from '../../ui/matches-text.ts';
import { Page } from '../../ui/page.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { useMay } from '../access/use-may.ts';
import { nodesQuery } from '../nodes/node-queries.ts';
import { KeyList } from './key-list.tsx';
import { NodeRoom } from './node-room.tsx';
import { QueueCard, queueColumns } from './queue-columns.tsx';
import type { QueueFilters } from './queue-filters.ts';
import { keysQuery, queuesQuery } from './queue-queries.ts';
import { QUEUE_STANDINGS, queuesVerdict, queueStanding, shownQueue } from './queue-standing.ts';

export function QueuesPage() {
  const filters = useSearch({ from: '/queues' });
  const client = useClient();
  const queues = useQuery(queuesQuery(client));
  const nodes = useQuery(nodesQuery(client)).data;
  const verdict = queues.data && queuesVerdict(queues.data, nodes);
  return (
    <Page
      title="Queues"
      verdict={
        <span className="flex flex-wrap items-center gap-2">
          {verdict ? <StatusBadge kind={verdict.kind} word={verdict.text} /> : '…'}
          <StaleMark at={queues.dataUpdatedAt} />
        </span>
      }
    >
      {nodes ? <NodeRoom nodes={nodes} /> : null}
      <QueueFilterBar filters={filters} />
      {filters.view === 'keys' ? <KeyList text={filters.text} /> : <QueueList filters={filters} />}
    </Page>
  );
}

function useChange(): (change: Partial<QueueFilters>) => void {
  const navigate = useNavigate({ from: '/queues' });
  return (change) => void navigate({ search: (old) => ({ ...old, ...change }), replace: true });
}

const NOT_NARROWED = { state: undefined, text: undefined } as const;

function QueueFilterBar({ filters }: { filters: QueueFilters }) {
  const change = useChange();
  const keys = useQuery(keysQuery(useClient())).data;
  const onQueues = filters.view === undefined;
  const narrowed = filters.text !== undefined || filters.state !== undefined;
  return (
    <FilterBar
      search={{
        label: onQueues ? 'Search queues' : 'Search keys',
        placeholder: 'Name',
        value: filters.text,
        onChange: (text) => change({ text }),
      }}
      chips={
        filters.state ? (
          <FilterChip
            name="state"
            value={shownQueue(filters.state).word}
            onRemove={() => change({ state: undefined })}
          />
        ) : null
      }
      onClear={narrowed ? () => change(NOT_NARROWED) : undefined}
      end={
        <Segmented
          label="View"
          value={filters.view ?? 'queues'}
          onChange={(view) => change({ view: view === 'keys' ? 'keys' : undefined, state: undefined })}
          options={[
            { value: 'queues', label: 'Queues' },
            { value: 'keys', label: keys ? `Concurrency keys (${keys.length})` : 'Concurrency keys' },
          ]}
        />
      }
    >
      {onQueues ? <StateSelect value={filters.state} onChange={(state) => change({ state })} /> : null}
    </FilterBar>
  );
}

interface StateSelectProps {
  value: QueueFilters['state'];
  onChange: (state: QueueFilters['state']) => void;
}

const StateSelect = ({ value, onChange }: StateSelectProps) => (
  <Select
    aria-label="State"
    value={value ?? ''}
    onChange={(event) => onChange((event.target.value || undefined) as QueueFilters['state'])}
    className="w-36"
  >
    <option value="">Any state</option>
    {QUEUE_STANDINGS.map((standing) => (
      <option key={standing} value={standing}>
        {shownQueue(standing).word}
      </option>
    ))}
  </Select>
);

function QueueList({ filters }: { filters: QueueFilters }) {
  const navigate = useNavigate();
  const client = useClient();
  const query = useQuery(queuesQuery(client));
  const nodes = useQuery(nodesQuery(client)).data;
  const columns = useMemo(() => queueColumns(nodes), [nodes]);
  const rows = (query.data ?? []).filter(
    (queue) =>
      matchesText(filters.text, queue.name) &&
      (filters.state === undefined || queueStanding(queue, nodes) === filters.state),
  );
  return (
    <ListTable<Queue>
      label="Queues"
      list={{ rows, query }}
      rowKey={(queue) => queue.name}
      rowVersion={(queue) => queueStanding(queue, nodes)}
      columns={columns}
      compact={(queue) => <QueueCard queue={queue} nodes={nodes} />}
      compactHeight={72}
      onOpen={(queue) => void navigate({ to: '/queues/$name', params: { name: queue.name } })}
      rowKeys={[{ id: 'queue.pause', refused: useMay('queues:write').reason }]}
      empty={query.data?.length === 0 ? <NoQueues /> : <NoMatch />}
    />
  );
}

const NoQueues = () => (
  <EmptyState icon={<Layers />} title="No queue yet" command={'tutti run --queue mail --shell "date"'}>
    A queue is a lane of its own: what waits in it, how much of it runs at once, how often it starts, and a
    pause that stops nothing else. It is there from its first use on.
  </EmptyState>
);

function NoMatch() {
  const change = useChange();
  return (
    <EmptyState
      icon={<Layers />}
      title="Nothing matches these filters"
      action={<Button onClick={() => change(NOT_NARROWED)}>Clear all filters</Button>}
    >
      There are queues, but none that fit.
    </EmptyState>
  );
}
