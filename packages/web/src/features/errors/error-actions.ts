import type { ErrorRecord, RecoveryStatus } from '@tutti/contract';
import { useQueryClient, type InfiniteData, type QueryClient } from '@tanstack/react-query';
import { useAct } from '../../app/changes/use-act.ts';
import { ACTS, type Act } from './error-words.ts';

const REFRESH = ['errors', 'dead-letters', 'recovery', 'execution-details', 'execution-heads'] as const;

interface ActOn {
  record: ErrorRecord;
  notes?: string | undefined;
}

/** What a record shows until the server has answered. */
const AHEAD: Record<Act, RecoveryStatus> = {
  retry: 'retry_scheduled',
  resolve: 'resolved',
  ignore: 'ignored',
  escalate: 'escalated',
};
const OPERATIONS = {
  retry: 'retryError',
  resolve: 'resolveError',
  ignore: 'ignoreError',
  escalate: 'escalateError',
} as const satisfies Record<Act, string>;

/** One act on one record: shown at once, taken back when it was refused. */
export function useErrorAct(act: Act) {
  const queries = useQueryClient();
  return useAct({
    operation: OPERATIONS[act],
    input: ({ record, notes }: ActOn) => ({
      params: { id: String(record.id) },
      body: notes === undefined ? {} : { notes },
    }),
    failed: ({ record }) => `Error #${record.id} was not ${ACTS[act].past}`,
    ahead: ({ record }) => {
      patchError(queries, record.id, { recoveryStatus: AHEAD[act] });
      return () => patchError(queries, record.id, { recoveryStatus: record.recoveryStatus });
    },
    done: (answer) => patchError(queries, answer.id, answer),
    refresh: REFRESH,
  });
}

interface Page {
  items: ErrorRecord[];
}

/** Changes a record wherever it is shown; a list keeps it until it is read again. */
function patchError(queries: QueryClient, id: number, change: Partial<ErrorRecord>): void {
  const patched = (record: ErrorRecord): ErrorRecord =>
    record.id === id ? { ...record, ...change } : record;
  queries.setQueryData<ErrorRecord>(['errors', 'one', id], (record) => record && patched(record));
  queries.setQueriesData<InfiniteData<Page>>(
    { queryKey: ['errors', 'list'] },
    (data) =>
      data && { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.map(patched) })) },
  );
}

/** Lets retries run, or holds them, on all nodes. */
export function useRecoverySwitch(run: boolean) {
  return useAct({
    operation: run ? 'startRecovery' : 'stopRecovery',
    input: () => ({}),
    failed: () => `Recovery was not ${run ? 'started' : 'stopped'}`,
    refresh: ['recovery', 'errors'],
  });
}
