import type { Channel, ChannelType } from '@tutti/contract';
import { useState } from 'react';
import { useClient } from '../../app/api.ts';
import { useAsk } from '../../app/changes/use-ask.ts';
import { Field, Input, Select, TextArea } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { NameField } from '../../ui/name-field.tsx';
import { PickMany } from '../../ui/pick-many.tsx';
import { Switch } from '../../ui/switch.tsx';
import { errorsOf, type FieldErrors } from '../schedules/form/field-errors.ts';
import { KeyValues } from '../schedules/form/key-values.tsx';
import {
  CHANNEL_KINDS,
  emptyChannelForm,
  formOfChannel,
  kindOf,
  toChannelDraft,
  type ChannelField,
} from './channel-form.ts';

/** Makes a way to reach people, or changes one. The type stays: another one is another channel. */
export function ChannelDialog({ channel, onClose }: { channel?: Channel; onClose: () => void }) {
  const client = useClient();
  const [form, setForm] = useState(() => (channel ? formOfChannel(channel) : emptyChannelForm));
  const save = useAsk({
    ask: async () => {
      const body = toChannelDraft(form);
      if (!channel) await client.createChannel({ body });
      else
        await client.replaceChannel(
          { params: { id: String(channel.id) }, body },
          { ifMatch: channel.updatedAt },
        );
    },
    refresh: ['notifications'],
    done: onClose,
  });
  const errors = errorsOf(save.error);
  const fields = kindOf(form.type)?.fields ?? [];
  const set = (name: string, value: unknown): void =>
    setForm((old) => ({ ...old, config: { ...old.config, [name]: value } }));
  return (
    <FormDialog
      title={channel ? `Edit ${channel.name}` : 'New channel'}
      action={channel ? 'Save' : 'Create channel'}
      busy={save.isPending}
      problems={errors.toldApart(['name', 'type', ...fields.map(({ name }) => `config.${name}`)])}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <NameField
          value={form.name}
          placeholder="ops"
          hint="Rules and schedules call it by this"
          onChange={(name) => setForm({ ...form, name })}
          error={errors.text('name')}
        />
        <Field label="Kind" error={errors.text('type')}>
          {(wiring) => (
            <Select
              {...wiring}
              disabled={channel !== undefined}
              value={form.type}
              onChange={(event) => setForm({ ...form, type: event.target.value as ChannelType })}
            >
              {CHANNEL_KINDS.map(({ type, label }) => (
                <option key={type} value={type}>
                  {label}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      {fields.map((field) => (
        <ConfigField
          key={`${form.type} ${field.name}`}
          field={field}
          value={form.config[field.name]}
          onChange={(value) => set(field.name, value)}
          errors={errors}
        />
      ))}
      <label className="flex items-center gap-2 self-start">
        <Switch
          aria-label="In use"
          checked={form.enabled}
          onCheckedChange={(enabled) => setForm({ ...form, enabled })}
        />
        {form.enabled ? 'On' : 'Off: messages to it are dropped'}
      </label>
    </FormDialog>
  );
}

interface ConfigFieldProps {
  field: ChannelField;
  value: unknown;
  onChange: (value: unknown) => void;
  errors: FieldErrors;
}

function ConfigField({ field, value, onChange, errors }: ConfigFieldProps) {
  const { name, label, hint, optional = false, secret, kind, placeholder } = field;
  const error = errors.text(`config.${name}`);
  if (kind === 'flag')
    return (
      <label className="flex items-center gap-2 self-start">
        <Switch aria-label={label} checked={value === true} onCheckedChange={onChange} />
        {label}
      </label>
    );
  if (kind === 'pairs')
    return (
      <KeyValues
        label={label}
        names={{ key: 'Name', value: 'Value' }}
        entries={(value ?? {}) as Record<string, string>}
        onChange={onChange}
        error={error}
      />
    );
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  const known = secret && text === '********';
  return (
    <Field
      label={label}
      optional={optional}
      hint={known ? 'Kept as it is unless you type another' : hint}
      error={error}
    >
      {(wiring) =>
        kind === 'list' ? (
          <PickMany
            wiring={wiring}
            label={label}
            values={(value ?? []) as string[]}
            onChange={onChange}
            choices={[]}
            {...(placeholder !== undefined && { placeholder })}
          />
        ) : kind === 'text' ? (
          <TextArea
            {...wiring}
            rows={2}
            value={text}
            placeholder={placeholder}
            onChange={(event) => onChange(event.target.value)}
            className="font-mono text-log"
          />
        ) : (
          <Input
            {...wiring}
            type={secret ? 'password' : 'text'}
            autoComplete={secret ? 'new-password' : 'off'}
            value={text}
            placeholder={placeholder}
            onFocus={(event) => known && event.target.select()}
            onChange={(event) => onChange(event.target.value)}
          />
        )
      }
    </Field>
  );
}
