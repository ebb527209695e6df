import type { Event, Execution, ExecutionReport } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useClient } from '../../../app/api.ts';
import { shortId } from '../../../ui/format-number.ts';
import { Fact, Facts, Panel } from '../../../ui/panel.tsx';
import { executionEventsQuery } from './background-queries.ts';
import { breakerOf, toldOf } from './related-words.ts';

const look = 'rounded-sm text-link hover:underline';

interface RelatedPanelProps {
  execution: Execution;
  report: ExecutionReport | undefined;
}

/** Where to go on from here: what caused it, what came of it, what guards it. */
export function RelatedPanel({ execution, report }: RelatedPanelProps) {
  const caused = execution.trigger.event !== undefined;
  const events = useQuery({ ...executionEventsQuery(useClient(), String(execution.id)), enabled: caused });
  const facts = [
    ...causes(execution, events.data?.cause ?? undefined),
    ...records(report),
    ...guards(execution, report),
  ];
  if (facts.length === 0) return null;
  return (
    <Panel title="Related">
      <Facts>
        {facts.map(({ name, content }) => (
          <Fact key={name} name={name}>
            {content}
          </Fact>
        ))}
      </Facts>
    </Panel>
  );
}

interface Related {
  name: string;
  content: ReactNode;
}

function causes({ resubmittedFrom }: Execution, cause: Event | undefined): Related[] {
  const from = cause && toldOf(cause);
  return [
    ...(from
      ? [
          {
            name: 'Caused by',
            content: (
              <Link to="/executions/$id" params={{ id: from.id }} className={look}>
                {from.label}
                {/^\d+$/.test(from.id) ? ` #${from.id}` : ''}
              </Link>
            ),
          },
        ]
      : []),
    ...(resubmittedFrom === null
      ? []
      : [
          {
            name: 'Resubmitted',
            content: (
              <Link to="/dead-letters/$id" params={{ id: String(resubmittedFrom) }} className={look}>
                from dead letter #{resubmittedFrom}
              </Link>
            ),
          },
        ]),
  ];
}

function records(report: ExecutionReport | undefined): Related[] {
  const errors = report?.errors ?? [];
  const letters = [...new Set(errors.flatMap(({ deadLetterId }) => deadLetterId ?? []))];
  return [
    ...(errors.length > 0
      ? [
          {
            name: errors.length === 1 ? 'Error' : 'Errors',
            content: errors.map(({ id, severity }) => (
              <Link key={id} to="/errors/$id" params={{ id: String(id) }} className={`${look} mr-2`}>
                #{id} {severity}
              </Link>
            )),
          },
        ]
      : []),
    ...(letters.length > 0
      ? [
          {
            name: 'Dead letter',
            content: letters.map((id) => (
              <Link key={id} to="/dead-letters/$id" params={{ id: String(id) }} className={`${look} mr-2`}>
                #{id}
              </Link>
            )),
          },
        ]
      : []),
  ];
}

function guards(execution: Execution, report: ExecutionReport | undefined): Related[] {
  const breaker = breakerOf(execution);
  const batchId = report?.batchId ?? undefined;
  return [
    ...(breaker === undefined
      ? []
      : [
          {
            name: 'Breaker',
            content: (
              <Link to="/breakers/$key" params={{ key: breaker }} className={`${look} break-all`}>
                {breaker}
              </Link>
            ),
          },
        ]),
    ...(batchId === undefined
      ? []
      : [
          {
            name: 'Batch',
            content: (
              <Link to="/executions" search={{ batch: batchId }} className={look}>
                {shortId(batchId)}
              </Link>
            ),
          },
        ]),
  ];
}
