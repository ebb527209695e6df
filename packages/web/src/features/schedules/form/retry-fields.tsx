import { Field, Input, Select } from '../../../ui/field.tsx';
import { retryWords } from '../../executions/retry-words.ts';
import { DurationInput } from './duration-input.tsx';
import type { FieldErrors } from './field-errors.ts';
import type { RetryChoice, RetryForm } from './retry-form.ts';

interface RetryFieldsProps {
  form: RetryForm;
  set: (change: Partial<RetryForm>) => void;
  errors: FieldErrors;
}

/** The policy; `byDefault` says what holds when none is chosen, first as a choice and then as its effect. */
export const RetryChoiceField = ({
  form,
  set,
  errors,
  byDefault,
}: RetryFieldsProps & { byDefault: { label: string; effect: string } }) => (
  <Field label="Retries" hint={retryHint(form, byDefault.effect)} error={errors.text('retryPolicy')}>
    {(wiring) => (
      <Select
        {...wiring}
        value={form.retry}
        onChange={(event) => set({ retry: event.target.value as RetryChoice })}
      >
        <option value="default">{byDefault.label}</option>
        <option value="standard">Standard</option>
        <option value="aggressive">Aggressive</option>
        <option value="conservative">Conservative</option>
        <option value="none">None</option>
        <option value="own">Own</option>
      </Select>
    )}
  </Field>
);

function retryHint({ retry, ownRetry: { multiplier } }: RetryForm, effect: string): string {
  if (retry === 'default') return effect;
  if (retry !== 'own') return `${retryWords(retry)}.`;
  return multiplier === 2
    ? 'The wait doubles from retry to retry.'
    : `Each wait is ${multiplier} times the one before.`;
}

/** The numbers of a policy of one's own; nothing for others. */
export function OwnRetryFields({ form, set, errors }: RetryFieldsProps) {
  const { retry, ownRetry } = form;
  if (retry !== 'own') return null;
  const change = (part: Partial<typeof ownRetry>): void => set({ ownRetry: { ...ownRetry, ...part } });
  return (
    <div className="grid gap-4 sm:grid-cols-3">
      <Field label="Retries at most" error={errors.text('retryPolicy.maxRetries')}>
        {(wiring) => (
          <Input
            {...wiring}
            inputMode="numeric"
            value={ownRetry.maxRetries}
            onChange={(event) => change({ maxRetries: event.target.value })}
          />
        )}
      </Field>
      <DurationInput
        label="First wait"
        value={ownRetry.initialDelay}
        onChange={(initialDelay) => change({ initialDelay })}
        error={errors.text('retryPolicy.initialDelayMs')}
      />
      <DurationInput
        label="Longest wait"
        value={ownRetry.maxDelay}
        onChange={(maxDelay) => change({ maxDelay })}
        error={errors.text('retryPolicy.maxDelayMs')}
      />
    </div>
  );
}
