import type { IncomingHook, Webhook } from '@tutti/contract';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Plus, Webhook as WebhookIcon } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useClient } from '../../app/api.ts';
import { ListTable } from '../../app/list/list-table.tsx';
import { StaleMark } from '../../app/stale.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { plural } from '../../ui/format-number.ts';
import { Page } from '../../ui/page.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { useMay } from '../access/use-may.ts';
import { IncomingCard, INCOMING_COLUMNS } from './incoming/incoming-columns.tsx';
import { IncomingDialog } from './incoming/incoming-dialogs.tsx';
import { IncomingPeek } from './incoming/incoming-peek.tsx';
import { WEBHOOK_COLUMNS, WebhookCard } from './webhook-columns.tsx';
import { WebhookDialog } from './webhook-dialogs.tsx';
import type { WebhookFilters } from './webhook-filters.ts';
import { incomingHooksQuery, webhooksQuery } from './webhook-queries.ts';
import { webhookState } from './webhook-words.ts';

export function WebhooksPage() {
  const filters = useSearch({ from: '/webhooks' });
  const navigate = useNavigate({ from: '/webhooks' });
  const client = useClient();
  const outgoing = useQuery(webhooksQuery(client));
  const incoming = useQuery(incomingHooksQuery(client));
  const [making, setMaking] = useState(false);
  const refused = useMay('webhooks:write').reason;
  const inward = filters.tab === 'in';
  const change = (next: Partial<WebhookFilters>): void =>
    void navigate({ search: (old) => ({ ...old, ...next }), replace: true });
  const add = (
    <Button look="primary" icon={<Plus />} refused={refused} onClick={() => setMaking(true)}>
      {inward ? 'New incoming hook' : 'New webhook'}
    </Button>
  );
  const shown = inward ? incoming : outgoing;
  const empty = shown.data?.items.length === 0;
  const hook = incoming.data?.items.find(({ id }) => id === filters.hook);
  return (
    <div className="flex min-h-0 min-w-0 flex-1">
      <Page
        title="Webhooks"
        verdict={<Verdict outgoing={outgoing} incoming={incoming} />}
        actions={empty ? null : add}
      >
        <div className="flex flex-wrap items-center gap-2 px-4 py-2 lg:px-6">
          <Segmented
            label="Direction"
            value={filters.tab ?? 'out'}
            onChange={(tab) => change({ tab: tab === 'in' ? 'in' : undefined, hook: undefined })}
            options={[
              { value: 'out', label: 'Outgoing' },
              { value: 'in', label: 'Incoming' },
            ]}
          />
        </div>
        {inward ? (
          <IncomingList
            list={incoming}
            chosen={filters.hook}
            onChoose={(id) => change({ hook: id })}
            action={add}
          />
        ) : (
          <OutgoingList list={outgoing} action={add} />
        )}
      </Page>
      {inward && hook ? (
        <IncomingPeek key={hook.id} hook={hook} onClose={() => change({ hook: undefined })} />
      ) : null}
      {making && inward ? <IncomingDialog onClose={() => setMaking(false)} /> : null}
      {making && !inward ? <WebhookDialog onClose={() => setMaking(false)} /> : null}
    </div>
  );
}

type Outgoing = UseQueryResult<{ items: Webhook[] }>;
type Incoming = UseQueryResult<{ items: IncomingHook[] }>;

function Verdict({ outgoing, incoming }: { outgoing: Outgoing; incoming: Incoming }) {
  const webhooks = outgoing.data?.items;
  if (!webhooks) return <span>…</span>;
  const states = webhooks.map((webhook) => webhookState(webhook).kind);
  const dead = states.filter((kind) => kind === 'failed').length;
  const failing = states.filter((kind) => kind === 'timeout').length;
  const hooks = incoming.data?.items.length ?? 0;
  return (
    <span className="flex flex-wrap items-center gap-2">
      {dead > 0 ? <StatusBadge kind="failed" word={`${dead} disabled by itself`} /> : null}
      {failing > 0 ? <StatusBadge kind="timeout" word={`${failing} failing`} /> : null}
      <span>
        {plural(webhooks.length, 'webhook')} out, {plural(hooks, 'hook')} in
      </span>
      <StaleMark at={outgoing.dataUpdatedAt} />
    </span>
  );
}

function OutgoingList({ list, action }: { list: Outgoing; action: ReactNode }) {
  const navigate = useNavigate();
  return (
    <ListTable<Webhook>
      label="Webhooks"
      list={{ rows: list.data?.items ?? [], query: list }}
      rowKey={({ id }) => String(id)}
      rowVersion={(webhook) => webhookState(webhook).word}
      columns={WEBHOOK_COLUMNS}
      compact={(webhook) => <WebhookCard webhook={webhook} />}
      compactHeight={92}
      onOpen={({ id }) => void navigate({ to: '/webhooks/$id', params: { id: String(id) } })}
      empty={
        <EmptyState
          icon={<WebhookIcon />}
          title="No webhooks yet"
          action={action}
          command={'tutti webhook create ops --url https://example.com/hook --on execution.failed'}
        >
          A webhook tells another system what happens here: each event that fits is sent once, signed, and
          tried again until it arrives.
        </EmptyState>
      }
    />
  );
}

interface IncomingListProps {
  list: Incoming;
  chosen: number | undefined;
  onChoose: (id: number) => void;
  action: ReactNode;
}

function IncomingList({ list, chosen, onChoose, action }: IncomingListProps) {
  const navigate = useNavigate();
  return (
    <ListTable<IncomingHook>
      label="Incoming hooks"
      list={{ rows: list.data?.items ?? [], query: list }}
      rowKey={({ id }) => String(id)}
      rowVersion={({ received, refused }) => `${received} ${refused}`}
      columns={INCOMING_COLUMNS}
      compact={(hook) => <IncomingCard hook={hook} />}
      compactHeight={76}
      onOpen={({ id }) => void navigate({ to: '/webhooks/incoming/$id', params: { id: String(id) } })}
      onPeek={({ id }) => onChoose(id)}
      selectedKey={chosen === undefined ? undefined : String(chosen)}
      empty={
        <EmptyState
          icon={<WebhookIcon />}
          title="No incoming hooks yet"
          action={action}
          command="tutti hook create github-push --verify github"
        >
          An incoming hook is an address that another system sends to. A message that can be verified becomes
          the event webhook.received, and schedules may wait for that.
        </EmptyState>
      }
    />
  );
}
