import { SEVERITIES, type ErrorRule } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../../../app/api.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Field, FieldError, Input, Select } from '../../../ui/field.tsx';
import { NameField } from '../../../ui/name-field.tsx';
import { taskTypesQuery } from '../../executions/task-types.ts';
import { errorsOf, FieldErrors } from '../../schedules/form/field-errors.ts';
import { scheduleNamesQuery } from '../../schedules/schedule-queries.ts';
import { SEVERITY_WORDS } from '../error-words.ts';
import { formOf, inputOf, problemsOf, type RuleForm } from './rule-form.ts';
import { useCreateRule, useReplaceRule } from './use-rules.ts';

interface RuleDialogProps {
  /** Undefined: a new one, beginning as `draft`. */
  rule: ErrorRule | undefined;
  draft: RuleForm;
  onClose: () => void;
}

const KNOWN = ['name', 'match', 'effect', 'permanent', 'severity', 'retry', 'position'];

export function RuleDialog({ rule, draft, onClose }: RuleDialogProps) {
  const [form, setForm] = useState(rule ? formOf(rule) : draft);
  const [own, setOwn] = useState(new FieldErrors());
  const create = useCreateRule(onClose);
  const replace = useReplaceRule(onClose);
  const set = (change: Partial<RuleForm>): void => setForm((now) => ({ ...now, ...change }));
  const errors = own.isEmpty ? errorsOf(rule ? replace.error : create.error) : own;
  const rest = errors.general ?? errors.beside(KNOWN)[0]?.message;
  const submit = (): void => {
    const body = inputOf(form);
    const problems = problemsOf(body);
    setOwn(new FieldErrors(problems));
    if (problems.length > 0) return;
    if (rule) replace.mutate({ id: rule.id, body });
    else create.mutate(body);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={rule ? `Edit the rule ${rule.name}` : 'New rule'}
      description="Of all rules, the first that matches a failure decides what it means, from then on and on all nodes."
      className="w-[min(560px,calc(100vw-24px))]"
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <NameField
          value={form.name}
          placeholder="quota is not worth a retry"
          maxLength={100}
          onChange={(name) => set({ name })}
          error={errors.text('name')}
        />
        <MatchFields form={form} set={set} errors={errors} />
        <EffectFields form={form} set={set} errors={errors} />
        {rest ? <FieldError>{rest}</FieldError> : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" busy={create.isPending || replace.isPending}>
            {rule ? 'Save' : 'Add the rule'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface PartProps {
  form: RuleForm;
  set: (change: Partial<RuleForm>) => void;
  errors: FieldErrors;
}

function MatchFields({ form, set, errors }: PartProps) {
  const client = useClient();
  const schedules = useQuery(scheduleNamesQuery(client)).data?.items ?? [];
  const types = useQuery(taskTypesQuery(client)).data?.items ?? [];
  const problem = errors.text('match');
  return (
    <fieldset className="flex flex-col gap-3 rounded-md border border-line p-3">
      <legend className="px-1 text-label font-medium text-muted">When a failure has all of</legend>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="Code" optional>
          {(wiring) => (
            <Input
              {...wiring}
              aria-invalid={problem ? true : undefined}
              placeholder="EXIT_CODE"
              value={form.errorCode}
              onChange={(event) => set({ errorCode: event.target.value })}
            />
          )}
        </Field>
        <Field label="Message contains" optional>
          {(wiring) => (
            <Input
              {...wiring}
              placeholder="quota"
              value={form.messageIncludes}
              onChange={(event) => set({ messageIncludes: event.target.value })}
            />
          )}
        </Field>
        <Field label="Task type" optional>
          {(wiring) => (
            <Select
              {...wiring}
              value={form.taskType}
              onChange={(event) => set({ taskType: event.target.value })}
            >
              <option value="">Any</option>
              {types.map(({ taskType }) => (
                <option key={taskType}>{taskType}</option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="Schedule" optional>
          {(wiring) => (
            <Select
              {...wiring}
              value={form.scheduleId}
              onChange={(event) => set({ scheduleId: event.target.value })}
            >
              <option value="">Any</option>
              {schedules.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      {problem ? <FieldError>{problem}</FieldError> : null}
    </fieldset>
  );
}

function EffectFields({ form, set, errors }: PartProps) {
  const problem = errors.text('effect');
  return (
    <fieldset className="flex flex-col gap-3 rounded-md border border-line p-3">
      <legend className="px-1 text-label font-medium text-muted">It is</legend>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="Class" error={errors.text('permanent')}>
          {(wiring) => (
            <Select
              {...wiring}
              value={form.permanent}
              onChange={(event) => set({ permanent: event.target.value as RuleForm['permanent'] })}
            >
              <option value="">As the task type says</option>
              <option value="permanent">Permanent: no retry</option>
              <option value="transient">Transient: retry</option>
            </Select>
          )}
        </Field>
        <Field label="Severity" error={errors.text('severity')}>
          {(wiring) => (
            <Select
              {...wiring}
              value={form.severity}
              onChange={(event) => set({ severity: event.target.value as RuleForm['severity'] })}
            >
              <option value="">As usual</option>
              {SEVERITIES.toReversed().map((severity) => (
                <option key={severity} value={severity}>
                  {SEVERITY_WORDS[severity]}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <label className="flex items-start gap-2.5">
        <input
          type="checkbox"
          checked={!form.retry}
          onChange={(event) => set({ retry: !event.target.checked })}
          className="mt-1 size-4 accent-[var(--button)]"
        />
        <span>
          Leave it alone where its severity is low or medium
          <span className="block text-label text-faint">
            No retry and no dead letter: the error stays unresolved for whoever looks.
          </span>
        </span>
      </label>
      {problem ? <FieldError>{problem}</FieldError> : null}
    </fieldset>
  );
}
