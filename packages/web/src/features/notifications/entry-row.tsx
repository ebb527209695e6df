import { Ellipsis, Pencil, Trash2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useAct } from '../../app/changes/use-act.ts';
import { useAsk } from '../../app/changes/use-ask.ts';
import { Button } from '../../ui/button.tsx';
import { cn } from '../../ui/cn.ts';
import { ConfirmName } from '../../ui/confirm-name.tsx';
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { Switch } from '../../ui/switch.tsx';
import { useMay } from '../access/use-may.ts';
import { TestButton } from './test-button.tsx';

interface Entry {
  id: number;
  name: string;
  enabled: boolean;
}

interface EntryRowProps {
  entry: Entry;
  switching: 'updateChannel' | 'updateRule';
  /** What its switch says of it: `is in use`. */
  inUse: string;
  /** What goes with it when it is deleted. */
  deleting: string;
  remove: () => Promise<unknown>;
  edit: (close: () => void) => ReactNode;
  test: () => Promise<{ executionIds: string[] }>;
  /** Beside its name. */
  mark?: ReactNode;
  /** What became of it so far. */
  note: ReactNode;
  children: ReactNode;
}

/** One channel or rule: switched, tried, changed and deleted alike. */
export function EntryRow({ entry, note, mark, test, children, ...props }: EntryRowProps) {
  return (
    <li className="flex flex-col gap-1 border-b border-line px-4 py-2.5 last:border-0">
      <div className="flex min-w-0 items-center gap-2">
        <Toggle entry={entry} {...props} />
        <b className={cn('min-w-0 flex-1 truncate', !entry.enabled && 'text-muted')}>{entry.name}</b>
        {mark}
        <EntryMenu entry={entry} {...props} />
      </div>
      {children}
      <div className="flex min-w-0 flex-wrap items-center gap-2 pl-10">
        <span className="text-label text-muted">{note}</span>
        <span className="ml-auto min-w-0">
          <TestButton label={`Test ${entry.name}`} send={test} />
        </span>
      </div>
    </li>
  );
}

function Toggle({ entry, switching, inUse }: Pick<EntryRowProps, 'entry' | 'switching' | 'inUse'>) {
  const turn = useAct({
    operation: switching,
    input: (enabled: boolean) => ({ params: { id: String(entry.id) }, body: { enabled } }),
    says: (enabled) => `Switch ${entry.name} ${enabled ? 'on' : 'off'}`,
    failed: (enabled) => `${entry.name} was not switched ${enabled ? 'on' : 'off'}`,
    refresh: ['notifications'],
  });
  return (
    <Switch
      aria-label={`${entry.name} ${inUse}`}
      checked={turn.isPending ? turn.variables : entry.enabled}
      refused={useMay('notifications:write').reason}
      onCheckedChange={(enabled) => turn.mutate(enabled)}
    />
  );
}

type EntryMenuProps = Pick<EntryRowProps, 'entry' | 'remove' | 'deleting' | 'edit'>;

function EntryMenu({ entry: { name }, remove, deleting, edit }: EntryMenuProps) {
  const [open, setOpen] = useState<'edit' | 'delete'>();
  const refused = useMay('notifications:write').reason;
  const close = (): void => setOpen(undefined);
  const removal = useAsk({ ask: remove, refresh: ['notifications'], done: close });
  return (
    <>
      <Menu
        trigger={<Button look="ghost" size="iconSm" aria-label={`More on ${name}`} icon={<Ellipsis />} />}
      >
        <MenuItem icon={<Pencil />} refused={refused} onSelect={() => setOpen('edit')}>
          Edit
        </MenuItem>
        <MenuLine />
        <MenuItem icon={<Trash2 />} danger refused={refused} onSelect={() => setOpen('delete')}>
          Delete …
        </MenuItem>
      </Menu>
      {open === 'edit' ? edit(close) : null}
      {open === 'delete' ? (
        <ConfirmName
          title={`Delete ${name}?`}
          effect={deleting}
          name={name}
          action="Delete"
          busy={removal.isPending}
          error={removal.error}
          onConfirm={() => removal.mutate()}
          onClose={close}
        />
      ) : null}
    </>
  );
}
