import type { Channel, Rule } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { Ellipsis, Pencil, Plus, Trash2, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { useClient } from '../../app/api.ts';
import { useAct } from '../../app/changes/use-act.ts';
import { useAsk } from '../../app/changes/use-ask.ts';
import { Button } from '../../ui/button.tsx';
import { cn } from '../../ui/cn.ts';
import { ConfirmName } from '../../ui/confirm-name.tsx';
import { plural } from '../../ui/format-number.ts';
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Switch } from '../../ui/switch.tsx';
import { useMay } from '../access/use-may.ts';
import { scheduleNamesQuery } from '../schedules/schedule-queries.ts';
import { listed, ruleWords } from './notification-words.ts';
import { RuleDialog } from './rule-dialog.tsx';
import { TestButton } from './test-button.tsx';

interface RulesPanelProps {
  rules: readonly Rule[];
  channels: readonly Channel[];
}

/** Who is told of what, each rule as a sentence. */
export function RulesPanel({ rules, channels }: RulesPanelProps) {
  const [making, setMaking] = useState(false);
  const refused = useMay('notifications:write').reason;
  return (
    <Panel
      flush
      title="Rules"
      actions={
        <Button size="sm" icon={<Plus />} refused={refused} onClick={() => setMaking(true)}>
          New rule
        </Button>
      }
    >
      {rules.length === 0 ? (
        <p className="p-4 text-muted">
          None yet. A rule says which events are told through which channels. Schedules may also ask by
          themselves, with onFailure and onSuccess.
        </p>
      ) : (
        <ul>
          {rules.map((rule) => (
            <RuleRow key={rule.id} rule={rule} channels={channels} />
          ))}
        </ul>
      )}
      {making ? <RuleDialog onClose={() => setMaking(false)} /> : null}
    </Panel>
  );
}

function RuleRow({ rule, channels }: { rule: Rule; channels: readonly Channel[] }) {
  const client = useClient();
  const schedules = useQuery({
    ...scheduleNamesQuery(client),
    enabled: rule.scheduleIds.length > 0,
  }).data?.items;
  const nameOf = (id: number): string => schedules?.find((one) => one.id === id)?.name ?? `schedule ${id}`;
  return (
    <li className="flex flex-col gap-1 border-b border-line px-4 py-2.5 last:border-0">
      <div className="flex min-w-0 items-center gap-2">
        <Toggle rule={rule} />
        <b className={cn('min-w-0 flex-1 truncate', !rule.enabled && 'text-muted')}>{rule.name}</b>
        <RuleMenu rule={rule} />
      </div>
      <p className="pl-10 text-pretty break-words text-muted">{ruleWords(rule, nameOf)}.</p>
      <Unreached rule={rule} channels={channels} />
      <div className="flex min-w-0 flex-wrap items-center gap-2 pl-10">
        <span className="text-label text-muted">
          {rule.openGroups === 0 ? 'no open alerts' : plural(rule.openGroups, 'open alert')}
        </span>
        <span className="ml-auto min-w-0">
          <TestButton
            label={`Test ${rule.name}`}
            send={() => client.testRule({ params: { id: String(rule.id) } })}
          />
        </span>
      </div>
    </li>
  );
}

/** Channels it names that are gone or off: its messages go nowhere, and nobody would hear of that. */
function Unreached({ rule, channels }: { rule: Rule; channels: readonly Channel[] }) {
  const gone = rule.channels.filter((name) => !channels.some((channel) => channel.name === name));
  const off = channels.filter(({ name, enabled }) => !enabled && rule.channels.includes(name));
  const parts = [
    gone.length > 0 && `${listed(gone)} ${gone.length === 1 ? 'does' : 'do'} not exist`,
    off.length > 0 && `${listed(off.map(({ name }) => name))} ${off.length === 1 ? 'is' : 'are'} off`,
  ].filter(Boolean);
  if (parts.length === 0) return null;
  return (
    <p className="flex items-start gap-1.5 pl-10 text-label text-timeout">
      <TriangleAlert className="mt-px size-3.5 shrink-0 stroke-[1.5]" aria-hidden="true" />
      {parts.join('; ')}
    </p>
  );
}

function Toggle({ rule }: { rule: Rule }) {
  const turn = useAct({
    operation: 'updateRule',
    input: (enabled: boolean) => ({ params: { id: String(rule.id) }, body: { enabled } }),
    says: (enabled) => `Switch ${rule.name} ${enabled ? 'on' : 'off'}`,
    failed: (enabled) => `${rule.name} was not switched ${enabled ? 'on' : 'off'}`,
    refresh: ['notifications'],
  });
  return (
    <Switch
      aria-label={`${rule.name} is in force`}
      checked={turn.isPending ? turn.variables : rule.enabled}
      refused={useMay('notifications:write').reason}
      onCheckedChange={(enabled) => turn.mutate(enabled)}
    />
  );
}

function RuleMenu({ rule }: { rule: Rule }) {
  const client = useClient();
  const [open, setOpen] = useState<'edit' | 'delete'>();
  const refused = useMay('notifications:write').reason;
  const close = (): void => setOpen(undefined);
  const remove = useAsk({
    ask: () => client.deleteRule({ params: { id: String(rule.id) } }, { ifMatch: rule.updatedAt }),
    refresh: ['notifications'],
    done: close,
  });
  return (
    <>
      <Menu
        trigger={
          <Button look="ghost" size="iconSm" aria-label={`More on ${rule.name}`} icon={<Ellipsis />} />
        }
      >
        <MenuItem icon={<Pencil />} refused={refused} onSelect={() => setOpen('edit')}>
          Edit
        </MenuItem>
        <MenuLine />
        <MenuItem icon={<Trash2 />} danger refused={refused} onSelect={() => setOpen('delete')}>
          Delete …
        </MenuItem>
      </Menu>
      {open === 'edit' ? <RuleDialog rule={rule} onClose={close} /> : null}
      {open === 'delete' ? (
        <ConfirmName
          title={`Delete ${rule.name}?`}
          effect="Nobody is told by it any more, and its open alerts are forgotten. To only pause it, switch it off."
          name={rule.name}
          action="Delete"
          busy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate()}
          onClose={close}
        />
      ) : null}
    </>
  );
}
