import type { Channel } from '@tutti/contract';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useClient } from '../../app/api.ts';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { useMay } from '../access/use-may.ts';
import { ChannelDialog } from './channel-dialog.tsx';
import { channelLabel, channelTarget } from './channel-form.ts';
import { EntryRow } from './entry-row.tsx';
import { channelState } from './notification-words.ts';

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
  const params = { id: String(channel.id) };
  return (
    <EntryRow
      entry={channel}
      switching="updateChannel"
      inUse="is in use"
      mark={<StatusBadge kind={kind} word={word} plain className="shrink-0" />}
      deleting="Its secrets go with it. Rules and schedules that name it reach nobody by it any more; to only pause it, switch it off."
      remove={() => client.deleteChannel({ params }, { ifMatch: channel.updatedAt })}
      edit={(close) => <ChannelDialog channel={channel} onClose={close} />}
      test={() => client.testChannel({ params })}
      note={
        channel.lastSentAt === null ? (
          'nothing sent yet'
        ) : (
          <>
            sent <TimeStamp at={channel.lastSentAt} />
          </>
        )
      }
    >
      <p className="truncate pl-10 text-label text-muted">
        {channelLabel(channel.type)} · {channelTarget(channel)}
      </p>
      {why ? <p className="pl-10 text-label break-words text-failed">{why}</p> : null}
    </EntryRow>
  );
}
