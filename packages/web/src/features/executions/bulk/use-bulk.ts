import type { BulkAction } from '@tutti/contract';
import { useState } from 'react';
import { plural } from '../../../ui/format-number.ts';
import { useAct } from '../../../app/changes/use-act.ts';
import { BULK_ACTS, inParts, NO_OUTCOME, withResult, type BulkOutcome } from './bulk-acts.ts';

interface BulkWish {
  action: BulkAction;
  ids: readonly string[];
  reason: string | undefined;
  priority: number | undefined;
}

export interface Bulk {
  /** How many of how many have been asked for; undefined at rest. */
  progress: { asked: number; size: number } | undefined;
  run: (wish: BulkWish) => Promise<BulkOutcome>;
}

/** One act on many, part by part: exactly those that were chosen, however the list has moved on since. */
export function useBulk(): Bulk {
  const [progress, setProgress] = useState<Bulk['progress']>();
  const act = useAct({
    operation: 'bulkAct',
    input: ({ action, ids, reason, priority }: BulkWish) => ({
      body: { action, ids: [...ids], reason, ...(action === 'priority' && { priority }) },
    }),
    says: ({ action, ids }) => `${BULK_ACTS[action].label} ${plural(ids.length, 'execution')}`,
    failed: ({ ids }) => `Of ${ids.length} executions none was changed`,
    refresh: ['execution-heads', 'execution-counts', 'execution-details'],
  });
  const run = async (wish: BulkWish): Promise<BulkOutcome> => {
    let outcome = NO_OUTCOME;
    let asked = 0;
    try {
      for (const ids of inParts(wish.ids)) {
        setProgress({ asked, size: wish.ids.length });
        const answer = await act.mutateAsync({ ...wish, ids });
        if (answer.kind === 'done') outcome = withResult(outcome, answer.value);
        asked += ids.length;
      }
    } catch {
      // Told by the act itself; what was done before stands, and is told too.
    } finally {
      setProgress(undefined);
    }
    return outcome;
  };
  return { progress, run };
}
