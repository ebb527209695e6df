import { BREAKER_DEFAULTS, type Breaker } from '@tutti/contract';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, FieldError, Input } from '../../ui/field.tsx';
import { DurationInput } from '../schedules/form/duration-input.tsx';
import { errorsOf } from '../schedules/form/field-errors.ts';
import { useThresholds } from './breaker-actions.ts';
import { formOf, patchOf, type ThresholdForm } from './threshold-form.ts';

const FIELDS = [
  { name: 'failureRatePercent', label: 'Failure rate, percent', hint: 'This share of failures opens it' },
  { name: 'minCalls', label: 'Calls at least', hint: 'Before the share counts' },
  { name: 'failuresInARow', label: 'Failures in a row', hint: 'Open it, whatever the share' },
  { name: 'trials', label: 'Trials at once', hint: 'In the whole fleet, while it is half open' },
  { name: 'successesToClose', label: 'Successes to close', hint: 'Of trials' },
] as const;

/** When it opens, for how long, and what closes it again. An emptied field goes back to the default. */
export function ThresholdDialog({ breaker, onClose }: { breaker: Breaker; onClose: () => void }) {
  const [form, setForm] = useState(formOf(breaker.thresholds));
  const save = useThresholds(onClose);
  const errors = errorsOf(save.error);
  const set = (change: Partial<ThresholdForm>): void => setForm((now) => ({ ...now, ...change }));
  const submit = (): void => {
    const patch = patchOf(form, breaker.thresholds);
    if (Object.keys(patch).length === 0) return onClose();
    save.mutate({ key: breaker.key, patch });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Thresholds"
      description={`Of ${breaker.key}. An empty field goes back to its default.`}
      className="w-[min(560px,calc(100vw-24px))]"
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <div className="grid gap-4 sm:grid-cols-2">
          {FIELDS.map(({ name, label, hint }) => (
            <Field key={name} label={label} hint={hint} error={errors.text(name)}>
              {(wiring) => (
                <Input
                  {...wiring}
                  inputMode="numeric"
                  placeholder={String(BREAKER_DEFAULTS[name])}
                  value={form[name]}
                  onChange={(event) => set({ [name]: event.target.value })}
                />
              )}
            </Field>
          ))}
          <DurationInput
            label="Window"
            hint="Over which the share is taken"
            value={form.window}
            error={errors.text('windowMs')}
            onChange={(window) => set({ window })}
          />
          <DurationInput
            label="Open for"
            hint="Until trials are let through"
            value={form.open}
            error={errors.text('openMs')}
            onChange={(open) => set({ open })}
          />
        </div>
        {errors.general ? <FieldError>{errors.general}</FieldError> : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" busy={save.isPending}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
