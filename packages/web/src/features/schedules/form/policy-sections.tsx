import { Field, Input, Select } from '../../../ui/field.tsx';
import { CATCH_UPS, OVERLAPS, choiceOf } from '../policy-words.ts';
import { DurationInput } from './duration-input.tsx';
import { OwnRetryFields, RetryChoiceField } from './retry-fields.tsx';
import { Section, type SectionProps } from './section.tsx';

export function FailureSection({ form, set, errors }: SectionProps) {
  return (
    <Section title="If it fails or hangs">
      <div className="grid gap-4 sm:grid-cols-2">
        <RetryChoiceField form={form} set={set} errors={errors} byDefault={BY_TASK_TYPE} />
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
      <OwnRetryFields form={form} set={set} errors={errors} />
    </Section>
  );
}

const BY_TASK_TYPE = {
  label: 'As the task type has it',
  effect: 'Shell and HTTP: the standard policy.',
};

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
