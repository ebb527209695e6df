import type { IncomingHook, IncomingHookWithSecret, Verification } from '@tutti/contract';
import { useState } from 'react';
import { useClient } from '../../../app/api.ts';
import { useAsk } from '../../../app/changes/use-ask.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmName } from '../../../ui/confirm-name.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Field, Input, Select } from '../../../ui/field.tsx';
import { FormDialog } from '../../../ui/form-dialog.tsx';
import { NameField } from '../../../ui/name-field.tsx';
import { PickMany } from '../../../ui/pick-many.tsx';
import { ShownOnce } from '../../../ui/shown-once.tsx';
import { Switch } from '../../../ui/switch.tsx';
import { toast } from '../../../ui/toast.tsx';
import { errorsOf } from '../../schedules/form/field-errors.ts';
import { VERIFICATIONS } from '../webhook-words.ts';
import { HowToSend } from './how-to-send.tsx';

const HEADERS = [
  { value: 'x-github-event', note: 'what happened, at GitHub' },
  { value: 'x-gitlab-event', note: 'what happened, at GitLab' },
  { value: 'user-agent', note: 'who says that it sends' },
];

/** Makes an address that others send to, or changes one. */
export function IncomingDialog({ hook, onClose }: { hook?: IncomingHook; onClose: () => void }) {
  const client = useClient();
  const [form, setForm] = useState({
    name: hook?.name ?? '',
    verification: hook?.verification ?? 'token',
    headers: hook?.headers ?? [],
    enabled: hook?.enabled ?? true,
    secret: '',
  });
  const [made, setMade] = useState<IncomingHookWithSecret>();
  const save = useAsk({
    ask: async () => {
      const { secret, ...rest } = form;
      const body = { ...rest, name: form.name.trim(), ...(secret !== '' && { secret }) };
      if (!hook) return setMade(await client.createIncomingHook({ body }));
      const params = { id: String(hook.id) };
      await client.updateIncomingHook({ params, body }, { ifMatch: hook.updatedAt });
      onClose();
    },
    refresh: ['webhooks'],
  });
  if (made) return <MadeHook hook={made} onClose={onClose} />;
  const set = (change: Partial<typeof form>): void => setForm((old) => ({ ...old, ...change }));
  const errors = errorsOf(save.error);
  return (
    <FormDialog
      title={hook ? `Edit ${hook.name}` : 'New incoming hook'}
      action={hook ? 'Save' : 'Create hook'}
      busy={save.isPending}
      problems={errors.toldApart(['name', 'verification', 'headers', 'secret'])}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      <NameField
        value={form.name}
        placeholder="github-push"
        hint={`Its address ends with /hooks/${form.name || 'name'}`}
        onChange={(name) => set({ name })}
        error={errors.text('name')}
      />
      <Field
        label="How the sender proves itself"
        hint={`It shows ${VERIFICATIONS.find(({ value }) => value === form.verification)?.shows}`}
        error={errors.text('verification')}
      >
        {(wiring) => (
          <Select
            {...wiring}
            value={form.verification}
            onChange={(event) => set({ verification: event.target.value as Verification })}
          >
            {VERIFICATIONS.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field
        label="Secret"
        optional
        hint={hook ? 'Left empty the present one stays' : 'Left empty one is made'}
        error={errors.text('secret')}
      >
        {(wiring) => (
          <Input
            {...wiring}
            type="password"
            autoComplete="new-password"
            value={form.secret}
            placeholder={hook ? 'unchanged' : 'the one the sender gave you'}
            onChange={(event) => set({ secret: event.target.value })}
          />
        )}
      </Field>
      <Field
        label="Headers the event carries"
        optional
        hint="Beside the content type; credentials never"
        error={errors.text('headers')}
      >
        {(wiring) => (
          <PickMany
            wiring={wiring}
            label="Common headers"
            values={form.headers}
            onChange={(headers) => set({ headers })}
            choices={HEADERS}
            placeholder="x-github-event"
          />
        )}
      </Field>
      <label className="flex items-center gap-2 self-start">
        <Switch aria-label="Listens" checked={form.enabled} onCheckedChange={(enabled) => set({ enabled })} />
        {form.enabled ? 'On: takes messages' : 'Off: its address answers 404'}
      </label>
    </FormDialog>
  );
}

const MadeHook = ({ hook, onClose }: { hook: IncomingHookWithSecret; onClose: () => void }) => (
  <Dialog
    open
    onOpenChange={(open) => !open && onClose()}
    title={`Hook ${hook.name} is made`}
    className="top-[6dvh] max-h-[88dvh] w-[min(640px,calc(100vw-24px))]"
  >
    <div className="flex flex-col gap-4">
      <ShownOnce label="The secret" secret={hook.secret} />
      <HowToSend hook={hook} secret={hook.secret} />
      <Button className="self-end" onClick={onClose}>
        Done
      </Button>
    </div>
  </Dialog>
);

interface DeleteIncomingProps {
  hook: IncomingHook;
  onClose: () => void;
  onDeleted?: () => void;
}

export function DeleteIncoming({ hook, onClose, onDeleted }: DeleteIncomingProps) {
  const client = useClient();
  const remove = useAsk({
    ask: () => client.deleteIncomingHook({ params: { id: String(hook.id) } }, { ifMatch: hook.updatedAt }),
    refresh: ['webhooks'],
    done: () => {
      onClose();
      onDeleted?.();
      toast.done(`Deleted the hook ${hook.name}`);
    },
  });
  return (
    <ConfirmName
      title={`Delete ${hook.name}?`}
      effect="Its address answers 404 from then on; its secret and its messages are gone. To only stop it, switch it off instead."
      name={hook.name}
      action="Delete"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    />
  );
}
