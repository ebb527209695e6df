import type { WebhookDelivery } from '@tutti/contract';
import type { Column } from '../../../ui/data-table-parts.tsx';
import { formatDuration } from '../../../ui/format-duration.ts';
import { DASH } from '../../../ui/format-number.ts';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import { TimeStamp } from '../../../ui/time-stamp.tsx';
import { codeOf, deliveryState } from '../webhook-words.ts';

const KINDS = { event: '', test: 'test', redelivery: 'again' } as const;

/** The code of the answer; a dash when none came. Its meaning is in the state, so colour only repeats it. */
export function AnswerCode({ delivery }: { delivery: WebhookDelivery }) {
  const code = codeOf(delivery);
  if (code === undefined)
    return delivery.error ? (
      <span className="truncate text-muted">{delivery.error.code}</span>
    ) : (
      <span className="text-faint">{DASH}</span>
    );
  return <span className={code < 300 ? '' : 'font-medium text-failed'}>{code}</span>;
}

type Choose = (id: number) => void;

const What = ({ delivery, onChoose }: { delivery: WebhookDelivery; onChoose: Choose }) => (
  <span className="flex min-w-0 items-baseline gap-2">
    <button
      type="button"
      data-primary
      onClick={() => onChoose(delivery.id)}
      className="min-w-0 truncate rounded-sm text-start font-medium hover:underline"
    >
      {delivery.eventType}
    </button>
    {KINDS[delivery.kind] === '' ? null : (
      <span className="shrink-0 text-label text-faint">{KINDS[delivery.kind]}</span>
    )}
  </span>
);

function State({ delivery }: { delivery: WebhookDelivery }) {
  const { kind, word } = deliveryState(delivery);
  return <StatusBadge kind={kind} word={word} plain />;
}

export const deliveryColumns = (onChoose: Choose): Column<WebhookDelivery>[] => [
  { key: 'state', header: 'State', track: '132px', cell: (delivery) => <State delivery={delivery} /> },
  {
    key: 'event',
    header: 'Event',
    track: 'minmax(0, 1fr)',
    cell: (delivery) => <What delivery={delivery} onChoose={onChoose} />,
  },
  {
    key: 'code',
    header: 'Answer',
    track: '116px',
    cell: (delivery) => <AnswerCode delivery={delivery} />,
  },
  {
    key: 'attempts',
    header: 'Attempts',
    track: '68px',
    align: 'end',
    cell: ({ attempts }) => attempts,
  },
  {
    key: 'duration',
    header: 'Took',
    track: '72px',
    align: 'end',
    cell: ({ durationMs }) => formatDuration(durationMs),
  },
  {
    key: 'made',
    header: 'When',
    track: '132px',
    align: 'end',
    cell: ({ createdAt }) => <TimeStamp at={createdAt} />,
  },
];

export const DeliveryCard = ({ delivery, onChoose }: { delivery: WebhookDelivery; onChoose: Choose }) => (
  <div className="min-w-0">
    <p className="flex min-w-0 items-center gap-2">
      <State delivery={delivery} />
      <span className="ml-auto shrink-0 text-label text-muted">
        <TimeStamp at={delivery.createdAt} />
      </span>
    </p>
    <p className="flex min-w-0 items-center gap-2">
      <What delivery={delivery} onChoose={onChoose} />
      <span className="ml-auto shrink-0 text-label">
        <AnswerCode delivery={delivery} />
      </span>
    </p>
  </div>
);
