import type { FieldError, Webhook, WebhookWithSecret } from '@tutti/contract';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useClient } from '../../app/api.ts';
import { useAsk } from '../../app/changes/use-ask.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmName } from '../../ui/confirm-name.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, FieldError as ErrorLine, Input, Select } from '../../ui/field.tsx';
import { causeOf } from '../../ui/error-panel.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { NameField } from '../../ui/name-field.tsx';
import { ShownOnce } from '../../ui/shown-once.tsx';
import { Switch } from '../../ui/switch.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { toast } from '../../ui/toast.tsx';
import { errorsOf, FieldErrors } from '../schedules/form/field-errors.ts';
import { OwnRetryFields, RetryChoiceField } from '../schedules/form/retry-fields.tsx';
import { KeyValues } from '../schedules/form/key-values.tsx';
import { EventFields } from './event-fields.tsx';
import { emptyWebhookForm, formOfWebhook, toWebhookDraft, type WebhookForm } from './webhook-form.ts';

const SHOWN = ['name', 'url', 'events', 'filter', 'headers', 'retryPolicy'];

/** Makes a webhook, or changes one; a new one's signing secret is shown the only time. */
export function WebhookDialog({ webhook, onClose }: { webhook?: Webhook; onClose: () => void }) {
  const client = useClient();
  const [form, setForm] = useState<WebhookForm>(() => (webhook ? formOfWebhook(webhook) : emptyWebhookForm));
  const [own, setOwn] = useState<readonly FieldError[]>([]);
  const [made, setMade] = useState<WebhookWithSecret>();
  const save = useAsk({
    ask: async (draft: Parameters<typeof client.createWebhook>[0]['body']) => {
      if (!webhook) return setMade(await client.createWebhook({ body: draft }));
      const params = { id: String(webhook.id) };
      await client.replaceWebhook({ params, body: draft }, { ifMatch: webhook.updatedAt });
      onClose();
    },
    refresh: ['webhooks'],
  });
  const set = (change: Partial<WebhookForm>): void => setForm((old) => ({ ...old, ...change }));
  const submit = (): void => {
    const drafted = toWebhookDraft(form);
    setOwn(drafted.kind === 'problems' ? drafted.errors : []);
    if (drafted.kind === 'draft') save.mutate(drafted.draft);
  };
  if (made) return <MadeWebhook webhook={made} onClose={onClose} />;
  const errors = own.length > 0 ? new FieldErrors(own) : errorsOf(save.error);
  return (
    <FormDialog
      title={webhook ? `Edit ${webhook.name}` : 'New webhook'}
      action={webhook ? 'Save' : 'Create webhook'}
      busy={save.isPending}
      problems={errors.toldApart(SHOWN)}
      onSubmit={submit}
      onClose={onClose}
      className="w-[min(680px,calc(100vw-24px))]"
    >
      <WebhookFields form={form} set={set} errors={errors} />
    </FormDialog>
  );
}

interface WebhookFieldsProps {
  form: WebhookForm;
  set: (change: Partial<WebhookForm>) => void;
  errors: FieldErrors;
}

const BY_DEFAULT = {
  label: 'As webhooks have it',
  effect: '7 retries over two hours: long enough for a restart of the receiver.',
};

const WebhookFields = ({ form, set, errors }: WebhookFieldsProps) => (
  <>
    <div className="grid gap-4 sm:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
      <NameField
        value={form.name}
        placeholder="ops"
        onChange={(name) => set({ name })}
        error={errors.text('name')}
      />
      <Field label="Address" error={errors.text('url')}>
        {(wiring) => (
          <Input
            {...wiring}
            type="url"
            value={form.url}
            placeholder="https://example.com/hooks/tutti"
            onChange={(event) => set({ url: event.target.value })}
          />
        )}
      </Field>
    </div>
    <EventFields events={form.events} filter={form.filter} onChange={set} errors={errors} />
    <KeyValues
      label="Headers"
      names={{ key: 'Name', value: 'Value' }}
      entries={form.headers}
      onChange={(headers = {}) => set({ headers })}
      error={errors.text('headers')}
    />
    <RetryChoiceField form={form} set={set} errors={errors} byDefault={BY_DEFAULT} />
    <OwnRetryFields form={form} set={set} errors={errors} />
    <label className="flex items-center gap-2 self-start">
      <Switch aria-label="Delivers" checked={form.enabled} onCheckedChange={(enabled) => set({ enabled })} />
      {form.enabled
        ? 'On: delivers what happens from now on'
        : 'Off: what happens meanwhile is not delivered'}
    </label>
  </>
);

