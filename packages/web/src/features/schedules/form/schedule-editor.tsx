import type { Schedule, ScheduleDraft } from '@tutti/contract';
import { Link } from '@tanstack/react-router';
import { FileCode2, ListTree } from 'lucide-react';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { Button, buttonLook } from '../../../ui/button.tsx';
import { cn } from '../../../ui/cn.ts';
import { Field, FieldError, Input } from '../../../ui/field.tsx';
import { ownZone } from '../../../ui/format-time.ts';
import { Segmented } from '../../../ui/segmented.tsx';
import { Switch } from '../../../ui/switch.tsx';
import { useWidth } from '../../../ui/use-media.ts';
import { completed } from './draft-defaults.ts';
import { errorText, FieldErrors } from './field-errors.ts';
import { LeaveGuard } from './leave-guard.tsx';
import { FailureSection, OverlapSection } from './policy-sections.tsx';
import { PreviewPanel } from './preview-panel.tsx';
import { QueueSection } from './queue-section.tsx';
import { formOf, isUntimed, type ScheduleForm } from './schedule-form.ts';
import { Section, type SectionProps } from './section.tsx';
import { TaskSection } from './task-section.tsx';
import { TimingSection } from './timing-section.tsx';
import { roughDraft, toDraft, type Drafted } from './to-draft.ts';
import { usePreview, type LivePreview } from './use-preview.ts';
import { useSaveSchedule } from './use-save-schedule.ts';
import { WatchSection } from './watch-section.tsx';
import { WindowSection } from './window-section.tsx';

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
  'startsAt',
  'endsAt',
  'maxRuns',
  'blackouts',
  'expectedWithinMs',
  'maxDurationMs',
  'onFailure',
  'onSuccess',
  'errorSeverity',
  'concurrencyKey',
  'concurrencyLimit',
  'breaker',
  'estimatedCost',
  'requires',
];

interface ScheduleEditorProps {
  initial: ScheduleForm;
  existing?: Schedule;
}

/** The form of a new or existing schedule, or the same as YAML, with what its timing means beside it. */
export function ScheduleEditor({ initial, existing }: ScheduleEditorProps) {
  const [form, setForm] = useState(initial);
  const [yaml, setYaml] = useState<Written>();
  const rough = roughDraft(form);
  const timed = yaml?.drafted.kind === 'draft' ? { draft: yaml.drafted.draft, errors: [] } : rough;
  const live = usePreview(timed);
  const save = useSaveSchedule(existing);
  const width = useWidth();
  const wide = width === 'lg' || width === 'xl';
  const set = (change: Partial<ScheduleForm>): void => setForm((old) => ({ ...old, ...change }));
  const isEmptyYet = (form === initial && !existing) || isUntimed(form);
  // A refused timing is told while it is typed; the rest when the form was sent.
  const errors = isEmptyYet ? save.errors : save.errors.replacing('scheduleConfig', live.errors);
  // A text that cannot be read says nothing of when it runs.
  const unread = yaml?.drafted.kind === 'problems';
  const preview = <PreviewPanel timing={timed.draft} live={unread ? UNREAD : live} />;
  const toForm = (): void => {
    if (yaml?.drafted.kind !== 'draft') return;
    setForm(formOf(completed(yaml.drafted.draft), ownZone(), zoneOf(yaml.drafted.draft)));
    setYaml(undefined);
  };
  return (
    <form
      noValidate
      className="flex flex-1 flex-col"
      onSubmit={(event) => {
        event.preventDefault();
        save.submit(yaml?.drafted ?? toDraft(form));
      }}
    >
      <div className="grid w-full flex-1 gap-4 px-4 pt-2 pb-6 lg:grid-cols-[minmax(0,720px)_minmax(280px,360px)] lg:px-6">
        <div className="flex min-w-0 flex-col gap-4">
          <ViewSwitch yaml={yaml} toYaml={() => setYaml(NOT_WRITTEN)} toForm={toForm} />
          {yaml ? (
            <Suspense fallback={<div className="h-80" />}>
              <YamlView
                draft={rough.draft}
                text={yaml.text}
                onText={(text, drafted) => {
                  setYaml((old) => ({ text, drafted, first: old?.first ?? text }));
                  save.forget();
                }}
                saveErrors={save.errors}
              />
            </Suspense>
          ) : (
            <FormSections form={form} set={set} errors={errors} preview={wide ? null : preview} />
          )}
          {yaml && !wide ? preview : null}
        </div>
        {wide ? (
          <div>
            <div className="sticky top-4">{preview}</div>
          </div>
        ) : null}
      </div>
      <Footer save={save} existing={existing} asYaml={yaml !== undefined} />
      <LeaveGuard changed={yaml?.text !== yaml?.first || JSON.stringify(form) !== JSON.stringify(initial)} />
    </form>
  );
}

