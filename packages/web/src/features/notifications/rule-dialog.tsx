import type { FieldError, Rule, RuleDraft } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../../app/api.ts';
import { useAsk } from '../../app/changes/use-ask.ts';
import { Field, FieldError as ErrorLine, Input, Select } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { ownZone } from '../../ui/format-time.ts';
import { NameField } from '../../ui/name-field.tsx';
import { PickMany } from '../../ui/pick-many.tsx';
import { Switch } from '../../ui/switch.tsx';
import { DurationInput } from '../schedules/form/duration-input.tsx';
import { errorsOf, FieldErrors } from '../schedules/form/field-errors.ts';
import { ZonePicker } from '../schedules/form/zone-picker.tsx';
import { scheduleNamesQuery } from '../schedules/schedule-queries.ts';
import { EventFields } from '../webhooks/event-fields.tsx';
import { channelLabel } from './channel-form.ts';
import { channelsQuery } from './notification-queries.ts';
import { emptyRuleForm, formOfRule, toRuleDraft, type RuleForm } from './rule-form.ts';

const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;
const SHOWN = [
  'name',
  'events',
  'filter',
  'scheduleIds',
  'severities',
  'channels',
  'groupBy',
  'renotifyMs',
  'quietHours',
];

interface PartProps {
  form: RuleForm;
  set: (change: Partial<RuleForm>) => void;
  errors: FieldErrors;
}

/** Which events are told through which channels, how often, and when not. */
export function RuleDialog({ rule, onClose }: { rule?: Rule; onClose: () => void }) {
  const client = useClient();
  const [form, setForm] = useState(() => (rule ? formOfRule(rule, ownZone()) : emptyRuleForm(ownZone())));
  const [own, setOwn] = useState<readonly FieldError[]>([]);
  const save = useAsk({
    ask: async (body: RuleDraft) => {
      if (!rule) await client.createRule({ body });
      else await client.replaceRule({ params: { id: String(rule.id) }, body }, { ifMatch: rule.updatedAt });
    },
    refresh: ['notifications'],
    done: onClose,
  });
  const submit = (): void => {
    const drafted = toRuleDraft(form);
    setOwn(drafted.kind === 'problems' ? drafted.errors : []);
    if (drafted.kind === 'draft') save.mutate(drafted.draft);
  };
  const set = (change: Partial<RuleForm>): void => setForm((old) => ({ ...old, ...change }));
  const errors = own.length > 0 ? new FieldErrors(own) : errorsOf(save.error);
  const parts = { form, set, errors };
  return (
    <FormDialog
      title={rule ? `Edit ${rule.name}` : 'New rule'}
      action={rule ? 'Save' : 'Create rule'}
      busy={save.isPending}
      problems={errors.toldApart(SHOWN)}
      onSubmit={submit}
      onClose={onClose}
      className="w-[min(680px,calc(100vw-24px))]"
    >
      <Who {...parts} />
      <EventFields events={form.events} filter={form.filter} onChange={set} errors={errors} />
      <Which {...parts} />
      <Often {...parts} />
      <Quiet {...parts} />
      <label className="flex items-center gap-2 self-start">
        <Switch
          aria-label="In force"
          checked={form.enabled}
          onCheckedChange={(enabled) => set({ enabled })}
        />
        {form.enabled ? 'On: tells of what happens from now on' : 'Off'}
      </label>
    </FormDialog>
  );
}

function Who({ form, set, errors }: PartProps) {
  const channels = useQuery(channelsQuery(useClient())).data?.items ?? [];
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <NameField
        value={form.name}
        placeholder="failures"
        onChange={(next) => set({ name: next })}
        error={errors.text('name')}
      />
      <Field label="To" error={errors.text('channels')}>
        {(wiring) => (
          <PickMany
            wiring={wiring}
            label="Channels"
            strict
            values={form.channels}
            onChange={(next) => set({ channels: next })}
            choices={channels.map(({ name, type }) => ({ value: name, note: channelLabel(type) }))}
            placeholder={channels.length === 0 ? 'make a channel first' : 'pick a channel'}
          />
        )}
      </Field>
    </div>
  );
}

