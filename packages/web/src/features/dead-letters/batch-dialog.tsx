import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, FieldError, Input } from '../../ui/field.tsx';
import { formatCapped, formatCount } from '../../ui/format-number.ts';
import { Fact, Facts } from '../../ui/panel.tsx';
import { Switch } from '../../ui/switch.tsx';
import { useBatchResubmit } from './letter-actions.ts';
import { filterWords, letterConditions, type LetterFilters } from './letter-filters.ts';

interface BatchDialogProps {
  filters: LetterFilters;
  /** Chosen one by one; absent: all pending ones that match. */
  ids?: number[] | undefined;
  count: number;
  capped: boolean;
  onClose: (acted: boolean) => void;
}

const MOST_A_MINUTE = 100_000;
/** From so many on a canary is the wise choice. */
const CANARY_FROM = 5;

/** Resubmits all that match: behind a canary, at a rate, or at once. */
export function BatchDialog({ filters, ids, count, capped, onClose }: BatchDialogProps) {
  const [canary, setCanary] = useState(count >= CANARY_FROM);
  const [rate, setRate] = useState('');
  const batch = useBatchResubmit(() => onClose(true));
  const perMinute = rate.trim() === '' ? undefined : Number(rate);
  const wrong =
    perMinute !== undefined && !(Number.isInteger(perMinute) && perMinute >= 1 && perMinute <= MOST_A_MINUTE);
  const [shown] = useState({ count, capped });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose(false)}
      title={`Resubmit ${formatCapped(shown.count, shown.capped)}?`}
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (wrong) return;
          const which = ids ? { ids } : { filter: letterConditions(filters, Date.now()) };
          batch.mutate({ ...which, canary, ...(perMinute !== undefined && { ratePerMinute: perMinute }) });
        }}
      >
        <Facts>
          <Fact name="Count">{formatCapped(shown.count, shown.capped)}; 10,000 at most</Fact>
          <Fact name="Chosen by">{ids ? 'hand, one by one' : filterWords(filters)}</Fact>
          <Fact name="Effect">{effectWords(canary, wrong ? undefined : perMinute, shown.count)}</Fact>
        </Facts>
        <label className="flex items-start gap-3">
          <Switch aria-label="A canary first" checked={canary} onCheckedChange={setCanary} />
          <span>
            A canary first
            <span className="block text-label text-faint">
              One runs; the rest follows only if it succeeds.
            </span>
          </span>
        </label>
        <Field
          label="At most a minute"
          optional
          hint="Spares what they call. Empty: all at once."
          error={wrong ? `must be a whole number from 1 to ${formatCount(MOST_A_MINUTE)}` : undefined}
        >
          {(wiring) => (
            <Input
              {...wiring}
              inputMode="numeric"
              placeholder="60"
              value={rate}
              onChange={(event) => setRate(event.target.value)}
              className="w-32"
            />
          )}
        </Field>
        {batch.error ? <FieldError>{batch.error.message}</FieldError> : null}
        <div className="flex justify-end gap-2">
          <Button onClick={() => onClose(false)}>Leave them</Button>
          <Button type="submit" look="primary" busy={batch.isPending} disabled={wrong}>
            Resubmit
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function effectWords(canary: boolean, perMinute: number | undefined, count: number): string {
  const rest = perMinute === undefined ? 'all at once' : `${formatCount(perMinute)} a minute`;
  if (!canary || count < 2) return `Each runs again as a new execution, ${rest}.`;
  return `One runs again now. If it succeeds the other ${formatCount(count - 1)} follow, ${rest}; if it fails they stay.`;
}
