import type { BatchResubmission, BatchResubmissionResult, Resubmission } from '@tutti/contract';
import { useNavigate } from '@tanstack/react-router';
import { useAct } from '../../app/changes/use-act.ts';
import { formatCount, plural } from '../../ui/format-number.ts';
import { toast } from '../../ui/toast.tsx';

const REFRESH = ['dead-letters', 'errors', 'execution-heads', 'execution-counts'] as const;

interface Resubmit {
  id: number;
  changes?: Resubmission;
}

/** Runs it again as a new execution, which a toast leads to. */
export function useResubmit(onDone?: () => void) {
  const navigate = useNavigate();
  return useAct({
    operation: 'resubmitDeadLetter',
    input: ({ id, changes }: Resubmit) => ({ params: { id: String(id) }, ...(changes && { body: changes }) }),
    failed: onDone ? false : ({ id }) => `Dead letter #${id} was not resubmitted`,
    done: (execution, { id }) => {
      onDone?.();
      toast.done(`Dead letter #${id} runs again`, {
        label: `Open #${execution.id}`,
        onClick: () => void navigate({ to: '/executions/$id', params: { id: String(execution.id) } }),
      });
    },
    refresh: REFRESH,
  });
}

export function useResolveLetter() {
  return useAct({
    operation: 'resolveDeadLetter',
    input: ({ id, notes }: { id: number; notes: string | undefined }) => ({
      params: { id: String(id) },
      body: notes === undefined ? {} : { notes },
    }),
    failed: ({ id }) => `Dead letter #${id} was not resolved`,
    refresh: REFRESH,
  });
}

/** `1 runs again; 9 wait for it; 2 refused` */
export function batchWords({ resubmitted, waiting, refused }: BatchResubmissionResult): string {
  const parts = [
    `${plural(resubmitted.length, 'runs', 'run')} again`,
    waiting > 0 && `${formatCount(waiting)} wait for their turn`,
    refused.length > 0 && `${formatCount(refused.length)} were left: ${refused[0]?.reason}`,
  ];
  return parts.filter(Boolean).join('; ');
}

export function useBatchResubmit(onDone: () => void) {
  return useAct({
    operation: 'resubmitDeadLetters',
    input: (body: BatchResubmission) => ({ body }),
    failed: () => 'The dead letters were not resubmitted',
    done: (result) => {
      toast.done(batchWords(result));
      onDone();
    },
    refresh: REFRESH,
  });
}

export function useArchive(onDone: () => void) {
  return useAct({
    operation: 'archiveDeadLetters',
    input: (body: Pick<BatchResubmission, 'ids' | 'filter'>) => ({ body }),
    failed: () => 'The dead letters were not archived',
    done: ({ archived, file }) => {
      toast.done(
        file === null ? 'There was nothing to archive' : `${plural(archived, 'dead letter')} moved to a file`,
      );
      onDone();
    },
    refresh: REFRESH,
  });
}

export function useRestore() {
  return useAct({
    operation: 'restoreDeadLetters',
    input: (file: string) => ({ body: { file } }),
    failed: (file) => `${file} was not restored`,
    done: ({ restored, skipped }) =>
      toast.done(
        `${plural(restored, 'dead letter')} restored${skipped > 0 ? `; ${formatCount(skipped)} were there already` : ''}`,
      ),
    refresh: REFRESH,
  });
}
