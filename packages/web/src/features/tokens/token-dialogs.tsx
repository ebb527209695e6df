import type { NewToken, Token } from '@tutti/contract';
import { useState } from 'react';
import { useClient } from '../../app/api.ts';
import { useAsk } from '../../app/changes/use-ask.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmName } from '../../ui/confirm-name.tsx';
import { CommandLine } from '../../ui/copy-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { ShownOnce } from '../../ui/shown-once.tsx';
import { toast } from '../../ui/toast.tsx';
import { errorsOf } from '../schedules/form/field-errors.ts';
import { TokenFields } from './token-fields.tsx';
import { emptyTokenForm, formOfToken, toTokenDraft, type TokenForm } from './token-form.ts';

const SHOWN = ['name', 'roles', 'scopes', 'expiresAt', 'rateLimit'];

/** Makes a token, and shows its secret the only time. */
export function NewTokenDialog({ onClose }: { onClose: () => void }) {
  const client = useClient();
  const [form, setForm] = useState(emptyTokenForm);
  const [made, setMade] = useState<NewToken>();
  const create = useAsk({
    ask: (wanted: TokenForm) => client.createToken({ body: toTokenDraft(wanted, Date.now()) }),
    refresh: ['tokens'],
    done: setMade,
  });
  if (made) return <MadeToken token={made} onClose={onClose} />;
  const errors = errorsOf(create.error);
  return (
    <FormDialog
      title="New token"
      action="Make the token"
      busy={create.isPending}
      problems={errors.toldApart(SHOWN)}
      onSubmit={() => create.mutate(form)}
      onClose={onClose}
    >
      <TokenFields form={form} set={(change) => setForm((old) => ({ ...old, ...change }))} errors={errors} />
    </FormDialog>
  );
}

const MadeToken = ({ token, onClose }: { token: NewToken; onClose: () => void }) => (
  <Dialog
    open
    onOpenChange={(open) => !open && onClose()}
    title={`Token ${token.name} is made`}
    className="w-[min(560px,calc(100vw-24px))]"
  >
    <div className="flex flex-col gap-4">
      <ShownOnce label="The token" secret={token.secret} />
      <div>
        <p className="mb-1 text-label text-muted">For the command line</p>
        <CommandLine command={`export TUTTI_TOKEN=${token.secret}`} />
      </div>
      <p className="text-label text-muted">
        Programs send it as <code className="font-mono">Authorization: Bearer tutti_…</code>, never in an
        address: addresses end up in logs.
      </p>
      <Button className="self-end" onClick={onClose}>
        Done
      </Button>
    </div>
  </Dialog>
);

export function EditTokenDialog({ token, onClose }: { token: Token; onClose: () => void }) {
  const client = useClient();
  const [form, setForm] = useState(() => formOfToken(token));
  const save = useAsk({
    ask: (wanted: TokenForm) =>
      client.updateToken(
        { params: { id: String(token.id) }, body: toTokenDraft(wanted, Date.now()) },
        { ifMatch: token.updatedAt },
      ),
    refresh: ['tokens', 'me'],
    done: onClose,
  });
  const errors = errorsOf(save.error);
  return (
    <FormDialog
      title={`Edit ${token.name}`}
      note="Counts from the next request on, on all nodes within a second or so."
      action="Save"
      busy={save.isPending}
      problems={errors.toldApart(SHOWN)}
      onSubmit={() => save.mutate(form)}
      onClose={onClose}
    >
      <TokenFields form={form} set={(change) => setForm((old) => ({ ...old, ...change }))} errors={errors} />
    </FormDialog>
  );
}

/** For good, so its name has to be typed. */
export function RevokeToken({ token, onClose }: { token: Token; onClose: () => void }) {
  const client = useClient();
  const isSession = token.kind === 'session';
  const revoke = useAsk({
    ask: () => client.revokeToken({ params: { id: String(token.id) } }),
    refresh: ['tokens'],
    done: () => {
      onClose();
      toast.done(isSession ? `Signed ${token.name} out` : `Revoked ${token.name}`);
    },
  });
  return (
    <ConfirmName
      title={isSession ? `Sign ${token.name} out?` : `Revoke ${token.name}?`}
      effect={
        isSession
          ? 'That browser is signed out at once. It can sign in again with a token.'
          : 'Whoever uses it is refused from now on, and browsers it signed in are signed out. It cannot be brought back; make a new one instead.'
      }
      name={token.name}
      action={isSession ? 'Sign out' : 'Revoke'}
      busy={revoke.isPending}
      error={revoke.error}
      onConfirm={() => revoke.mutate()}
      onClose={onClose}
    />
  );
}