function MadeWebhook({ webhook, onClose }: { webhook: WebhookWithSecret; onClose: () => void }) {
  const navigate = useNavigate();
  const open = (): void => {
    onClose();
    void navigate({ to: '/webhooks/$id', params: { id: String(webhook.id) } });
  };
  return (
    <Dialog
      open
      onOpenChange={(stay) => !stay && open()}
      title={`Webhook ${webhook.name} is made`}
      className="w-[min(560px,calc(100vw-24px))]"
    >
      <div className="flex flex-col gap-4">
        <ShownOnce label="The signing secret" secret={webhook.secret} />
        <p className="text-muted text-pretty">
          The receiver checks with it that a message is from here: any library of Standard Webhooks does. Send
          a test next to see whether it arrives.
        </p>
        <Button className="self-end" onClick={open}>
          To its deliveries
        </Button>
      </div>
    </Dialog>
  );
}

const HOUR = 3_600_000;
const OVERLAPS = [
  { value: 0, label: 'no time: the old one ends at once' },
  { value: HOUR, label: 'an hour' },
  { value: 24 * HOUR, label: 'a day' },
  { value: 168 * HOUR, label: 'a week' },
];

/** A new signing secret; for a while both are good. */
export function RotateSecretDialog({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const client = useClient();
  const [overlapMs, setOverlapMs] = useState(24 * HOUR);
  const rotate = useAsk({
    ask: () =>
      client.rotateWebhookSecret(
        { params: { id: String(webhook.id) }, body: { overlapMs } },
        { ifMatch: webhook.updatedAt },
      ),
    refresh: ['webhooks'],
  });
  const made = rotate.data;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`New signing secret for ${webhook.name}`}
      className="w-[min(560px,calc(100vw-24px))]"
    >
      {made ? (
        <div className="flex flex-col gap-4">
          <ShownOnce label="The signing secret" secret={made.secret} />
          <p className="text-muted">
            {made.previousSecretUntil === null ? (
              'The old one is no longer used.'
            ) : (
              <>
                Deliveries carry two signatures, by the old and by the new one, until{' '}
                <TimeStamp at={made.previousSecretUntil} date />.
              </>
            )}
          </p>
          <Button className="self-end" onClick={onClose}>
            Done
          </Button>
        </div>
      ) : (
        <form
          className="flex flex-col gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            rotate.mutate();
          }}
        >
          <Field
            label="Both secrets are good for"
            hint="Time for the receiver to learn the new one; deliveries carry two signatures until then."
          >
            {(wiring) => (
              <Select
                {...wiring}
                value={overlapMs}
                onChange={(event) => setOverlapMs(Number(event.target.value))}
              >
                {OVERLAPS.map(({ value, label }) => (
                  <option key={value} value={value}>
                    {label}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          {rotate.error ? <ErrorLine>{causeOf(rotate.error)}</ErrorLine> : null}
          <div className="flex justify-end gap-2">
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" look="primary" busy={rotate.isPending}>
              Make a new secret
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}

interface DeleteWebhookProps {
  webhook: Webhook;
  onClose: () => void;
  onDeleted?: (() => void) | undefined;
}

export function DeleteWebhook({ webhook, onClose, onDeleted }: DeleteWebhookProps) {
  const client = useClient();
  const remove = useAsk({
    ask: () => client.deleteWebhook({ params: { id: String(webhook.id) } }, { ifMatch: webhook.updatedAt }),
    refresh: ['webhooks'],
    done: () => {
      onClose();
      onDeleted?.();
      toast.done(`Deleted the webhook ${webhook.name}`);
    },
  });
  return (
    <ConfirmName
      title={`Delete ${webhook.name}?`}
      effect="It goes with all its deliveries, and cannot be brought back. To only stop it, switch it off instead."
      name={webhook.name}
      action="Delete"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    />
  );
}
