import type { Schedule } from '@tutti/contract';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Button, buttonLook } from '../../../ui/button.tsx';
import { cn } from '../../../ui/cn.ts';
import { Field, FieldError, Input } from '../../../ui/field.tsx';
import { Switch } from '../../../ui/switch.tsx';
import { useWidth } from '../../../ui/use-media.ts';
import { errorText, type FieldErrors } from './field-errors.ts';
import { FailureSection, OverlapSection, QueueSection } from './policy-sections.tsx';
import { PreviewPanel } from './preview-panel.tsx';
import type { ScheduleForm } from './schedule-form.ts';
import { Section } from './section.tsx';
import { TaskSection } from './task-section.tsx';
import { TimingSection } from './timing-section.tsx';
import { usePreview } from './use-preview.ts';
import { useSaveSchedule } from './use-save-schedule.ts';

/** Fields that show their own error; an error elsewhere is told above the buttons. */
const SHOWN = [
  'name',
  'description',
  'tags',
  'taskType',
  'taskConfig',
  'scheduleConfig',
  'queue',
  'priority',
  'timeoutMs',
  'retryPolicy',
  'overlapPolicy',
  'catchUpPolicy',
  'catchUpLimit',
  'jitterMs',
];

/** The form of a new or existing schedule, with what its timing means beside it. */
export function ScheduleEditor({ initial, existing }: { initial: ScheduleForm; existing?: Schedule }) {
  const [form, setForm] = useState(initial);
  const live = usePreview(form);
  const save = useSaveSchedule(existing);
  const width = useWidth();
  const wide = width === 'lg' || width === 'xl';
  const set = (change: Partial<ScheduleForm>): void => setForm((old) => ({ ...old, ...change }));
  const isEmptyYet = form === initial && !existing;
  // A refused timing is told while it is typed; the rest when the form was sent.
  const errors = isEmptyYet ? save.errors : save.errors.replacing('scheduleConfig', live.errors);
  const props = { form, set, errors };
  return (
    <form
      noValidate
      className="flex flex-1 flex-col"
      onSubmit={(event) => {
        event.preventDefault();
        save.submit(form);
      }}
    >
      <div className="grid w-full flex-1 gap-4 px-4 pt-2 pb-6 lg:grid-cols-[minmax(0,720px)_minmax(280px,360px)] lg:px-6">
        <div className="flex min-w-0 flex-col gap-4">
          <NameSection {...props} />
          <TimingSection {...props} />
          {wide ? null : <PreviewPanel form={form} live={live} />}
          <TaskSection {...props} />
          <FailureSection {...props} />
          <OverlapSection {...props} />
          <QueueSection {...props} />
        </div>
        {wide ? (
          <div>
            <div className="sticky top-4">
              <PreviewPanel form={form} live={live} />
            </div>
          </div>
        ) : null}
      </div>
      <Footer save={save} existing={existing} errors={save.errors} />
    </form>
  );
}

function NameSection({
  form,
  set,
  errors,
}: {
  form: ScheduleForm;
  set: (change: Partial<ScheduleForm>) => void;
  errors: FieldErrors;
}) {
  return (
    <Section>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Name" error={errors.text('name')}>
          {(wiring) => (
            <Input
              {...wiring}
              autoFocus={form.name === ''}
              value={form.name}
              placeholder="nightly-backup"
              onChange={(event) => set({ name: event.target.value })}
            />
          )}
        </Field>
        <Field label="Tags" optional error={errors.text('tags')}>
          {(wiring) => (
            <Input
              {...wiring}
              value={form.tags}
              placeholder="backup, database"
              onChange={(event) => set({ tags: event.target.value })}
            />
          )}
        </Field>
      </div>
      <Field label="What it is for" optional error={errors.text('description')}>
        {(wiring) => (
          <Input
            {...wiring}
            value={form.description}
            onChange={(event) => set({ description: event.target.value })}
          />
        )}
      </Field>
      <label className="flex items-center gap-2 self-start">
        <Switch
          checked={form.enabled}
          onCheckedChange={(enabled) => set({ enabled })}
          aria-label="Fires by itself"
        />
        {form.enabled ? 'On: fires by itself' : 'Off: fires only by hand'}
      </label>
    </Section>
  );
}

interface FooterProps {
  save: ReturnType<typeof useSaveSchedule>;
  existing: Schedule | undefined;
  errors: FieldErrors;
}

function Footer({ save, existing, errors }: FooterProps) {
  const others = errors.beside(SHOWN);
  return (
    <div className="sticky bottom-0 z-10 flex flex-wrap items-center gap-2 border-t border-line bg-surface px-4 py-3 lg:px-6">
      <Button type="submit" look="primary" busy={save.isPending}>
        {existing ? 'Save' : 'Create schedule'}
      </Button>
      {existing ? (
        <Link to="/schedules/$id" params={{ id: String(existing.id) }} className={cn(buttonLook(), 'tap')}>
          Cancel
        </Link>
      ) : (
        <Link to="/schedules" className={cn(buttonLook(), 'tap')}>
          Cancel
        </Link>
      )}
      <div className="min-w-0 flex-1">
        {errors.general ? <FieldError>{errors.general}</FieldError> : null}
        {others.map((error) => (
          <FieldError key={error.field}>{errorText(error, '')}</FieldError>
        ))}
        {!errors.isEmpty && !errors.general && others.length === 0 ? (
          <FieldError>Not saved: see the marked fields.</FieldError>
        ) : null}
      </div>
    </div>
  );
}
