import { Field, Input, Select } from '../../../ui/field.tsx';
import { KeyValues } from './key-values.tsx';
import type { ScheduleForm } from './schedule-form.ts';
import { Section, type SectionProps } from './section.tsx';

/** Where it waits, what it shares with others, and what it needs of a node. */
export function QueueSection(props: SectionProps) {
  const { form, set, errors } = props;
  return (
    <Section title="Where it stands in line">
      <div className="grid gap-4 sm:grid-cols-2">
        <Text {...props} label="Queue" name="queue" />
        <Field label="Priority" hint="10 is served first." error={errors.text('priority')}>
          {(wiring) => (
            <Select
              {...wiring}
              value={form.priority}
              onChange={(event) => set({ priority: event.target.value })}
            >
              {Array.from({ length: 10 }, (_, index) => (
                <option key={index} value={10 - index}>
                  {10 - index}
                  {index === 5 ? ' (usual)' : ''}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Text
          {...props}
          label="Concurrency key"
          name="concurrencyKey"
          optional
          placeholder="customer:42"
          hint="Work of one key, of whatever queue, shares its limit."
        />
        {form.concurrencyKey.trim() === '' ? null : (
          <Text {...props} label="At the same time" name="concurrencyLimit" optional placeholder="1" />
        )}
        <Breaker {...props} />
        <Text
          {...props}
          label="Processor cores it needs"
          name="cpuCores"
          error="estimatedCost"
          optional
          placeholder="0.5"
          hint="It starts only where there is room for them."
        />
        <Text
          {...props}
          label="Memory it needs, in MB"
          name="memoryMb"
          error="estimatedCost.memoryMb"
          optional
          placeholder="512"
        />
      </div>
      <KeyValues
        label="Labels a worker must have"
        names={{ key: 'gpu', value: 'true' }}
        entries={form.requires}
        onChange={(requires) => set({ requires: requires ?? {} })}
        error={errors.text('requires')}
      />
    </Section>
  );
}

type TextName = 'queue' | 'concurrencyKey' | 'concurrencyLimit' | 'breakerName' | 'cpuCores' | 'memoryMb';
interface TextProps extends SectionProps {
  label: string;
  name: TextName & keyof ScheduleForm;
  /** The field of the server, where it is called otherwise. */
  error?: string;
  hint?: string;
  optional?: boolean;
  placeholder?: string;
}

const Text = ({
  form,
  set,
  errors,
  label,
  name,
  error = name,
  hint,
  optional = false,
  placeholder,
}: TextProps) => (
  <Field label={label} optional={optional} hint={hint} error={errors.text(error)}>
    {(wiring) => (
      <Input
        {...wiring}
        value={form[name]}
        placeholder={placeholder}
        onChange={(event) => set({ [name]: event.target.value })}
      />
    )}
  </Field>
);

function Breaker(props: SectionProps) {
  const { form, set, errors } = props;
  return (
    <>
      <Field label="Circuit breaker" error={form.breaker === 'named' ? undefined : errors.text('breaker')}>
        {(wiring) => (
          <Select
            {...wiring}
            value={form.breaker}
            onChange={(event) => set({ breaker: event.target.value as ScheduleForm['breaker'] })}
          >
            <option value="default">As the task type has it</option>
            <option value="none">None</option>
            <option value="named">By name</option>
          </Select>
        )}
      </Field>
      {form.breaker === 'named' ? (
        <Text
          {...props}
          label="Name of the breaker"
          name="breakerName"
          error="breaker"
          placeholder="payments"
        />
      ) : null}
    </>
  );
}
