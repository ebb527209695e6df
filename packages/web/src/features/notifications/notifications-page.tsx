import type { Alert, Channel, NotificationMessage } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { BellRing, Plus } from 'lucide-react';
import { useState } from 'react';
import { useClient } from '../../app/api.ts';
import { StaleMark } from '../../app/stale.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { plural } from '../../ui/format-number.ts';
import { Page } from '../../ui/page.tsx';
import { SkeletonRows, useWaited } from '../../ui/skeleton.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { useMay } from '../access/use-may.ts';
import { ChannelDialog } from './channel-dialog.tsx';
import { ChannelsPanel } from './channels-panel.tsx';
import { alertsQuery, channelsQuery, messagesQuery, rulesQuery } from './notification-queries.ts';
import { channelState } from './notification-words.ts';
import { RuleDialog } from './rule-dialog.tsx';
import { RulesPanel } from './rules-panel.tsx';
import { AlertsPanel, MessagesPanel } from './told-panels.tsx';

export function NotificationsPage() {
  const client = useClient();
  const channels = useQuery(channelsQuery(client));
  const rules = useQuery(rulesQuery(client));
  const messages = useQuery(messagesQuery(client)).data?.items ?? [];
  const alerts = useQuery(alertsQuery(client)).data?.items ?? [];
  const waited = useWaited(channels.isPending || rules.isPending);
  const none = channels.data?.items.length === 0 && rules.data?.items.length === 0;
  const failed = [channels, rules].find((query) => query.error && !query.data);
  return (
    <Page
      title="Notifications"
      verdict={
        <span className="flex flex-wrap items-center gap-2">
          <Verdict channels={channels.data?.items} messages={messages} alerts={alerts} />
          <StaleMark at={channels.dataUpdatedAt} />
        </span>
      }
      // Where nobody is told yet, the empty state has the button.
      actions={channels.data && rules.data && !none ? <NewRule /> : null}
      scrolls
    >
      {channels.data && rules.data ? (
        none ? (
          <NobodyIsTold />
        ) : (
          <div className="grid items-start gap-4 px-4 pt-2 pb-6 lg:grid-cols-2 lg:px-6 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
            <div className="flex min-w-0 flex-col gap-4">
              <RulesPanel rules={rules.data.items} channels={channels.data.items} />
              <MessagesPanel messages={messages} />
            </div>
            <div className="flex min-w-0 flex-col gap-4">
              <ChannelsPanel channels={channels.data.items} />
              <AlertsPanel alerts={alerts} />
            </div>
          </div>
        )
      ) : failed?.error ? (
        <ErrorPanel
          error={failed.error}
          what="The notifications could not be read"
          onRetry={() => void failed.refetch()}
        />
      ) : waited ? (
        <SkeletonRows />
      ) : null}
    </Page>
  );
}

function NewRule() {
  const [making, setMaking] = useState(false);
  const refused = useMay('notifications:write').reason;
  return (
    <>
      <Button look="primary" icon={<Plus />} refused={refused} onClick={() => setMaking(true)}>
        New rule
      </Button>
      {making ? <RuleDialog onClose={() => setMaking(false)} /> : null}
    </>
  );
}

interface VerdictProps {
  channels: readonly Channel[] | undefined;
  messages: readonly NotificationMessage[];
  alerts: readonly Alert[];
}

/** Whether people are reached: what fails comes first. */
function Verdict({ channels, messages, alerts }: VerdictProps) {
  if (!channels) return <span>…</span>;
  if (channels.length === 0) return <span>nobody is told of anything yet</span>;
  const failing = channels.filter((channel) => channelState(channel).kind === 'failed').length;
  const held = messages.filter(({ status }) => status === 'held').length;
  const counted = alerts.reduce((sum, { suppressed }) => sum + suppressed, 0);
  return (
    <>
      {failing > 0 ? (
        <StatusBadge kind="failed" word={`${plural(failing, 'channel')} failing`} />
      ) : (
        <StatusBadge kind="completed" word={plural(channels.length, 'channel')} />
      )}
      <span>
        {[
          plural(alerts.length, 'open alert'),
          held > 0 && `${held} held until quiet hours end`,
          counted > 0 && `${plural(counted, 'event')} only counted`,
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
    </>
  );
}

function NobodyIsTold() {
  const [making, setMaking] = useState(false);
  const refused = useMay('notifications:write').reason;
  return (
    <>
      <EmptyState
        icon={<BellRing />}
        title="Nobody is told yet"
        action={
          <Button look="primary" refused={refused} onClick={() => setMaking(true)}>
            New channel
          </Button>
        }
        command={`tutti notify channel create ops --type ntfy --config '{"topic":"my-tutti"}'`}
      >
        A channel is a way to reach people: Slack, Discord, ntfy, mail, a webhook, or a command. A rule says
        which events are told through it, how often, and when not.
      </EmptyState>
      {making ? <ChannelDialog onClose={() => setMaking(false)} /> : null}
    </>
  );
}
