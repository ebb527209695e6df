import type { Event, Execution, ExecutionSummary } from '@tutti/contract';
import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import { executionOf, patchExecution } from './execution-patch.ts';
import type { ExecutionPage } from './execution-rows.ts';

type ByExecution = ReadonlyMap<string, readonly Event[]>;

/** Lets a batch of events show at once on every execution that is on the screen, before anything is read again. */
export function patchExecutions(queries: QueryClient, events: readonly Event[]): void {
  const byExecution = groupByExecution(events);
  if (byExecution.size === 0) return;
  queries.setQueriesData<InfiniteData<ExecutionPage>>(
    { queryKey: ['execution-lists'] },
    (data) => data && patchPages(data, byExecution),
  );
  queries.setQueriesData<ExecutionPage>(
    { queryKey: ['execution-heads'] },
    (page) => page && patchPage(page, byExecution),
  );
  queries.setQueriesData<Execution>(
    { queryKey: ['execution-details'], predicate: ({ queryKey }) => queryKey.length === 2 },
    (execution) => execution && patchRow(execution, byExecution),
  );
}

/** Puts a fresh answer about one execution wherever it is shown. */
export function rememberExecution(queries: QueryClient, execution: Execution): void {
  for (const key of [String(execution.id), execution.executionId])
    queries.setQueryData(['execution-details', key], execution);
  const same = <R extends ExecutionSummary>(row: R): R =>
    row.executionId === execution.executionId ? { ...row, ...summaryOf(execution) } : row;
  queries.setQueriesData<InfiniteData<ExecutionPage>>(
    { queryKey: ['execution-lists'] },
    (data) =>
      data && { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.map(same) })) },
  );
}

function groupByExecution(events: readonly Event[]): ByExecution {
  const grouped = new Map<string, Event[]>();
  for (const event of events) {
    const id = executionOf(event);
    if (id === undefined) continue;
    const known = grouped.get(id);
    if (known) known.push(event);
    else grouped.set(id, [event]);
  }
  return grouped;
}

const patchRow = <R extends ExecutionSummary>(row: R, byExecution: ByExecution): R =>
  (byExecution.get(row.executionId) ?? []).reduce(patchExecution, row);

/** Untouched pages stay the same objects, so that nothing is drawn again for them. */
export function patchPage(page: ExecutionPage, byExecution: ByExecution): ExecutionPage {
  let changed = false;
  const items = page.items.map((row) => {
    const next = patchRow(row, byExecution);
    changed ||= next !== row;
    return next;
  });
  return changed ? { ...page, items } : page;
}

function patchPages(
  data: InfiniteData<ExecutionPage>,
  byExecution: ByExecution,
): InfiniteData<ExecutionPage> {
  const pages = data.pages.map((page) => patchPage(page, byExecution));
  return pages.every((page, index) => page === data.pages[index]) ? data : { ...data, pages };
}

function summaryOf({
  taskConfig: _c,
  metadata: _m,
  result: _r,
  trigger: _t,
  retryPolicy: _p,
  timeoutMs: _o,
  idempotencyKey: _k,
  ...summary
}: Execution): ExecutionSummary {
  return summary;
}
