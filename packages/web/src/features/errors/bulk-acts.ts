import type { BulkErrorRequest, BulkErrorResult } from '@tutti/contract';
import { useAct } from '../../app/changes/use-act.ts';
import { toast } from '../../ui/toast.tsx';
import { plural } from '../../ui/format-number.ts';
import { ACTS } from './error-words.ts';

/** `7 errors retried; 2 left as they were; 140 more match, do it again for them` */
export function bulkWords({ action, done, refused, truncated }: BulkErrorResult): string {
  const parts = [
    `${plural(done, 'error')} ${ACTS[action].past}`,
    refused.length > 0 && `${refused.length} left as they were`,
    truncated && 'more match: do it again for the rest',
  ];
  return parts.filter(Boolean).join('; ');
}

/** Equal reasons once, with how many there are of each. */
export function reasonsOf(
  refused: BulkErrorResult['refused'],
): { message: string; count: number; id: number }[] {
  const reasons = new Map<string, { message: string; count: number; id: number }>();
  for (const { id, message } of refused) {
    // The number of the record is what differs.
    const shape = message.replace(/\d+/, '…');
    const known = reasons.get(shape);
    if (known) known.count += 1;
    else reasons.set(shape, { message, count: 1, id });
  }
  return [...reasons.values()].sort((a, b) => b.count - a.count);
}

/** One act on many errors; `onDone` hears of those that were refused. */
export function useBulkErrors(onDone: (result: BulkErrorResult) => void) {
  return useAct({
    operation: 'actOnErrors',
    input: (body: BulkErrorRequest) => ({ body }),
    failed: ({ action }) => `The errors were not ${ACTS[action].past}`,
    done: (result) => {
      if (result.refused.length === 0) toast.done(bulkWords(result));
      onDone(result);
    },
    refresh: ['errors', 'dead-letters', 'recovery', 'execution-details', 'execution-heads'],
  });
}
