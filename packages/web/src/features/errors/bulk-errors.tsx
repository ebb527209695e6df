import type { BulkErrorRequest, BulkErrorResult } from '@tutti/contract';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { formatCount, plural } from '../../ui/format-number.ts';
import { Fact, Facts } from '../../ui/panel.tsx';
import { bulkWords, reasonsOf, useBulkErrors } from './bulk-acts.ts';
import { ACTS, type Act } from './error-words.ts';

interface BulkErrorsProps {
  act: Act;
  count: number;
  chosenBy: string;
  target: Pick<BulkErrorRequest, 'ids' | 'filter'>;
  onClose: (acted: boolean) => void;
}

/** Says how many, chosen how, and what will happen; then acts, and tells of those that were left as they are. */
export function BulkErrors({ act, count, chosenBy, target, onClose }: BulkErrorsProps) {
  const [notes, setNotes] = useState('');
  const [result, setResult] = useState<BulkErrorResult>();
  // What is asked about stays what is acted on, whatever arrives meanwhile.
  const [wanted] = useState({ count, target });
  const bulk = useBulkErrors((came) => (came.refused.length > 0 ? setResult(came) : onClose(true)));
  if (result) return <PartialResult result={result} onClose={() => onClose(true)} />;
  const { label, effect } = ACTS[act];
  const close = (open: boolean): void => {
    if (!open) onClose(false);
  };
  return (
    <Dialog open onOpenChange={close} title={`${label} ${plural(wanted.count, 'error')}?`}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          bulk.mutate({ action: act, ...wanted.target, ...(notes.trim() && { notes: notes.trim() }) });
        }}
      >
        <Facts>
          <Fact name="Count">{formatCount(wanted.count)}</Fact>
          <Fact name="Chosen by">{chosenBy}</Fact>
          <Fact name="Effect">{effect}</Fact>
        </Facts>
        <Field label="Notes" optional hint="Stand with each of them">
          {(wiring) => (
            <Input
              {...wiring}
              autoFocus
              maxLength={2000}
              value={notes}
              onChange={(event) => setNotes(event.target.value)}
            />
          )}
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={() => onClose(false)}>Leave them</Button>
          <Button type="submit" look="primary" busy={bulk.isPending}>
            {label} {formatCount(wanted.count)}
          </Button>
        </div>
      </form>
    </Dialog>
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
