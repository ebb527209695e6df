import type { Webhook } from '@tutti/contract';
import { Link } from '@tanstack/react-router';
import { cn } from '../../ui/cn.ts';
import type { Column } from '../../ui/data-table-parts.tsx';
import { Hint } from '../../ui/hint.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { Switch } from '../../ui/switch.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { useMay } from '../access/use-may.ts';
import { useToggleWebhook } from './webhook-actions.ts';
import { webhookState } from './webhook-words.ts';

export const WebhookLink = ({ webhook }: { webhook: Webhook }) => (
  <Link
    to="/webhooks/$id"
    params={{ id: String(webhook.id) }}
    data-primary
    className={cn(
      'min-w-0 truncate rounded-sm font-medium hover:underline',
      !webhook.enabled && 'text-muted',
    )}
  >
    {webhook.name}
  </Link>
);

export function WebhookToggle({ webhook }: { webhook: Webhook }) {
  const toggle = useToggleWebhook();
  return (
    <Switch
      aria-label={`${webhook.name} delivers`}
      checked={webhook.enabled}
      refused={useMay('webhooks:write').reason}
      onCheckedChange={(enabled) => toggle.mutate({ webhook, enabled })}
    />
  );
}

/** The state with its reason in the same line: nobody has to look for why it stopped. */
function State({ webhook }: { webhook: Webhook }) {
  const { kind, word, why } = webhookState(webhook);
  return (
    <span className="flex min-w-0 items-center gap-2">
      <StatusBadge kind={kind} word={word} plain className="shrink-0" />
      {why ? <span className="min-w-0 truncate text-muted">{why}</span> : null}
    </span>
  );
}

const Events = ({ webhook: { events, filter } }: { webhook: Webhook }) => (
  <Hint content={events.join(', ')}>
    <span tabIndex={0} className="min-w-0 truncate rounded-sm font-mono text-log text-muted">
      {events.join(', ')}
      {filter ? <span className="font-sans"> · filtered</span> : null}
    </span>
  </Hint>
);

const Last = ({ webhook }: { webhook: Webhook }) =>
  webhook.lastDeliveredAt === null ? (
    <span className="text-faint">nothing yet</span>
  ) : (
    <TimeStamp at={webhook.lastDeliveredAt} />
  );

export const WEBHOOK_COLUMNS: Column<Webhook>[] = [
  {
    key: 'enabled',
    header: <span className="sr-only">On</span>,
    track: '36px',
    cell: (webhook) => <WebhookToggle webhook={webhook} />,
  },
  {
    key: 'name',
    header: 'Name',
    track: 'minmax(0, 3fr)',
    cell: (webhook) => <WebhookLink webhook={webhook} />,
  },
  { key: 'state', header: 'State', track: 'minmax(0, 5fr)', cell: (webhook) => <State webhook={webhook} /> },
  {
    key: 'last',
    header: 'Last delivered',
    track: '140px',
    cell: (webhook) => <Last webhook={webhook} />,
  },
  {
    key: 'events',
    header: 'Events',
    track: 'minmax(0, 4fr)',
    from: 'md',
    cell: (webhook) => <Events webhook={webhook} />,
  },
  {
    key: 'url',
    header: 'Address',
    track: 'minmax(0, 4fr)',
    from: 'lg',
    cell: ({ url }) => <span className="min-w-0 truncate text-muted">{url}</span>,
  },
];

export const WebhookCard = ({ webhook }: { webhook: Webhook }) => (
  <div className="flex min-w-0 items-center gap-2">
    <WebhookToggle webhook={webhook} />
    <div className="min-w-0 flex-1">
      <p className="flex min-w-0 items-center gap-2">
        <WebhookLink webhook={webhook} />
        <span className="ml-auto shrink-0 text-label text-muted">
          <Last webhook={webhook} />
        </span>
      </p>
      <State webhook={webhook} />
      <p className="truncate text-label text-muted">{webhook.url}</p>
    </div>
  </div>
);
