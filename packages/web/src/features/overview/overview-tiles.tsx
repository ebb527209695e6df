import type { ExecutionMetrics, MetricsInterval } from '@tutti/contract';
import { Link } from '@tanstack/react-router';
import { useNow } from '../../ui/clock.ts';
import { formatCountdown } from '../../ui/format-duration.ts';
import { DASH, formatCount, formatPercent, plural } from '../../ui/format-number.ts';
import { StatusIcon } from '../../ui/status-icon.tsx';
import { Tile, tileLink } from '../../ui/tile.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { RANGE_WORDS } from '../metrics/range.ts';
import { nodeStanding } from '../nodes/node-standing.ts';
import { paceWords } from './overview-series.ts';
import type { Situation } from './needs.ts';

interface OverviewTilesProps {
  situation: Situation;
  metrics: ExecutionMetrics | undefined;
  interval: MetricsInterval;
}

/** Each figure leads to the list it counts. */
export const OverviewTiles = ({ situation, metrics, interval }: OverviewTilesProps) => (
  <div className="grid grid-cols-2 gap-3 md:grid-cols-4 xl:grid-cols-7">
    <Throughput totals={metrics?.totals} interval={interval} />
    <SuccessRate totals={metrics?.totals} interval={interval} />
    <QueueDepth queues={situation.queues} />
    <DueNext scheduler={situation.scheduler} />
    <OpenErrors recovery={situation.recovery} />
    <Breakers breakers={situation.breakers} />
    <Nodes nodes={situation.nodes} />
  </div>
);

type Totals = ExecutionMetrics['totals'] | undefined;

function Throughput({ totals, interval }: { totals: Totals; interval: MetricsInterval }) {
  const ended = totals && totals.completed + totals.failed;
  return (
    <Tile
      name={`Ended, ${RANGE_WORDS[interval]}`}
      note={totals && ended ? paceWords(totals.perSecond) : 'nothing ended'}
    >
      <Link
        to="/executions"
        search={{ span: interval, status: ['completed', 'failed', 'timeout'] }}
        className={tileLink}
      >
        {formatCount(ended)}
      </Link>
    </Tile>
  );
}

function SuccessRate({ totals, interval }: { totals: Totals; interval: MetricsInterval }) {
  const ended = totals ? totals.completed + totals.failed : 0;
  const failed = totals?.failed ?? 0;
  return (
    <Tile
      name="Success"
      note={
        failed > 0 ? (
          <Link
            to="/executions"
            search={{ span: interval, status: ['failed', 'timeout'] }}
            className="inline-flex items-center gap-1 rounded-sm text-failed hover:underline after:absolute after:inset-0"
          >
            <StatusIcon kind="failed" size={12} />
            {formatCount(failed)} failed
          </Link>
        ) : ended > 0 ? (
          'none failed'
        ) : (
          'nothing ended'
        )
      }
    >
      {totals ? formatPercent(totals.completed, ended) : DASH}
    </Tile>
  );
}

function QueueDepth({ queues }: { queues: Situation['queues'] }) {
  const oldest = queues?.flatMap(({ oldestReadyAt }) => oldestReadyAt ?? []).toSorted()[0];
  return (
    <Tile
      name="Waiting for a slot"
      note={
        oldest ? (
          <span>
            oldest <TimeStamp at={oldest} className="relative z-1" />
          </span>
        ) : (
          'nothing waits'
        )
      }
    >
      <Link to="/queues" className={tileLink}>
        {formatCount(queues?.reduce((sum, { ready }) => sum + ready, 0))}
      </Link>
    </Tile>
  );
}

function DueNext({ scheduler }: { scheduler: Situation['scheduler'] }) {
  const next = scheduler?.running ? scheduler.next : null;
  if (!next)
    return (
      <Tile
        name="Due next"
        note={scheduler?.running === false ? 'the scheduler is stopped' : 'no run lies ahead'}
      >
        <Link to="/schedules" className={tileLink}>
          {DASH}
        </Link>
      </Tile>
    );
  return (
    <Tile name="Due next" note={<span className="truncate">{next.name}</span>}>
      <Link to="/schedules/$id" params={{ id: String(next.id) }} className={tileLink}>
        <Countdown at={next.nextRunAt} />
      </Link>
    </Tile>
  );
}

function Countdown({ at }: { at: string }) {
  const left = Date.parse(at) - useNow(1000);
  return <span role="timer">{left <= 0 ? 'now' : formatCountdown(left)}</span>;
}

function OpenErrors({ recovery }: { recovery: Situation['recovery'] }) {
  const open = recovery && Object.values(recovery.open).reduce((sum, count) => sum + count, 0);
  const grave = recovery && (recovery.open.critical ?? 0) + (recovery.open.high ?? 0);
  return (
    <Tile
      name="Open errors"
      note={
        grave
          ? `${formatCount(grave)} high or critical`
          : recovery && recovery.waiting > 0
            ? `${plural(recovery.waiting, 'retry', 'retries')} ahead`
            : 'none of them grave'
      }
    >
      <Link to="/errors" className={tileLink}>
        {formatCount(open)}
      </Link>
    </Tile>
  );
}

function Breakers({ breakers }: { breakers: Situation['breakers'] }) {
  const open = breakers?.filter(({ state }) => state !== 'closed');
  const deferred = open?.reduce((sum, breaker) => sum + breaker.deferred, 0) ?? 0;
  return (
    <Tile
      name="Breakers open"
      note={
        !breakers || breakers.length === 0
          ? 'no breaker yet'
          : deferred > 0
            ? `${plural(deferred, 'execution')} waiting`
            : `of ${formatCount(breakers.length)}`
      }
    >
      <Link to="/breakers" className={tileLink}>
        {formatCount(open?.length)}
      </Link>
    </Tile>
  );
}

function Nodes({ nodes }: { nodes: Situation['nodes'] }) {
  const known = nodes?.filter(({ stoppedAt }) => stoppedAt === null);
  const working = known?.filter((node) => nodeStanding(node) === 'working') ?? [];
  const places = working.reduce((sum, { maxConcurrent }) => sum + maxConcurrent, 0);
  const running = known?.reduce((sum, node) => sum + node.running, 0) ?? 0;
  return (
    <Tile name="Nodes" note={`running ${formatCount(running)} of ${formatCount(places)}`}>
      <Link to="/nodes" className={tileLink}>
        {known ? formatCount(working.length) : DASH}
        {known && known.length > working.length ? (
          <span className="text-section font-normal text-faint"> of {known.length}</span>
        ) : null}
      </Link>
    </Tile>
  );
}
