import { Field, Input, Select } from '../../../ui/field.tsx';
import { retryWords } from '../../executions/retry-words.ts';
import { CATCH_UPS, OVERLAPS, choiceOf } from '../policy-words.ts';
import { DurationInput } from './duration-input.tsx';
import type { RetryChoice } from './schedule-form.ts';
import { Section, type SectionProps } from './section.tsx';

export function FailureSection({ form, set, errors }: SectionProps) {
  return (
    <Section title="If it fails or hangs">
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Retries" hint={retryHint(form.retry)} error={errors.text('retryPolicy')}>
          {(wiring) => (
            <Select
              {...wiring}
              value={form.retry}
              onChange={(event) => set({ retry: event.target.value as RetryChoice })}
            >
              <option value="default">As the task type has it</option>
              <option value="standard">Standard</option>
              <option value="aggressive">Aggressive</option>
              <option value="conservative">Conservative</option>
              <option value="none">None</option>
              <option value="own">Own</option>
            </Select>
          )}
        </Field>
        <DurationInput
          label="Timeout"
          optional
          value={form.timeout}
          onChange={(timeout) => set({ timeout })}
          placeholder="default"
          error={errors.text('timeoutMs')}
          hint="Of each attempt. Shell 60 s, HTTP 30 s unless given."
        />
      </div>
      {form.retry === 'own' ? <OwnRetry form={form} set={set} errors={errors} /> : null}
    </Section>
  );
}

const retryHint = (choice: RetryChoice): string =>
  choice === 'default'
    ? 'Shell and HTTP: the standard policy.'
    : choice === 'own'
      ? 'The wait doubles from retry to retry.'
      : `${retryWords(choice)}.`;

function OwnRetry({ form, set, errors }: SectionProps) {
  const { ownRetry } = form;
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

export function OverlapSection({ form, set, errors }: SectionProps) {
  if (form.scheduleType === 'one_time') return null;
  const timed = form.scheduleType !== 'event';
  return (
    <Section title="If runs meet or were missed">
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label="The run before still goes on"
          hint={choiceOf(OVERLAPS, form.overlapPolicy)?.effect}
          error={errors.text('overlapPolicy')}
        >
          {(wiring) => (
            <Select
              {...wiring}
              value={form.overlapPolicy}
              onChange={(event) => set({ overlapPolicy: event.target.value as typeof form.overlapPolicy })}
            >
              {OVERLAPS.map((choice) => (
                <option key={choice.value} value={choice.value}>
                  {choice.label}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {timed ? <CatchUpFields form={form} set={set} errors={errors} /> : null}
        {timed ? (
          <DurationInput
            label="Jitter"
            optional
            value={form.jitter}
            onChange={(jitter) => set({ jitter })}
            error={errors.text('jitterMs')}
            hint="Starts up to this much later, by chance."
          />
        ) : null}
      </div>
    </Section>
  );
}

function CatchUpFields({ form, set, errors }: SectionProps) {
  return (
    <>
      <Field
        label="Catch up on missed slots"
        hint={choiceOf(CATCH_UPS, form.catchUpPolicy)?.effect}
        error={errors.text('catchUpPolicy')}
      >
        {(wiring) => (
          <Select
            {...wiring}
            value={form.catchUpPolicy}
            onChange={(event) => set({ catchUpPolicy: event.target.value as typeof form.catchUpPolicy })}
          >
            {CATCH_UPS.map((choice) => (
              <option key={choice.value} value={choice.value}>
                {choice.label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {form.catchUpPolicy === 'all' ? (
        <Field label="At most" error={errors.text('catchUpLimit')}>
          {(wiring) => (
            <Input
              {...wiring}
              inputMode="numeric"
              value={form.catchUpLimit}
              onChange={(event) => set({ catchUpLimit: event.target.value })}
            />
          )}
        </Field>
      ) : null}
    </>
  );
}
