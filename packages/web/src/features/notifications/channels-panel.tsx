import type { Channel } from '@tutti/contract';
import { Ellipsis, Pencil, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useClient } from '../../app/api.ts';
import { useAct } from '../../app/changes/use-act.ts';
import { useAsk } from '../../app/changes/use-ask.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmName } from '../../ui/confirm-name.tsx';
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { Panel } from '../../ui/panel.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { Switch } from '../../ui/switch.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { useMay } from '../access/use-may.ts';
import { ChannelDialog } from './channel-dialog.tsx';
import { channelLabel, channelTarget } from './channel-form.ts';
import { channelState } from './notification-words.ts';
import { TestButton } from './test-button.tsx';

/** The ways to reach people, and whether each works. */
export function ChannelsPanel({ channels }: { channels: readonly Channel[] }) {
  const [making, setMaking] = useState(false);
  const refused = useMay('notifications:write').reason;
  return (
    <Panel
      flush
      title="Channels"
      actions={
        <Button size="sm" icon={<Plus />} refused={refused} onClick={() => setMaking(true)}>
          New channel
        </Button>
      }
    >
      {channels.length === 0 ? (
        <p className="p-4 text-muted">
          None yet. A channel is a way to reach people: Slack, Discord, ntfy, mail, a webhook, or a command.
        </p>
      ) : (
        <ul>
          {channels.map((channel) => (
            <ChannelRow key={channel.id} channel={channel} />
          ))}
        </ul>
      )}
      {making ? <ChannelDialog onClose={() => setMaking(false)} /> : null}
    </Panel>
  );
}

function ChannelRow({ channel }: { channel: Channel }) {
  const client = useClient();
  const { kind, word, why } = channelState(channel);
  return (
    <li className="flex flex-col gap-1 border-b border-line px-4 py-2.5 last:border-0">
      <div className="flex min-w-0 items-center gap-2">
        <Toggle channel={channel} />
        <b className="min-w-0 flex-1 truncate">{channel.name}</b>
        <StatusBadge kind={kind} word={word} plain className="shrink-0" />
        <ChannelMenu channel={channel} />
      </div>
      <p className="truncate pl-10 text-label text-muted">
        {channelLabel(channel.type)} · {channelTarget(channel)}
      </p>
      {why ? <p className="pl-10 text-label break-words text-failed">{why}</p> : null}
      <div className="flex min-w-0 flex-wrap items-center gap-2 pl-10">
        <span className="text-label text-muted">
          {channel.lastSentAt === null ? (
            'nothing sent yet'
          ) : (
            <>
              sent <TimeStamp at={channel.lastSentAt} />
            </>
          )}
        </span>
        <span className="ml-auto min-w-0">
          <TestButton
            label={`Test ${channel.name}`}
            send={() => client.testChannel({ params: { id: String(channel.id) } })}
          />
        </span>
      </div>
    </li>
  );
}

function Toggle({ channel }: { channel: Channel }) {
  const turn = useAct({
    operation: 'updateChannel',
    input: (enabled: boolean) => ({ params: { id: String(channel.id) }, body: { enabled } }),
    says: (enabled) => `Switch ${channel.name} ${enabled ? 'on' : 'off'}`,
    failed: (enabled) => `${channel.name} was not switched ${enabled ? 'on' : 'off'}`,
    refresh: ['notifications'],
  });
  return (
    <Switch
      aria-label={`${channel.name} is in use`}
      checked={turn.isPending ? turn.variables : channel.enabled}
      refused={useMay('notifications:write').reason}
      onCheckedChange={(enabled) => turn.mutate(enabled)}
    />
  );
}

function ChannelMenu({ channel }: { channel: Channel }) {
  const client = useClient();
  const [open, setOpen] = useState<'edit' | 'delete'>();
  const refused = useMay('notifications:write').reason;
  const close = (): void => setOpen(undefined);
  const remove = useAsk({
    ask: () => client.deleteChannel({ params: { id: String(channel.id) } }, { ifMatch: channel.updatedAt }),
    refresh: ['notifications'],
    done: close,
  });
  return (
    <>
      <Menu
        trigger={
          <Button look="ghost" size="iconSm" aria-label={`More on ${channel.name}`} icon={<Ellipsis />} />
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
      {open === 'edit' ? <ChannelDialog channel={channel} onClose={close} /> : null}
      {open === 'delete' ? (
        <ConfirmName
          title={`Delete ${channel.name}?`}
          effect="Its secrets go with it. Rules and schedules that name it reach nobody by it any more; to only pause it, switch it off."
          name={channel.name}
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
