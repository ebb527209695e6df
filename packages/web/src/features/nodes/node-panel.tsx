import type { Node } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { useClient } from '../../app/api.ts';
import { Button } from '../../ui/button.tsx';
import { cn } from '../../ui/cn.ts';
import { Distance } from '../../ui/distance.tsx';
import { Duration } from '../../ui/duration.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { DASH } from '../../ui/format-number.ts';
import { Fact, Facts } from '../../ui/panel.tsx';
import { SkeletonRows, useWaited } from '../../ui/skeleton.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { ExecutionLink } from '../executions/execution-columns.tsx';
import { DrainButton } from './drain-button.tsx';
import { Labels, LoadGauge, NodeBadge } from './node-columns.tsx';
import { runningOnQuery } from './node-queries.ts';
import { nodeReason } from './node-standing.ts';

interface NodePanelProps {
  name: string;
  /** Undefined when there is no such node. */
  node: Node | undefined;
  onClose: () => void;
  className?: string;
}

/** A node beside the list: how it is, what it runs now, what it can do. */
export const NodePanel = ({ name, node, onClose, className }: NodePanelProps) => (
  <aside
    aria-label={`Node ${name}`}
    className={cn('drawer-motion flex min-h-0 flex-col overflow-y-auto border-line bg-raised', className)}
  >
    <header className="flex items-start gap-2 px-4 pt-3 pb-1">
      <h2 className="min-w-0 flex-1 text-section font-semibold break-words">{name}</h2>
      <Button look="ghost" size="icon" aria-label="Close" onClick={onClose}>
        <X />
      </Button>
    </header>
    {node ? (
      <NodeDetail node={node} />
    ) : (
      <EmptyState title="There is no such node">
        It left, or was forgotten a week after it fell silent.
      </EmptyState>
    )}
  </aside>
);

function NodeDetail({ node }: { node: Node }) {
  const reason = nodeReason(node);
  return (
    <div className="flex flex-col gap-4 px-4 pb-4">
      <div className="flex flex-wrap items-center gap-2">
        <NodeBadge node={node} />
        {reason ? <span className="min-w-0 text-muted">{reason}</span> : null}
      </div>
      <div className="flex gap-2">
        <DrainButton node={node} />
      </div>
      <div className="grid grid-cols-2 gap-4">
        <LoadGauge node={node} of="cpu" />
        <LoadGauge node={node} of="memory" />
      </div>
      <RunningNow node={node} />
      <Facts>
        <Fact name="Heartbeat">
          <TimeStamp at={node.heartbeatAt} />
        </Fact>
        <Fact name="Started">
          <TimeStamp at={node.startedAt} date />{' '}
          <span className="text-faint">
            (<Distance at={node.startedAt} />)
          </span>
        </Fact>
        {node.draining ? (
          <Fact name="Drained">
            <TimeStamp at={node.draining.since} /> by {node.draining.by}
          </Fact>
        ) : null}
        <Fact name="Roles">{node.roles.join(', ')}</Fact>
        <Fact name="Labels">
          <span className="flex flex-wrap gap-1">
            <Labels labels={node.labels} most={20} />
          </span>
        </Fact>
        <Fact name="Can do">{node.taskTypes.length > 0 ? node.taskTypes.join(', ') : DASH}</Fact>
        <Fact name="Version">{node.version ?? DASH}</Fact>
        <Fact name="Process">
          {node.remote ? `remote worker, over HTTP, from ${node.host}` : `${node.pid} on ${node.host}`}
        </Fact>
      </Facts>
    </div>
  );
}

function RunningNow({ node }: { node: Node }) {
  const running = useQuery(runningOnQuery(useClient(), node.name));
  const waited = useWaited(running.isPending);
  const items = running.data?.items ?? [];
  return (
    <section className="min-w-0 rounded-lg border border-line bg-surface">
      <header className="flex h-9 items-center gap-2 border-b border-line px-3">
        <h3 className="flex-1 text-emphasis font-semibold">Runs now</h3>
        <span className="text-label text-muted">
          {node.running} of {node.maxConcurrent}
        </span>
      </header>
      {running.error ? (
        <ErrorPanel
          error={running.error}
          what="What it runs could not be read"
          onRetry={() => void running.refetch()}
        />
      ) : running.isPending ? (
        waited ? (
          <SkeletonRows rows={2} />
        ) : null
      ) : items.length === 0 ? (
        <p className="px-3 py-2 text-muted">Nothing at the moment.</p>
      ) : (
        <ul>
          {items.map((row) => (
            <li
              key={row.executionId}
              className="flex h-8 items-center gap-2 border-b border-line px-3 last:border-b-0"
            >
              <ExecutionLink row={row} className="flex-1" />
              <span className="shrink-0 text-muted">
                <Duration ms={row.durationMs} from={row.startedAt} />
              </span>
            </li>
          ))}
        </ul>
      )}
      {(running.data?.total ?? 0) > items.length ? (
        <Link
          to="/executions"
          search={{ status: ['running'], node: node.name }}
          className="block border-t border-line px-3 py-1.5 text-link hover:underline"
        >
          All {running.data?.total}
        </Link>
      ) : null}
    </section>
  );
}
