import type { Webhook, WebhookDelivery } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { RotateCw, Send } from 'lucide-react';
import { useState } from 'react';
import { useClient } from '../../../app/api.ts';
import { useAsk } from '../../../app/changes/use-ask.ts';
import { useStale } from '../../../app/stale.tsx';
import { Button } from '../../../ui/button.tsx';
import { causeOf, ErrorPanel } from '../../../ui/error-panel.tsx';
import { Field, FieldError, Select } from '../../../ui/field.tsx';
import { formatCapped, plural } from '../../../ui/format-number.ts';
import { FramedTable } from '../../../ui/framed-table.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { Popover } from '../../../ui/popover.tsx';
import { SkeletonRows, useWaited } from '../../../ui/skeleton.tsx';
import { useMay } from '../../access/use-may.ts';
import type { DeliveryFilters } from '../webhook-filters.ts';
import { deliveriesQuery, failedCountQuery, sinceOf } from '../webhook-queries.ts';
import { DeliveryCard, deliveryColumns } from './delivery-columns.tsx';
import { Exchange } from './exchange.tsx';

/** Deliveries first: the list, and the exchange of the one that is chosen, else of the newest. */
export function Deliveries({ webhook }: { webhook: Webhook }) {
  const filters = useSearch({ from: '/webhooks/$id' });
  const navigate = useNavigate({ from: '/webhooks/$id' });
  const change = (next: DeliveryFilters): void =>
    void navigate({ search: (old) => ({ ...old, ...next }), replace: true });
  const client = useClient();
  const id = String(webhook.id);
  const list = useQuery(deliveriesQuery(client, id, filters));
  const again = useAsk({
    ask: (delivery: WebhookDelivery) =>
      delivery.kind === 'test'
        ? client.testWebhook({ params: { id } })
        : client.redeliver({ params: { id: String(delivery.id) } }),
    refresh: ['webhooks'],
    // What was asked for is what is looked at, and shows what comes of it.
    done: (made) => change({ delivery: made.id, status: undefined }),
  });
  const rows = list.data?.items ?? [];
  const chosen = rows.find((row) => row.id === filters.delivery) ?? rows[0];
  return (
    <>
      <Panel
        flush
        title={<Heading total={list.data?.total} isCut={list.data?.totalIsEstimate ?? false} />}
        actions={
          <>
            <StatusFilter filters={filters} onChange={change} />
            <RedeliverFailed webhook={webhook} rows={rows} />
          </>
        }
      >
        <Rows webhook={webhook} list={list} filters={filters} chosen={chosen?.id} onChange={change} />
      </Panel>
      {again.error ? <FieldError>{causeOf(again.error)}</FieldError> : null}
      {chosen ? (
        <Exchange
          key={chosen.id}
          delivery={chosen}
          redelivering={again.isPending}
          onRedeliver={() => again.mutate(chosen)}
        />
      ) : null}
    </>
  );
}

const Heading = ({ total, isCut }: { total: number | undefined; isCut: boolean }) => (
  <>
    Deliveries
    {total === undefined ? null : (
      <span className="ml-2 font-normal text-muted">{formatCapped(total, isCut)}, newest first</span>
    )}
  </>
);

const STATUS_WORDS = {
  pending: 'Waiting or retrying',
  delivered: 'Delivered',
  failed: 'Given up',
  skipped: 'Skipped',
} as const;

const StatusFilter = ({
  filters,
  onChange,
}: {
  filters: DeliveryFilters;
  onChange: (next: DeliveryFilters) => void;
}) => (
  <Select
    aria-label="Which deliveries"
    value={filters.status ?? ''}
    onChange={(event) =>
      onChange({
        status: (event.target.value || undefined) as DeliveryFilters['status'],
        delivery: undefined,
      })
    }
    className="w-44 max-sm:w-24"
  >
    <option value="">All</option>
    {Object.entries(STATUS_WORDS).map(([status, words]) => (
      <option key={status} value={status}>
        {words}
      </option>
    ))}
  </Select>
);

interface RowsProps {
  webhook: Webhook;
  list: ReturnType<typeof useQuery<{ items: WebhookDelivery[] }>>;
  filters: DeliveryFilters;
  chosen: number | undefined;
  onChange: (next: DeliveryFilters) => void;
}

