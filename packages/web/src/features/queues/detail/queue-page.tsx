import type { Queue } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useClient } from '../../../app/api.ts';
import { StaleMark } from '../../../app/stale.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { Page } from '../../../ui/page.tsx';
import { SiblingButtons } from '../../../ui/sibling-buttons.tsx';
import { SkeletonRows, useWaited } from '../../../ui/skeleton.tsx';
import { RangePicker } from '../../metrics/range-picker.tsx';
import { nodesQuery } from '../../nodes/node-queries.ts';
import { PauseButton } from '../pause-button.tsx';
import { QueueBadge, QueueWhy } from '../queue-columns.tsx';
import { queuesQuery } from '../queue-queries.ts';
import { QueueCharts } from './queue-charts.tsx';
import { QueueExecutions } from './queue-executions.tsx';
import { QueueLimits } from './queue-limits-panel.tsx';
import { QueueTiles } from './queue-tiles.tsx';

const CRUMB = { to: '/queues', label: 'Queues' } as const;

export function QueuePage() {
  const { name } = useParams({ from: '/queues/$name' });
  const queues = useQuery(queuesQuery(useClient()));
  const waited = useWaited(queues.isPending);
  const queue = queues.data?.find((one) => one.name === name);
  if (queue) return <Detail queue={queue} updatedAt={queues.dataUpdatedAt} />;
  return (
    <Page title={name} crumb={CRUMB}>
      {queues.data ? (
        <EmptyState title="There is no such queue" command={`tutti run --queue ${name} --shell "date"`}>
          A queue is there from its first use on.
        </EmptyState>
      ) : queues.error ? (
        <ErrorPanel
          error={queues.error}
          what="The queue could not be read"
          onRetry={() => void queues.refetch()}
        />
      ) : waited ? (
        <SkeletonRows />
      ) : null}
    </Page>
  );
}

function Detail({ queue, updatedAt }: { queue: Queue; updatedAt: number }) {
  const nodes = useQuery(nodesQuery(useClient())).data;
  const range = useSearch({ from: '/queues/$name' });
  const navigate = useNavigate({ from: '/queues/$name' });
  return (
    <Page
      title={queue.name}
      crumb={CRUMB}
      siblings={
        <SiblingButtons
          list="Queues"
          of={queue.name}
          onOpen={(name) => void navigate({ to: '/queues/$name', params: { name } })}
        />
      }
      verdict={
        <span className="flex min-w-0 flex-wrap items-center gap-2">
          <QueueBadge queue={queue} nodes={nodes} />
          <QueueWhy queue={queue} nodes={nodes} />
          <StaleMark at={updatedAt} />
        </span>
      }
      actions={<PauseButton queue={queue} />}
      scrolls
    >
      <div className="flex flex-col gap-4 p-4 pt-2 lg:px-6 lg:pb-6">
        <QueueTiles queue={queue} />
        <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_360px]">
          <div className="flex min-w-0 flex-col gap-4">
            <QueueExecutions queue={queue.name} />
            <div className="flex justify-end">
              <RangePicker
                value={range}
                onChange={(next) => void navigate({ search: next, replace: true })}
              />
            </div>
            <QueueCharts
              queue={queue}
              range={range}
              onZoom={(zoomFrom, zoomTo) =>
                void navigate({ search: (old) => ({ ...old, zoomFrom, zoomTo }), replace: true })
              }
            />
          </div>
          <QueueLimits key={queue.name} queue={queue} />
        </div>
      </div>
    </Page>
  );
}
