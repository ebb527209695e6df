import type { SecretInUse } from '@tutti/contract';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useClient } from '../../app/api.ts';
import { useAsk } from '../../app/changes/use-ask.ts';
import { ConfirmName } from '../../ui/confirm-name.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { NameField } from '../../ui/name-field.tsx';
import { toast } from '../../ui/toast.tsx';
import { errorsOf } from '../schedules/form/field-errors.ts';
import { ValueField } from './value-field.tsx';

/** Sets a secret, new or known. The value goes nowhere else: a change that waited would have to keep it. */
export function SetSecret({ secret, onClose }: { secret?: SecretInUse | undefined; onClose: () => void }) {
  const client = useClient();
  const [name, setName] = useState(secret?.name ?? '');
  const [value, setValue] = useState('');
  const put = useAsk({
    ask: () => client.putSecret({ params: { name: name.trim() || '-' }, body: { value } }),
    refresh: ['secrets'],
    done: onClose,
  });
  const errors = errorsOf(put.error);
  const users = secret?.schedules.length ?? 0;
  return (
    <FormDialog
      title={secret ? `Replace ${secret.name}` : 'New secret'}
      note={
        secret
          ? `Runs that start from now on get the new value${users > 0 ? `, those of ${users === 1 ? 'one schedule' : `${users} schedules`} among them` : ''}.`
          : 'Encrypted before it is stored, put in when a run starts, and kept out of its log.'
      }
      action={secret ? 'Replace' : 'Set the secret'}
      busy={put.isPending}
      problems={errors.toldApart(['name', 'value'])}
      onSubmit={() => put.mutate()}
      onClose={onClose}
      className="w-[min(520px,calc(100vw-24px))]"
    >
      {secret ? null : (
        <NameField
          value={name}
          placeholder="GITHUB_TOKEN"
          hint="Letters, digits, _ and -. A name that exists already gets the new value."
          className="font-mono"
          onChange={setName}
          error={errors.text('name')}
        />
      )}
      <ValueField value={value} onChange={setValue} error={errors.text('value')} />
    </FormDialog>
  );
}

export function DeleteSecret({ secret, onClose }: { secret: SecretInUse; onClose: () => void }) {
  const client = useClient();
  const remove = useAsk({
    ask: () => client.deleteSecret({ params: { name: secret.name } }),
    refresh: ['secrets'],
    done: () => {
      onClose();
      toast.done(`Deleted the secret ${secret.name}`);
    },
  });
  return (
    <ConfirmName
      title={`Delete ${secret.name}?`}
      effect={
        secret.schedules.length > 0 ? (
          <>
            The value cannot be brought back, and these runs will fail for good with SECRET_MISSING:{' '}
            <UsedBy secret={secret} />
          </>
        ) : (
          'The value cannot be brought back. No schedule names it; runs made by programs may.'
        )
      }
      name={secret.name}
      action="Delete"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    />
  );
}

/** The schedules that name it. */
export const UsedBy = ({ secret }: { secret: SecretInUse }) =>
  secret.schedules.map(({ id, name }, index) => (
    <span key={id}>
      {index > 0 ? ', ' : null}
      <Link to="/schedules/$id" params={{ id: String(id) }} className="rounded-sm text-link hover:underline">
        {name}
      </Link>
    </span>
  ));