function Rows({ webhook, list, filters, chosen, onChange }: RowsProps) {
  const stale = useStale();
  const waited = useWaited(list.isPending);
  const choose = (id: number): void => onChange({ delivery: id });
  if (!list.data)
    return list.error ? (
      <ErrorPanel
        error={list.error}
        what="The deliveries could not be read"
        onRetry={() => void list.refetch()}
      />
    ) : waited ? (
      <SkeletonRows />
    ) : null;
  if (list.data.items.length === 0)
    return (
      <p className="flex items-center gap-2 p-4 text-muted">
        <Send className="size-4 shrink-0 stroke-[1.5]" aria-hidden="true" />
        {filters.status
          ? 'None of that state.'
          : `Nothing yet. It is sent what fits ${webhook.events.join(', ')}; a test shows whether it arrives.`}
      </p>
    );
  return (
    <FramedTable<WebhookDelivery>
      label="Deliveries"
      rows={list.data.items}
      rowKey={({ id }) => String(id)}
      rowVersion={({ status, attempts }) => `${status} ${attempts}`}
      columns={deliveryColumns(choose)}
      compact={(delivery) => <DeliveryCard delivery={delivery} onChoose={choose} />}
      compactHeight={60}
      most="44dvh"
      onOpen={({ id }) => choose(id)}
      onPeek={({ id }) => choose(id)}
      selectedKey={chosen === undefined ? undefined : String(chosen)}
      dimmed={stale || list.isPlaceholderData}
    />
  );
}

const HOUR = 3_600_000;
const SPANS = [
  { value: HOUR, label: 'in the last hour' },
  { value: 24 * HOUR, label: 'in the last 24 hours' },
  { value: 168 * HOUR, label: 'in the last 7 days' },
  { value: 0, label: 'ever, as far as kept' },
];

/** Everything that failed and has not arrived since, in one act; the count and span stand beside the button. */
function RedeliverFailed({ webhook, rows }: { webhook: Webhook; rows: readonly WebhookDelivery[] }) {
  const client = useClient();
  const [open, setOpen] = useState(false);
  const [span, setSpan] = useState(24 * HOUR);
  const refused = useMay('webhooks:write').reason;
  const send = useAsk({
    ask: () => client.redeliverFailed({ params: { id: String(webhook.id) }, body: sinceOf(span) }),
    refresh: ['webhooks'],
  });
  const anyFailed = webhook.consecutiveFailures > 0 || rows.some(({ status }) => status === 'failed');
  if (!anyFailed && !open) return null;
  const change = (next: boolean): void => {
    setOpen(next);
    if (next) send.reset();
  };
  return (
    <Popover
      label="Redeliver what failed"
      align="end"
      className="w-80"
      open={open}
      onOpenChange={change}
      trigger={
        <Button size="sm" icon={<RotateCw />} aria-label="Redeliver failed …" refused={refused}>
          <span className="max-sm:hidden">Redeliver failed …</span>
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        <p className="text-muted text-pretty">
          Sends every message again that was given up and has not arrived since, oldest first, under its own
          id: a receiver that has seen one may answer 200 and do nothing.
        </p>
        <Field label="Of those that failed">
          {(wiring) => (
            <Select {...wiring} value={span} onChange={(event) => setSpan(Number(event.target.value))}>
              {SPANS.map(({ value, label }) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {send.data ? null : <FailedCount webhook={webhook} span={span} />}
        {send.error ? <FieldError>{causeOf(send.error)}</FieldError> : null}
        {send.data ? (
          <p role="status">
            {plural(send.data.redelivered, 'message')} sent again
            {send.data.remaining > 0 ? '; there are more: send again' : ''}
          </p>
        ) : null}
        <div className="flex justify-end gap-2">
          <Button onClick={() => setOpen(false)}>{send.data ? 'Close' : 'Cancel'}</Button>
          <Button look="primary" busy={send.isPending} onClick={() => send.mutate()}>
            Send again
          </Button>
        </div>
      </div>
    </Popover>
  );
}

/** How many it would be, before anything is sent. */
function FailedCount({ webhook, span }: { webhook: Webhook; span: number }) {
  const { data, error } = useQuery(failedCountQuery(useClient(), String(webhook.id), span));
  if (error) return <FieldError>{causeOf(error)}</FieldError>;
  if (data === undefined) return <p className="text-muted">…</p>;
  if (data === 0) return <p>Nothing has failed that did not arrive since.</p>;
  return <p>{data >= 10_000 ? '10,000 messages or more' : plural(data, 'message')}, 500 at a time</p>;
}
