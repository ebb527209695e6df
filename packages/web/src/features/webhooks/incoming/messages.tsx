import { HOOK_MESSAGE_STATUSES, type IncomingHook, type IncomingMessage } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { ChevronLeft, ChevronRight, Inbox } from 'lucide-react';
import { useClient } from '../../../app/api.ts';
import { useAsk } from '../../../app/changes/use-ask.ts';
import { useStale } from '../../../app/stale.tsx';
import { Button } from '../../../ui/button.tsx';
import { causeOf, ErrorPanel } from '../../../ui/error-panel.tsx';
import { FieldError, Select } from '../../../ui/field.tsx';
import { formatCapped } from '../../../ui/format-number.ts';
import { FramedTable } from '../../../ui/framed-table.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { SkeletonRows, useWaited } from '../../../ui/skeleton.tsx';
import type { MessageFilters } from '../webhook-filters.ts';
import { MESSAGES, messagesQuery } from '../webhook-queries.ts';
import { MessageCard, messageColumns } from './message-columns.tsx';
import { MessagePanel } from './message-panel.tsx';

type Change = (next: MessageFilters) => void;

/** Messages first: the list, and the one that is chosen, else the newest. */
export function Messages({ hook }: { hook: IncomingHook }) {
  const filters = useSearch({ from: '/webhooks/incoming/$id' });
  const navigate = useNavigate({ from: '/webhooks/incoming/$id' });
  const change: Change = (next) => void navigate({ search: (old) => ({ ...old, ...next }), replace: true });
  const client = useClient();
  const list = useQuery(messagesQuery(client, String(hook.id), filters));
  const replay = useAsk({
    ask: (id: number) => client.replayIncomingMessage({ params: { id: String(id) } }),
    refresh: ['webhooks'],
    // What was asked for is what is looked at, and shows what it starts.
    done: (made) => change({ message: made.id, status: undefined, skip: undefined }),
  });
  // An address may name one that stands on another page.
  const chosen = filters.message ?? list.data?.items[0]?.id;
  return (
    <>
      <Panel
        flush
        title={
          <>
            Messages{' '}
            {list.data ? (
              <span className="ml-1 font-normal text-muted">
                {formatCapped(list.data.total, list.data.totalIsEstimate ?? false)}, newest first
              </span>
            ) : null}
          </>
        }
        actions={
          <>
            <StatusFilter filters={filters} onChange={change} />
            <Pages filters={filters} total={list.data?.total ?? 0} onChange={change} />
          </>
        }
      >
        <Rows hook={hook} list={list} filters={filters} chosen={chosen} onChange={change} />
      </Panel>
      {replay.error ? <FieldError>{causeOf(replay.error)}</FieldError> : null}
      {chosen === undefined ? null : (
        <MessagePanel
          key={chosen}
          id={chosen}
          replaying={replay.isPending}
          onReplay={() => replay.mutate(chosen)}
        />
      )}
    </>
  );
}

const STATUS_WORDS = {
  accepted: 'Accepted',
  duplicate: 'Duplicates',
  refused: 'Refused',
  replayed: 'Replayed',
} as const satisfies Record<IncomingMessage['status'], string>;

const StatusFilter = ({ filters, onChange }: { filters: MessageFilters; onChange: Change }) => (
  <Select
    aria-label="Which messages"
    value={filters.status ?? ''}
    onChange={(event) =>
      onChange({
        status: (event.target.value || undefined) as MessageFilters['status'],
        message: undefined,
        skip: undefined,
      })
    }
    className="w-36 max-sm:w-24"
  >
    <option value="">All</option>
    {HOOK_MESSAGE_STATUSES.map((status) => (
      <option key={status} value={status}>
        {STATUS_WORDS[status]}
      </option>
    ))}
  </Select>
);

interface PagesProps {
  filters: MessageFilters;
  total: number;
  onChange: Change;
}

/** A hundred at a time; nothing where all of them are in sight. */
function Pages({ filters: { skip = 0 }, total, onChange }: PagesProps) {
  if (total <= MESSAGES && skip === 0) return null;
  const go = (to: number): void => onChange({ skip: to > 0 ? to : undefined, message: undefined });
  const older = skip + MESSAGES;
  return (
    <>
      <Button
        look="ghost"
        size="icon"
        aria-label="Newer messages"
        icon={<ChevronLeft />}
        refused={skip === 0 ? 'These are the newest' : undefined}
        onClick={() => go(skip - MESSAGES)}
      />
      <Button
        look="ghost"
        size="icon"
        aria-label="Older messages"
        icon={<ChevronRight />}
        refused={older >= total ? 'There are no older ones' : undefined}
        onClick={() => go(older)}
      />
    </>
  );
}

interface RowsProps {
  hook: IncomingHook;
  list: ReturnType<typeof useQuery<{ items: IncomingMessage[] }>>;
  filters: MessageFilters;
  chosen: number | undefined;
  onChange: Change;
}

function Rows({ hook, list, filters, chosen, onChange }: RowsProps) {
  const stale = useStale();
  const waited = useWaited(list.isPending);
  const choose = (id: number): void => onChange({ message: id });
  if (!list.data)
    return list.error ? (
      <ErrorPanel
        error={list.error}
        what="The messages could not be read"
        onRetry={() => void list.refetch()}
      />
    ) : waited ? (
      <SkeletonRows />
    ) : null;
  if (list.data.items.length === 0)
    return (
      <p className="flex items-center gap-2 p-4 text-muted">
        <Inbox className="size-4 shrink-0 stroke-[1.5]" aria-hidden="true" />
        {filters.status
          ? 'None of that state.'
          : hook.enabled
            ? 'Nothing yet. What is sent to its address stands here, taken or refused and why.'
            : 'Nothing. The hook is off: its address answers 404.'}
      </p>
    );
  return (
    <FramedTable<IncomingMessage>
      label="Messages"
      rows={list.data.items}
      rowKey={({ id }) => String(id)}
      rowVersion={({ runs }) => String(runs)}
      columns={messageColumns(choose)}
      compact={(message) => <MessageCard message={message} onChoose={choose} />}
      compactHeight={56}
      most="44dvh"
      onOpen={({ id }) => choose(id)}
      onPeek={({ id }) => choose(id)}
      selectedKey={chosen === undefined ? undefined : String(chosen)}
      dimmed={stale || list.isPlaceholderData}
    />
  );
}
