import type { Node } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Server } from 'lucide-react';
import { useClient } from '../../app/api.ts';
import { ListTable } from '../../app/list/list-table.tsx';
import { StaleMark } from '../../app/stale.tsx';
import { Beside } from '../../ui/beside.tsx';
import { Button } from '../../ui/button.tsx';
import { FilterChip } from '../../ui/chip.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Select } from '../../ui/field.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { Page } from '../../ui/page.tsx';
import { useShortcut } from '../../ui/shortcuts.ts';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { useWidth } from '../../ui/use-media.ts';
import { useMay } from '../access/use-may.ts';
import { NODE_COLUMNS, NodeCard } from './node-columns.tsx';
import { filterNodes, STANDINGS, type NodeFilters } from './node-filters.ts';
import { NodePanel } from './node-panel.tsx';
import { nodesQuery } from './node-queries.ts';
import { nodesVerdict, STANDING_WORDS } from './node-standing.ts';

export function NodesPage() {
  const filters = useSearch({ from: '/nodes' });
  const change = useChange();
  const list = useQuery(nodesQuery(useClient()));
  const phone = useWidth() === 'phone';
  const close = (): void => change({ peek: undefined });
  useShortcut('close', close, filters.peek !== undefined);
  const panel =
    filters.peek !== undefined && list.data ? (
      <NodePanel
        key={filters.peek}
        name={filters.peek}
        node={list.data.find(({ name }) => name === filters.peek)}
        onClose={close}
        className={phone ? 'flex-1' : 'w-120 shrink-0 border-l'}
      />
    ) : null;
  if (phone && panel) return panel;
  const verdict = list.data && nodesVerdict(list.data);
  return (
    <Beside peek={panel}>
      <Page
        title="Nodes"
        verdict={
          <span className="flex flex-wrap items-center gap-2">
            {verdict ? <StatusBadge kind={verdict.kind} word={verdict.text} /> : '…'}
            <StaleMark at={list.dataUpdatedAt} />
          </span>
        }
      >
        <NodeFilterBar filters={filters} />
        <NodeList filters={filters} />
      </Page>
    </Beside>
  );
}

function useChange(): (change: Partial<NodeFilters>) => void {
  const navigate = useNavigate({ from: '/nodes' });
  return (change) => void navigate({ search: (old) => ({ ...old, ...change }), replace: true });
}

const NOT_NARROWED = { state: undefined, text: undefined } as const;

function NodeFilterBar({ filters }: { filters: NodeFilters }) {
  const change = useChange();
  const narrowed = filters.text !== undefined || filters.state !== undefined;
  return (
    <FilterBar
      search={{
        label: 'Search nodes',
        placeholder: 'Name, host, label or role',
        value: filters.text,
        onChange: (text) => change({ text }),
      }}
      chips={
        filters.state ? (
          <FilterChip
            name="state"
            value={STANDING_WORDS[filters.state]}
            onRemove={() => change({ state: undefined })}
          />
        ) : null
      }
      onClear={narrowed ? () => change(NOT_NARROWED) : undefined}
    >
      <Select
        aria-label="State"
        value={filters.state ?? ''}
        onChange={(event) => change({ state: (event.target.value || undefined) as NodeFilters['state'] })}
        className="w-36"
      >
        <option value="">Any state</option>
        {STANDINGS.map((standing) => (
          <option key={standing} value={standing}>
            {STANDING_WORDS[standing]}
          </option>
        ))}
      </Select>
    </FilterBar>
  );
}

function NodeList({ filters }: { filters: NodeFilters }) {
  const change = useChange();
  const query = useQuery(nodesQuery(useClient()));
  const rows = filterNodes(query.data ?? [], filters);
  return (
    <ListTable<Node>
      label="Nodes"
      list={{ rows, query }}
      rowKey={(node) => node.name}
      rowVersion={(node) => `${node.state} ${node.stoppedAt ?? ''}`}
      columns={NODE_COLUMNS}
      compact={(node) => <NodeCard node={node} />}
      compactHeight={72}
      onOpen={(node) => change({ peek: node.name })}
      onPeek={(node) => change({ peek: node.name })}
      selectedKey={filters.peek}
      rowKeys={[{ id: 'node.drain', refused: useMay('nodes:admin').reason }]}
      empty={
        <EmptyState
          icon={<Server />}
          title="Nothing matches these filters"
          action={<Button onClick={() => change(NOT_NARROWED)}>Clear all filters</Button>}
        >
          There are nodes, but none that fit.
        </EmptyState>
      }
    />
  );
}
