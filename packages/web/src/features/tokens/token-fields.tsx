import type { Role } from '@tutti/contract';
import { useMemo } from 'react';
import { TagMark } from '../../ui/chip.tsx';
import { Field, FieldError, Input, Select } from '../../ui/field.tsx';
import { ownZone, zoneLabel } from '../../ui/format-time.ts';
import { NameField } from '../../ui/name-field.tsx';
import { fromLocalInput, toLocalInput } from '../../ui/local-input.ts';
import { PickMany } from '../../ui/pick-many.tsx';
import type { FieldErrors } from '../schedules/form/field-errors.ts';
import type { TokenForm } from './token-form.ts';
import { EXPIRIES, knownScopes, limitWords, ROLES, rolesScopes, type Expiry } from './token-words.ts';

interface TokenFieldsProps {
  form: TokenForm;
  set: (change: Partial<TokenForm>) => void;
  errors: FieldErrors;
}

export function TokenFields({ form, set, errors }: TokenFieldsProps) {
  const choices = useMemo(knownScopes, []);
  return (
    <>
      <NameField
        value={form.name}
        placeholder="ci"
        hint="Stands in the audit log beside what it did"
        onChange={(name) => set({ name })}
        error={errors.text('name')}
      />
      <Roles roles={form.roles} onChange={(roles) => set({ roles })} error={errors.text('roles')} />
      <Field
        label="Scopes beside those of the roles"
        optional
        hint="resource:action, like schedules:trigger; * stands for any"
        error={errors.text('scopes')}
      >
        {(wiring) => (
          <PickMany
            wiring={wiring}
            label="Known scopes"
            values={form.scopes}
            onChange={(scopes) => set({ scopes })}
            choices={choices}
            placeholder="schedules:trigger"
          />
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <ExpiryField form={form} set={set} errors={errors} />
        <LimitField form={form} set={set} errors={errors} />
      </div>
    </>
  );
}

interface RolesProps {
  roles: readonly Role[];
  onChange: (roles: Role[]) => void;
  error: string | undefined;
}

function Roles({ roles, onChange, error }: RolesProps) {
  const toggled = (role: Role, on: boolean): Role[] =>
    on ? [...roles, role] : roles.filter((other) => other !== role);
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 text-label font-medium text-muted">Roles</legend>
      <div className="flex flex-col overflow-hidden rounded-md border border-control">
        {ROLES.map(({ value, label, effect }) => (
          <label
            key={value}
            className="flex items-start gap-2.5 border-b border-line px-3 py-1.5 last:border-0 hover:bg-hover has-checked:bg-selected pointer-coarse:py-3"
          >
            <input
              type="checkbox"
              checked={roles.includes(value)}
              onChange={(event) => onChange(toggled(value, event.target.checked))}
              className="mt-0.5 size-4 shrink-0 accent-(--button)"
            />
            <span className="min-w-0">
              <b>{label}</b> <span className="text-muted">{effect}</span>
            </span>
          </label>
        ))}
      </div>
      {roles.length > 0 ? (
        <p className="flex flex-wrap items-center gap-1 text-label text-faint">
          Together:
          {rolesScopes(roles).map((scope) => (
            <TagMark key={scope}>{scope}</TagMark>
          ))}
        </p>
      ) : null}
      {error ? <FieldError>{error}</FieldError> : null}
    </fieldset>
  );
}

function ExpiryField({ form, set, errors }: TokenFieldsProps) {
  return (
    <div className="flex flex-col gap-2">
      <Field label="Expires" error={form.expiry === 'date' ? undefined : errors.text('expiresAt')}>
        {(wiring) => (
          <Select
            {...wiring}
            value={form.expiry}
            onChange={(event) => set({ expiry: event.target.value as Expiry })}
          >
            {EXPIRIES.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {form.expiry === 'date' ? (
        <Field label={`At · ${zoneLabel(ownZone())}`} error={errors.text('expiresAt')}>
          {(wiring) => (
            <Input
              {...wiring}
              type="datetime-local"
              value={form.date ? toLocalInput(form.date, ownZone()) : ''}
              onChange={(event) => set({ date: fromLocalInput(event.target.value, ownZone()) })}
            />
          )}
        </Field>
      ) : null}
    </div>
  );
}

const NAMED = ['default', 'strict', 'none'] as const;

function LimitField({ form, set, errors }: TokenFieldsProps) {
  const own = typeof form.rateLimit === 'object' ? form.rateLimit : undefined;
  return (
    <Field label="Requests" error={errors.text('rateLimit')}>
      {(wiring) => (
        <Select
          {...wiring}
          value={own ? 'own' : (form.rateLimit as string)}
          onChange={(event) => {
            const named = NAMED.find((name) => name === event.target.value);
            if (named) set({ rateLimit: named });
          }}
        >
          {NAMED.map((name) => (
            <option key={name} value={name}>
              {limitWords(name)}
            </option>
          ))}
          {own ? <option value="own">{limitWords(own)}</option> : null}
        </Select>
      )}
    </Field>
  );
}
