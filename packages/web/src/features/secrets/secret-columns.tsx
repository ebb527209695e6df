import type { SecretInUse } from '@tutti/contract';
import { Braces, Ellipsis, RefreshCw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import type { Column } from '../../ui/data-table-parts.tsx';
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { useMay } from '../access/use-may.ts';
import { referenceTo } from './reference.ts';
import { DeleteSecret, SetSecret, UsedBy } from './secret-dialogs.tsx';

const Name = ({ secret }: { secret: SecretInUse }) => (
  <span className="flex min-w-0 items-center gap-1">
    <span data-primary tabIndex={0} className="min-w-0 truncate rounded-sm font-mono font-medium">
      {secret.name}
    </span>
    <CopyButton text={referenceTo(secret.name)} label={`Copy ${referenceTo(secret.name)}`} />
  </span>
);

const Users = ({ secret }: { secret: SecretInUse }) =>
  secret.schedules.length === 0 ? (
    <span className="text-faint">no schedule</span>
  ) : (
    <span className="min-w-0 truncate">
      <UsedBy secret={secret} />
    </span>
  );

const Changed = ({ secret }: { secret: SecretInUse }) => (
  <span className="truncate">
    <TimeStamp at={secret.updatedAt} /> <span className="text-muted">by {secret.updatedBy}</span>
  </span>
);

function Actions({ secret }: { secret: SecretInUse }) {
  const [open, setOpen] = useState<'replace' | 'delete'>();
  const refused = useMay('secrets:admin').reason;
  const close = (): void => setOpen(undefined);
  return (
    <>
      <Menu
        trigger={
          <Button look="ghost" size="iconSm" aria-label={`More on ${secret.name}`} icon={<Ellipsis />} />
        }
      >
        <MenuItem icon={<RefreshCw />} refused={refused} onSelect={() => setOpen('replace')}>
          Replace the value
        </MenuItem>
        <MenuItem
          icon={<Braces />}
          onSelect={() => void navigator.clipboard.writeText(referenceTo(secret.name))}
        >
          Copy {referenceTo(secret.name)}
        </MenuItem>
        <MenuLine />
        <MenuItem icon={<Trash2 />} danger refused={refused} onSelect={() => setOpen('delete')}>
          Delete …
        </MenuItem>
      </Menu>
      {open === 'replace' ? <SetSecret secret={secret} onClose={close} /> : null}
      {open === 'delete' ? <DeleteSecret secret={secret} onClose={close} /> : null}
    </>
  );
}

export const SECRET_COLUMNS: Column<SecretInUse>[] = [
  { key: 'name', header: 'Name', track: 'minmax(0, 4fr)', cell: (secret) => <Name secret={secret} /> },
  { key: 'users', header: 'Used by', track: 'minmax(0, 5fr)', cell: (secret) => <Users secret={secret} /> },
  {
    key: 'changed',
    header: 'Changed',
    track: 'minmax(0, 3fr)',
    cell: (secret) => <Changed secret={secret} />,
  },
  {
    key: 'version',
    header: 'Version',
    track: '64px',
    align: 'end',
    cell: ({ version }) => version,
  },
  {
    key: 'actions',
    header: <span className="sr-only">Actions</span>,
    track: '32px',
    align: 'end',
    cell: (secret) => <Actions secret={secret} />,
  },
];

export const SecretCard = ({ secret }: { secret: SecretInUse }) => (
  <div className="flex min-w-0 items-center gap-2">
    <div className="min-w-0 flex-1">
      <Name secret={secret} />
      <p className="truncate text-label text-muted">
        <Users secret={secret} />
      </p>
      <p className="truncate text-label">
        <Changed secret={secret} />
      </p>
    </div>
    <Actions secret={secret} />
  </div>
);
