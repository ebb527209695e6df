import type { WebhookDelivery } from '@tutti/contract';
import { Link } from '@tanstack/react-router';
import { RotateCw } from 'lucide-react';
import { Button } from '../../../ui/button.tsx';
import { formatDuration } from '../../../ui/format-duration.ts';
import { Panel } from '../../../ui/panel.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import { TimeStamp } from '../../../ui/time-stamp.tsx';
import { useMay } from '../../access/use-may.ts';
import { HalfView } from '../half-view.tsx';
import { deliveryState, requestHalf, responseHalf } from '../webhook-words.ts';
import { AnswerCode } from './delivery-columns.tsx';

interface ExchangeProps {
  delivery: WebhookDelivery;
  onRedeliver: () => void;
  redelivering: boolean;
}

/** What was sent and what came back, side by side. */
export function Exchange({ delivery, onRedeliver, redelivering }: ExchangeProps) {
  const { kind, word } = deliveryState(delivery);
  const refused = useMay('webhooks:write').reason;
  return (
    <Panel
      title={
        <span className="flex min-w-0 items-center gap-2">
          Delivery {delivery.id}
          <StatusBadge kind={kind} word={word} />
        </span>
      }
      actions={
        <Button size="sm" icon={<RotateCw />} busy={redelivering} refused={refused} onClick={onRedeliver}>
          {delivery.kind === 'test' ? 'Test again' : 'Redeliver'}
        </Button>
      }
    >
      <div className="flex flex-col gap-3" role="region" aria-label={`Delivery ${delivery.id}`}>
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-muted">
          <code className="font-mono text-log text-text">{delivery.eventType}</code>
          <AnswerCode delivery={delivery} />
          {delivery.durationMs === null ? null : <span>in {formatDuration(delivery.durationMs)}</span>}
          <TimeStamp at={delivery.endedAt ?? delivery.createdAt} />
          {delivery.executionId === null ? null : (
            <Link
              to="/executions/$id"
              params={{ id: delivery.executionId }}
              className="rounded-sm text-link hover:underline"
            >
              its execution and attempts
            </Link>
          )}
        </p>
        {delivery.error ? (
          <p className="rounded-md bg-[color-mix(in_oklab,var(--failed)_10%,transparent)] px-3 py-2 break-words">
            <b className="text-failed">{delivery.error.code}</b> {delivery.error.message}
          </p>
        ) : null}
        <div className="grid gap-3 sm:grid-cols-2">
          <HalfView
            title="Request"
            half={requestHalf(delivery)}
            none={delivery.status === 'pending' ? 'Not sent yet.' : 'Nothing was sent.'}
          />
          <HalfView
            title="Response"
            half={responseHalf(delivery)}
            none={delivery.attempts === 0 ? 'None yet.' : 'None came.'}
          />
        </div>
      </div>
    </Panel>
  );
}
