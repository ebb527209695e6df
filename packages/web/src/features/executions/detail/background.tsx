import type { Execution, ExecutionReport, Intervention } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../../app/api.ts';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { JsonView } from '../../../ui/json-view.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { TimeStamp } from '../../../ui/time-stamp.tsx';
import { reportQuery } from './background-queries.ts';
import { EventsPanel } from './events-panel.tsx';
import { RelatedPanel } from './related-panel.tsx';
import { SlotsPanel } from './slots-panel.tsx';

/** What stands around an execution, each part only where there is something. */
export function Background({ execution }: { execution: Execution }) {
  const query = useQuery(reportQuery(useClient(), String(execution.id)));
  const report = query.data;
  return (
    <>
      <RelatedPanel execution={execution} report={report} />
      {query.error && !report ? (
        <Panel title="Records and interventions" flush>
          <ErrorPanel
            error={query.error}
            what="The records could not be read"
            onRetry={() => void query.refetch()}
          />
        </Panel>
      ) : null}
      {report && report.interventions.length > 0 ? <Interventions items={report.interventions} /> : null}
      <SlotsPanel execution={execution} />
      {report && report.steps.length > 0 ? <Steps items={report.steps} /> : null}
      <EventsPanel id={String(execution.id)} />
    </>
  );
}

const PAST: Record<Intervention['action'], string> = {
  pause: 'paused it',
  resume: 'let it go on',
  skip: 'skipped it',
  retry: 'retried it',
  cancel: 'cancelled it',
  priority: 'changed its priority',
};

/** Who did what to it, when and why; the newest first. */
const Interventions = ({ items }: { items: readonly Intervention[] }) => (
  <Panel title="Interventions">
    <ol className="flex flex-col gap-2.5">
      {items.toReversed().map((act) => (
        <li key={act.id}>
          <p className="flex flex-wrap gap-x-1.5">
            <span className="font-medium">{act.actor}</span> {PAST[act.action]}
            <span className="ml-auto text-muted">
              <TimeStamp at={act.at} />
            </span>
          </p>
          {act.reason ? <p className="break-words text-muted">{act.reason}</p> : null}
          {act.after ? <p className="font-mono text-log break-words text-faint">{changeWords(act)}</p> : null}
        </li>
      ))}
    </ol>
  </Panel>
);

/** `priority 5 → 9`; of a config only that it changed, it stands in a panel of its own. */
function changeWords({ before, after }: Intervention): string {
  return Object.entries(after ?? {})
    .map(([key, value]) => {
      if (typeof value === 'object' && value !== null) return `${key} changed`;
      const old = before?.[key];
      return old === undefined ? `${key} ${written(value)}` : `${key} ${written(old)} → ${written(value)}`;
    })
    .join(', ');
}

const written = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** Steps that will not run again. */
const Steps = ({ items }: { items: ExecutionReport['steps'] }) => (
  <Panel title="Durable steps">
    <ol className="flex flex-col gap-2">
      {items.map((step) => (
        <li key={step.name}>
          <details>
            <summary className="flex gap-2 rounded-sm">
              <span className="min-w-0 flex-1 truncate font-mono text-log">{step.name}</span>
              <span className="text-muted">
                <TimeStamp at={step.at} />
              </span>
            </summary>
            <JsonView value={step.output ?? 'nothing'} label={`Result of ${step.name}`} />
          </details>
        </li>
      ))}
    </ol>
  </Panel>
);