/** Schedules and severities: none means all. */
function Which({ form, set, errors }: PartProps) {
  const schedules = useQuery(scheduleNamesQuery(useClient())).data?.items ?? [];
  const nameOf = (id: number): string => schedules.find((one) => one.id === id)?.name ?? `#${id}`;
  const idOf = (name: string): number | undefined =>
    schedules.find((one) => one.name === name)?.id ?? (Number(name.slice(1)) || undefined);
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="Only of schedules" optional error={errors.text('scheduleIds')}>
        {(wiring) => (
          <PickMany
            wiring={wiring}
            label="Schedules"
            strict
            values={form.scheduleIds.map(nameOf)}
            onChange={(names) => set({ scheduleIds: names.flatMap((name) => idOf(name) ?? []) })}
            choices={schedules.map(({ name }) => ({ value: name }))}
            placeholder="all"
          />
        )}
      </Field>
      <Field label="Only as grave as" optional error={errors.text('severities')}>
        {(wiring) => (
          <PickMany
            wiring={wiring}
            label="Severities"
            strict
            values={form.severities}
            onChange={(values) =>
              set({ severities: SEVERITIES.filter((severity) => values.includes(severity)) })
            }
            choices={SEVERITIES.map((value) => ({ value }))}
            placeholder="all"
          />
        )}
      </Field>
    </div>
  );
}

const GROUPS = [
  { value: 'schedule', label: 'of a schedule' },
  { value: 'fingerprint', label: 'of one kind of error' },
  { value: 'none', label: 'none: tell of every single one' },
];

function Often({ form, set, errors }: PartProps) {
  const own = !GROUPS.some(({ value }) => value === form.groupBy);
  return (
    <>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field label="One alert for the events" error={own ? undefined : errors.text('groupBy')}>
          {(wiring) => (
            <Select
              {...wiring}
              value={own ? 'own' : form.groupBy}
              onChange={(event) =>
                set({ groupBy: event.target.value === 'own' ? 'data.' : event.target.value })
              }
            >
              {GROUPS.map(({ value, label }) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
              <option value="own">with the same value of …</option>
            </Select>
          )}
        </Field>
        {own ? (
          <Field label="A path into the event" error={errors.text('groupBy')}>
            {(wiring) => (
              <Input
                {...wiring}
                value={form.groupBy}
                placeholder="data.orderId"
                onChange={(event) => set({ groupBy: event.target.value })}
                className="font-mono"
              />
            )}
          </Field>
        ) : null}
        {form.groupBy === 'none' ? null : (
          <DurationInput
            label="Told again after"
            hint="Meanwhile further ones are only counted"
            value={form.renotify}
            onChange={(renotify) => set({ renotify })}
            error={errors.text('renotifyMs')}
          />
        )}
      </div>
      <label className="flex items-center gap-2 self-start">
        <Switch
          aria-label="Also tell when it has recovered"
          checked={form.recovered}
          onCheckedChange={(recovered) => set({ recovered })}
        />
        Also tell when it has recovered
      </label>
    </>
  );
}

function Quiet({ form, set, errors }: PartProps) {
  const { quietHours: hours } = form;
  const change = (next: Partial<RuleForm['quietHours']>): void => set({ quietHours: { ...hours, ...next } });
  const time = (field: 'from' | 'until', label: string) => (
    <Field label={label} error={errors.text(`quietHours.${field}`)}>
      {(wiring) => (
        <Input
          {...wiring}
          type="time"
          value={hours[field]}
          onChange={(event) => change({ [field]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <fieldset className="flex flex-col gap-3 rounded-md border border-line p-3">
      <legend className="sr-only">Quiet hours</legend>
      <label className="flex items-center gap-2 self-start">
        <Switch aria-label="Quiet hours" checked={form.quiet} onCheckedChange={(quiet) => set({ quiet })} />
        Quiet hours: messages are held until their end
      </label>
      {form.quiet ? (
        <>
          <div className="grid gap-4 sm:grid-cols-[112px_112px_minmax(0,1fr)]">
            {time('from', 'From')}
            {time('until', 'Until')}
            <ZonePicker
              label="Time zone"
              value={hours.timezone}
              onChange={(timezone) => change({ timezone })}
              error={errors.text('quietHours.timezone')}
            />
          </div>
          <label className="flex items-center gap-2 self-start">
            <Switch
              aria-label="Critical ones pass"
              checked={hours.exceptCritical}
              onCheckedChange={(exceptCritical) => change({ exceptCritical })}
            />
            Critical ones pass
          </label>
          {errors.of('quietHours')?.field === 'quietHours' ? (
            <ErrorLine>{errors.text('quietHours')}</ErrorLine>
          ) : null}
        </>
      ) : null}
    </fieldset>
  );
}
