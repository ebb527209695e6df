import type { ErrorRecord } from '@tutti/contract';
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ListTable } from '../../app/list/list-table.tsx';
import { useLiveRows } from '../../app/list/list-rows.ts';
import { useSelection } from '../../ui/use-selection.ts';
import { ERROR_COLUMNS, ErrorCard } from './error-columns.tsx';
import type { ErrorFilters } from './error-filters.ts';
import { SelectedErrors } from './selected-errors.tsx';

interface ErrorTableProps {
  label: string;
  query: UseInfiniteQueryResult<InfiniteData<{ items: ErrorRecord[] }>>;
  filters: ErrorFilters;
  /** How many the filters match; absent where they cannot be meant as a whole. */
  matching?: { count: number; capped: boolean } | undefined;
  onPeek?: ((row: ErrorRecord) => void) | undefined;
  empty: ReactNode;
}

const keyOf = (row: ErrorRecord): string => String(row.id);

/** Single errors, to be opened or chosen. */
export function ErrorTable({ label, query, filters, matching, onPeek, empty }: ErrorTableProps) {
  const navigate = useNavigate();
  const { peek, ...narrowing } = filters;
  const scope = JSON.stringify(narrowing);
  const selection = useSelection(scope);
  const frozen = selection.size > 0 || peek !== undefined;
  const list = useLiveRows(query, { keyOf, scope, frozen });
  return (
    <ListTable<ErrorRecord>
      label={label}
      list={list}
      rowKey={keyOf}
      rowName={(row) => `${row.label}, error #${row.id}`}
      rowVersion={(row) => `${row.recoveryStatus} ${row.recoveryAttempts}`}
      columns={ERROR_COLUMNS}
      compact={(row) => <ErrorCard row={row} />}
      compactHeight={72}
      onOpen={(row) => void navigate({ to: '/errors/$id', params: { id: String(row.id) } })}
      onPeek={onPeek}
      selectedKey={peek === undefined ? undefined : String(peek)}
      selection={selection}
      empty={empty}
      bulk={<SelectedErrors selection={selection} filters={filters} rows={list.rows} matching={matching} />}
    />
  );
}
