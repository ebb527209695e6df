import type { BulkErrorRequest, BulkErrorResult } from '@tutti/contract';
import { useState } from 'react';
import { BulkDialog } from '../../ui/bulk-dialog.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { formatCount, plural } from '../../ui/format-number.ts';
import { bulkWords, reasonsOf, useBulkErrors } from './bulk-acts.ts';
import { ACTS, type Act } from './error-words.ts';

interface BulkErrorsProps {
  act: Act;
  count: number;
  chosenBy: string;
  target: Pick<BulkErrorRequest, 'ids' | 'filter'>;
  onClose: (acted: boolean) => void;
}

/** As many as one request takes. */
const MOST = 1000;

/** Says how many, chosen how, and what will happen; then acts, and tells of those that were left as they are. */
export function BulkErrors({ act, count, chosenBy, target, onClose }: BulkErrorsProps) {
  const [result, setResult] = useState<BulkErrorResult>();
  // What is asked about stays what is acted on, whatever arrives meanwhile.
  const [wanted] = useState({ count, target });
  const bulk = useBulkErrors((came) => (came.refused.length > 0 ? setResult(came) : onClose(true)));
  if (result) return <PartialResult result={result} onClose={() => onClose(true)} />;
  const { label, effect } = ACTS[act];
  return (
    <BulkDialog
      title={`${label} ${plural(wanted.count, 'error')}?`}
      count={
        wanted.count > MOST
          ? `${formatCount(wanted.count)}; the oldest ${formatCount(MOST)} of them now`
          : formatCount(wanted.count)
      }
      chosenBy={chosenBy}
      effect={effect}
      action={`${label} ${formatCount(Math.min(MOST, wanted.count))}`}
      busy={bulk.isPending}
      onConfirm={(notes) => bulk.mutate({ action: act, ...wanted.target, ...(notes && { notes }) })}
      onClose={() => onClose(false)}
    />
  );
}

function PartialResult({ result, onClose }: { result: BulkErrorResult; onClose: () => void }) {
  return (
    <Dialog open onOpenChange={onClose} title={bulkWords(result)}>
      <ul className="flex max-h-60 flex-col gap-2 overflow-y-auto">
        {reasonsOf(result.refused).map(({ message, count, id }) => (
          <li key={id} className="flex gap-3">
            <span className="w-14 shrink-0 text-end font-medium">{formatCount(count)} ×</span>
            <span className="min-w-0 break-words">{message}</span>
          </li>
        ))}
      </ul>
      <div className="mt-4 flex justify-end">
        <Button look="primary" autoFocus onClick={onClose}>
          Close
        </Button>
      </div>
    </Dialog>
  );
}
