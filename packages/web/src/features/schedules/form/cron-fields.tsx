import { Field, FieldError, Input, Select } from '../../../ui/field.tsx';
import { Segmented } from '../../../ui/segmented.tsx';
import { useState } from 'react';
import { readCron, shapeOfKind, writeCron, type CronKind, type CronShape } from './cron-builder.ts';
import { CronExpression } from './cron-expression.tsx';
import type { SectionProps } from './section.tsx';
import { WeekdayPicker } from './weekday-picker.tsx';
import { ZonePicker } from './zone-picker.tsx';

const KINDS: readonly { value: CronKind | 'own'; label: string }[] = [
  { value: 'minutes', label: 'Minutes' },
  { value: 'hourly', label: 'Hourly' },
  { value: 'daily', label: 'Daily' },
  { value: 'weekly', label: 'Weekly' },
  { value: 'monthly', label: 'Monthly' },
  { value: 'own', label: 'Own expression' },
];

/** A cron timing by shape, or by its expression; either way the expression is in sight. */
export function CronFields({ form, set, errors }: SectionProps) {
  const shape = readCron(form.cron);
  const [byHand, setByHand] = useState(shape === undefined);
  const kind = byHand || !shape ? 'own' : shape.kind;
  const choose = (next: CronKind | 'own'): void => {
    setByHand(next === 'own');
    if (next !== 'own') set({ cron: writeCron(shapeOfKind(next, shape)) });
  };
  return (
    <>
      <Segmented label="How often" value={kind} onChange={choose} options={KINDS} />
      <div className="grid gap-4 sm:grid-cols-2">
        {kind === 'own' || !shape ? (
          <CronExpression
            value={form.cron}
            onChange={(cron) => set({ cron })}
            error={errors.of('scheduleConfig.cron')}
          />
        ) : (
          <ShapeFields shape={shape} onChange={(next) => set({ cron: writeCron(next) })} />
        )}
        <ZonePicker
          label="Time zone"
          value={form.zone}
          onChange={(zone) => set({ zone })}
          error={errors.text('scheduleConfig.timezone')}
        />
      </div>
      {kind === 'own' ? null : <WrittenCron cron={form.cron} error={errors.text('scheduleConfig.cron')} />}
      <Field label="When the clocks change" className="sm:w-1/2 sm:pr-2">
        {(wiring) => (
          <Select
            {...wiring}
            value={form.dst}
            onChange={(event) => set({ dst: event.target.value as 'once' | 'wall' })}
          >
            <option value="once">Run every time once</option>
            <option value="wall">Follow the clock on the wall</option>
          </Select>
        )}
      </Field>
    </>
  );
}

const WrittenCron = ({ cron, error }: { cron: string; error: string | undefined }) => (
  <div className="flex flex-col gap-1">
    <p className="text-label text-faint">
      As an expression: <code className="font-mono text-muted select-all">{cron}</code>
    </p>
    {error ? <FieldError>{error}</FieldError> : null}
  </div>
);

interface ShapeFieldsProps {
  shape: CronShape;
  onChange: (shape: CronShape) => void;
}

function ShapeFields({ shape, onChange }: ShapeFieldsProps) {
  switch (shape.kind) {
    case 'minutes':
      return <EveryMinutes shape={shape} onChange={onChange} />;
    case 'hourly':
      return (
        <Field label="At minute">
          {(wiring) => (
            <Input
              {...wiring}
              type="number"
              min={0}
              max={59}
              value={shape.minute}
              onChange={(event) =>
                onChange({ ...shape, minute: Math.min(59, Math.max(0, event.target.valueAsNumber || 0)) })
              }
            />
          )}
        </Field>
      );
    case 'daily':
      return <TimeField shape={shape} onChange={onChange} />;
    case 'weekly':
      return (
        <div className="flex flex-col gap-4">
          <WeekdayPicker days={shape.days} onChange={(days) => onChange({ ...shape, days })} />
          <TimeField shape={shape} onChange={onChange} />
        </div>
      );
    case 'monthly':
      return (
        <div className="grid grid-cols-2 gap-4">
          <DayOfMonth shape={shape} onChange={onChange} />
          <TimeField shape={shape} onChange={onChange} />
        </div>
      );
  }
}

const STEPS = [1, 2, 3, 5, 10, 15, 20, 30];

function EveryMinutes({
  shape,
  onChange,
}: {
  shape: Extract<CronShape, { kind: 'minutes' }>;
  onChange: (shape: CronShape) => void;
}) {
  return (
    <Field label="Every">
      {(wiring) => (
        <Select
          {...wiring}
          value={shape.every}
          onChange={(event) => onChange({ ...shape, every: Number(event.target.value) })}
        >
          {(STEPS.includes(shape.every) ? STEPS : [...STEPS, shape.every]).map((step) => (
            <option key={step} value={step}>
              {step === 1 ? 'minute' : `${step} minutes`}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

function TimeField({
  shape,
  onChange,
}: {
  shape: Extract<CronShape, { time: string }>;
  onChange: (shape: CronShape) => void;
}) {
  return (
    <Field label="At">
      {(wiring) => (
        <Input
          {...wiring}
          type="time"
          value={shape.time}
          onChange={(event) => {
            if (event.target.value) onChange({ ...shape, time: event.target.value.slice(0, 5) });
          }}
        />
      )}
    </Field>
  );
}

function DayOfMonth({
  shape,
  onChange,
}: {
  shape: Extract<CronShape, { kind: 'monthly' }>;
  onChange: (shape: CronShape) => void;
}) {
  return (
    <Field label="On day">
      {(wiring) => (
        <Select
          {...wiring}
          value={shape.day}
          onChange={(event) =>
            onChange({ ...shape, day: event.target.value === 'L' ? 'L' : Number(event.target.value) })
          }
        >
          {Array.from({ length: 31 }, (_, index) => (
            <option key={index} value={index + 1}>
              {index + 1}
            </option>
          ))}
          <option value="L">last</option>
        </Select>
      )}
    </Field>
  );
}
