import type { NamedRetryPolicy, RetryBackoff } from '@tutti/contract';
import { useState } from 'react';
import { useAct } from '../../../app/changes/use-act.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Field, FieldError, Input } from '../../../ui/field.tsx';
import { DurationInput } from '../../schedules/form/duration-input.tsx';
import { errorsOf, FieldErrors } from '../../schedules/form/field-errors.ts';
import { DelayPreview } from './delay-preview.tsx';
import { formOf, policyOf, type PolicyForm } from './policy-form.ts';

/** Edits a named policy; failures from then on follow it, on all nodes. */
export function PolicyDialog({ policy, onClose }: { policy: NamedRetryPolicy; onClose: () => void }) {
  const [form, setForm] = useState(formOf(policy));
  const save = useAct({
    operation: 'replaceRetryPolicy',
    input: (body: RetryBackoff) => ({ params: { name: policy.name }, body }),
    failed: false,
    done: onClose,
    refresh: ['retry-policies'],
  });
  const read = policyOf(form);
  const errors = read.policy ? errorsOf(save.error) : new FieldErrors(read.problems);
  const set = (change: Partial<PolicyForm>): void => setForm((now) => ({ ...now, ...change }));
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Edit the policy ${policy.name}`}
      description="Every schedule and execution that names it follows, from the next failure on."
      className="w-[min(560px,calc(100vw-24px))]"
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (read.policy) save.mutate(read.policy);
        }}
      >
        <div className="grid gap-4 sm:grid-cols-2">
          <NumberField
            label="Retries at most"
            value={form.maxRetries}
            error={errors.text('maxRetries')}
            onChange={(maxRetries) => set({ maxRetries })}
            autoFocus
          />
          <NumberField
            label="Multiplier"
            hint="Each wait is so many times the one before"
            value={form.multiplier}
            error={errors.text('multiplier')}
            onChange={(multiplier) => set({ multiplier })}
          />
          <DurationInput
            label="First wait"
            value={form.initialDelay}
            error={errors.text('initialDelayMs')}
            onChange={(initialDelay) => set({ initialDelay })}
          />
          <DurationInput
            label="Longest wait"
            value={form.maxDelay}
            error={errors.text('maxDelayMs')}
            onChange={(maxDelay) => set({ maxDelay })}
          />
          <NumberField
            label="Jitter, percent"
            hint="Each wait is longer or shorter by up to this share, by chance"
            value={form.jitter}
            error={errors.text('jitter')}
            onChange={(jitter) => set({ jitter })}
          />
        </div>
        <div className="rounded-md border border-line bg-bg p-3">
          <p className="mb-2 text-label font-medium text-muted">Retries would run</p>
          {read.policy ? (
            <DelayPreview policy={read.policy} />
          ) : (
            <p className="text-faint">once the marked fields are right</p>
          )}
        </div>
        {errors.general ? <FieldError>{errors.general}</FieldError> : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={!read.policy} busy={save.isPending}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface NumberFieldProps {
  label: string;
  hint?: string;
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
  autoFocus?: boolean;
}

const NumberField = ({ label, hint, value, error, onChange, autoFocus = false }: NumberFieldProps) => (
  <Field label={label} hint={hint} error={error}>
    {(wiring) => (
      <Input
        {...wiring}
        autoFocus={autoFocus}
        inputMode="decimal"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    )}
  </Field>
);
