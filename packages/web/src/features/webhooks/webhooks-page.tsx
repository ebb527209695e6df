import type { IncomingHook, Webhook } from '@tutti/contract';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Plus, Webhook as WebhookIcon } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useClient } from '../../app/api.ts';
import { ListTable } from '../../app/list/list-table.tsx';
import { StaleMark } from '../../app/stale.tsx';
import { Beside } from '../../ui/beside.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { plural } from '../../ui/format-number.ts';
import { matchesText } from '../../ui/matches-text.ts';
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
    <Beside
      peek={
        inward && hook ? (
          <IncomingPeek key={hook.id} hook={hook} onClose={() => change({ hook: undefined })} />
        ) : null
      }
    >
      <Page
        title="Webhooks"
        verdict={<Verdict outgoing={outgoing} incoming={incoming} />}
        actions={empty ? null : add}
      >
        <WebhookFilterBar filters={filters} onChange={change} />
        {inward ? (
          <IncomingList
            list={incoming}
            text={filters.text}
            chosen={filters.hook}
            onChoose={(id) => change({ hook: id })}
            action={add}
          />
        ) : (
          <OutgoingList list={outgoing} text={filters.text} action={add} />
        )}
      </Page>
      {making && inward ? <IncomingDialog onClose={() => setMaking(false)} /> : null}
      {making && !inward ? <WebhookDialog onClose={() => setMaking(false)} /> : null}
    </Beside>
  );
}

interface WebhookFilterBarProps {
  filters: WebhookFilters;
  onChange: (change: Partial<WebhookFilters>) => void;
}

const WebhookFilterBar = ({ filters, onChange }: WebhookFilterBarProps) => (
  <FilterBar
    search={{
      label: filters.tab === 'in' ? 'Search incoming hooks' : 'Search webhooks',
      placeholder: filters.tab === 'in' ? 'Name' : 'Name or address',
      value: filters.text,
      onChange: (text) => onChange({ text, hook: undefined }),
    }}
    onClear={undefined}
    end={
      <Segmented
        label="Direction"
        value={filters.tab ?? 'out'}
        onChange={(tab) => onChange({ tab: tab === 'in' ? 'in' : undefined, hook: undefined })}
        options={[
          { value: 'out', label: 'Outgoing' },
          { value: 'in', label: 'Incoming' },
        ]}
      />
    }
  />
);

const NoMatch = ({ what }: { what: string }) => (
  <EmptyState icon={<WebhookIcon />} title="Nothing matches">
    There are {what}, but none of them is called so.
  </EmptyState>
);

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

interface OutgoingListProps {
  list: Outgoing;
  text: string | undefined;
  action: ReactNode;
}

function OutgoingList({ list, text, action }: OutgoingListProps) {
  const navigate = useNavigate();
  const all = list.data?.items ?? [];
  const rows = all.filter(({ name, url }) => matchesText(text, name, url));
  if (rows.length < all.length && rows.length === 0) return <NoMatch what="webhooks" />;
  return (
    <ListTable<Webhook>
      label="Webhooks"
      list={{ rows, query: list }}
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
  text: string | undefined;
  chosen: number | undefined;
  onChoose: (id: number) => void;
  action: ReactNode;
}

function IncomingList({ list, text, chosen, onChoose, action }: IncomingListProps) {
  const navigate = useNavigate();
  const all = list.data?.items ?? [];
  const rows = all.filter(({ name }) => matchesText(text, name));
  if (rows.length < all.length && rows.length === 0) return <NoMatch what="incoming hooks" />;
  return (
    <ListTable<IncomingHook>
      label="Incoming hooks"
      list={{ rows, query: list }}
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
