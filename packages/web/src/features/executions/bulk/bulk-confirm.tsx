import type { BulkAction } from '@tutti/contract';
import { useState } from 'react';
import { BulkDialog } from '../../../ui/bulk-dialog.tsx';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { formatCount, plural } from '../../../ui/format-number.ts';
import { toast } from '../../../ui/toast.tsx';
import { useScheduleName } from '../../schedules/use-schedule-name.ts';
import type { ExecutionFilters } from '../execution-filters.ts';
import { filterWords } from '../filter-words.ts';
import { PriorityField } from '../priority-field.tsx';
import { BULK_ACTS, countWords, type BulkOutcome, type StatusCounts } from './bulk-acts.ts';
import { useBulk } from './use-bulk.ts';
import type { Choice } from './use-choice.ts';

interface BulkConfirmProps {
  action: BulkAction;
  filters: ExecutionFilters;
  choice: Choice;
  counts: StatusCounts;
  onClose: () => void;
}

/** Asks, acts, and tells of those that were left as they are. */
export function BulkConfirm({ action, filters, choice, counts, onClose }: BulkConfirmProps) {
  const { selection, whole } = choice;
  // What is asked about stays what is acted on, whatever is chosen meanwhile.
  const [ids] = useState(selection.keys);
  const [priority, setPriority] = useState(8);
  const [outcome, setOutcome] = useState<BulkOutcome>();
  const bulk = useBulk();
  const act = BULK_ACTS[action];
  const scheduleName = useScheduleName(filters.schedule);
  const confirm = async (reason: string | undefined): Promise<void> => {
    const came = await bulk.run({ action, ids, reason, priority });
    if (came.refused > 0) return setOutcome(came);
    selection.clear();
    onClose();
    if (came.done > 0) toast.done(`${plural(came.done, 'execution')} ${act.past}`);
  };
  if (outcome) {
    const close = (): void => {
      selection.clear();
      onClose();
    };
    return <PartialResult action={action} outcome={outcome} onClose={close} />;
  }
  return (
    <BulkDialog
      title={`${act.label} ${plural(ids.length, 'execution')}?`}
      count={countWords(action, ids.length, counts)}
      chosenBy={whole ? `filter: ${filterWords(filters, scheduleName)}` : 'hand, one by one'}
      effect={act.effect}
      reason={act.reason}
      action={`${act.label} ${formatCount(ids.length)}`}
      danger={act.danger ?? false}
      busy={bulk.progress !== undefined}
      onConfirm={(reason) => void confirm(reason)}
      onClose={onClose}
    >
      {action === 'priority' ? <PriorityField value={priority} onChange={setPriority} /> : null}
      {bulk.progress && bulk.progress.size > bulk.progress.asked ? (
        <p role="status" className="text-muted">
          {formatCount(bulk.progress.asked)} of {formatCount(bulk.progress.size)} done …
        </p>
      ) : null}
    </BulkDialog>
  );
}

interface PartialResultProps {
  action: BulkAction;
  outcome: BulkOutcome;
  onClose: () => void;
}

function PartialResult({ action, outcome, onClose }: PartialResultProps) {
  const { done, refused, reasons } = outcome;
  return (
    <Dialog
      open
      title={`${formatCount(done)} ${BULK_ACTS[action].past}, ${formatCount(refused)} left as they were`}
      onOpenChange={onClose}
    >
      <ul className="flex max-h-60 flex-col gap-2 overflow-y-auto">
        {reasons.map(({ message, count, example }) => (
          <li key={message} className="flex gap-3">
            <span className="w-14 shrink-0 text-end font-medium">{formatCount(count)} ×</span>
            <span className="min-w-0 break-words">
              {message}{' '}
              <span className="text-faint">{count === 1 ? `#${example}` : `#${example} and others`}</span>
            </span>
          </li>
        ))}
      </ul>
      <div className="mt-4 flex justify-end">
        <Button look="primary" onClick={onClose}>
          Close
        </Button>
      </div>
    </Dialog>
  );
}