/** The text while it is edited as YAML; it then wins over the form. */
interface Written {
  text: string | undefined;
  /** As the form was written down. */
  first?: string;
  drafted: Drafted;
}
const UNREAD: LivePreview = {
  preview: undefined,
  errors: new FieldErrors([{ field: '', message: 'cannot be read' }]),
  behind: false,
};
const NOT_WRITTEN: Written = { text: undefined, drafted: { kind: 'problems', errors: [] } };

/** The reader of YAML is as large as the rest of the form, and few need it. */
const YamlView = lazy(async () => ({ default: (await import('./yaml/yaml-view.tsx')).YamlView }));

const zoneOf = ({ scheduleConfig }: ScheduleDraft): string | undefined =>
  typeof scheduleConfig['timezone'] === 'string' ? scheduleConfig['timezone'] : undefined;

interface ViewSwitchProps {
  yaml: Written | undefined;
  toYaml: () => void;
  toForm: () => void;
}

/** Back to the form only from a text that can be read. */
const ViewSwitch = ({ yaml, toYaml, toForm }: ViewSwitchProps) => (
  <div className="flex flex-wrap items-center gap-3">
    <Segmented
      inRow
      label="Edit as"
      value={yaml ? 'yaml' : 'form'}
      onChange={(view) => (view === 'yaml' ? toYaml() : toForm())}
      options={[
        { value: 'form', label: 'Form', icon: <ListTree aria-hidden="true" /> },
        { value: 'yaml', label: 'YAML', icon: <FileCode2 aria-hidden="true" /> },
      ]}
    />
    {yaml?.text !== undefined && yaml.drafted.kind === 'problems' ? (
      <span className="text-label text-muted">The form opens again when the text can be read.</span>
    ) : null}
  </div>
);

const FormSections = ({ preview, ...props }: SectionProps & { preview: ReactNode }) => (
  <>
    <NameSection {...props} />
    <TimingSection {...props} />
    {preview}
    <TaskSection {...props} />
    <FailureSection {...props} />
    <OverlapSection {...props} />
    <WindowSection {...props} />
    <WatchSection {...props} />
    <QueueSection {...props} />
  </>
);

function NameSection({ form, set, errors }: SectionProps) {
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
  asYaml: boolean;
}

function Footer({ save, existing, asYaml }: FooterProps) {
  const { errors } = save;
  const others = asYaml ? [] : errors.beside(SHOWN);
  return (
    <div className="sticky bottom-0 z-10 flex flex-wrap items-center gap-2 border-t border-line bg-surface px-4 py-3 lg:px-6">
      <Button type="submit" look="primary" busy={save.isPending}>
        {existing ? 'Save' : 'Create schedule'}
      </Button>
      {existing ? (
        <Link
          to="/schedules/$id"
          params={{ id: String(existing.id) }}
          ignoreBlocker
          className={cn(buttonLook(), 'tap')}
        >
          Cancel
        </Link>
      ) : (
        <Link to="/schedules" ignoreBlocker className={cn(buttonLook(), 'tap')}>
          Cancel
        </Link>
      )}
      <div className="min-w-0 flex-1">
        {errors.general ? <FieldError>{errors.general}</FieldError> : null}
        {others.map((error) => (
          <FieldError key={error.field}>{errorText(error, '')}</FieldError>
        ))}
        {!errors.isEmpty && !errors.general && others.length === 0 ? (
          <FieldError>Not saved: see the marked {asYaml ? 'lines' : 'fields'}.</FieldError>
        ) : null}
      </div>
    </div>
  );
}
