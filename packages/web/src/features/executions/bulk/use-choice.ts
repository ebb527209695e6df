import type { ExecutionStatus } from '@tutti/contract';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../../../app/api.ts';
import { causeOf } from '../../../ui/error-panel.tsx';
import { toast } from '../../../ui/toast.tsx';
import { useSelection, type Selection } from '../../../ui/use-selection.ts';
import { toListInput, type ExecutionFilters } from '../execution-filters.ts';

/** Everything that matched, as the server counted it at one moment. */
export interface Whole {
  at: number;
  counts: Partial<Record<ExecutionStatus, number>>;
  /** The oldest only: there are more than can be chosen at once. */
  truncated: boolean;
}

export interface Choice {
  selection: Selection;
  whole: Whole | undefined;
  chooseAll: () => void;
  choosing: boolean;
}

/**
 * What is chosen of the executions. Everything that matches is chosen by the ids that the server counts: an act then
 * reaches these and no others, also when more match by the time it is done.
 */
export function useChoice(filters: ExecutionFilters): Choice {
  const client = useClient();
  const { peek: _, ...narrowing } = filters;
  const selection = useSelection(JSON.stringify(narrowing));
  const [whole, setWhole] = useState<Whole>();
  if (whole && selection.size === 0) setWhole(undefined);
  const preview = useMutation({
    mutationFn: () => client.previewBulk({ body: { filter: toListInput(filters, Date.now()) } }),
    onSuccess: ({ ids, counts, truncated }) => {
      selection.choose(ids.map(String));
      setWhole({ at: Date.now(), counts, truncated });
    },
    onError: (error) => toast.failed('What matches could not be counted', causeOf(error)),
  });
  return { selection, whole, chooseAll: () => preview.mutate(), choosing: preview.isPending };
}
