import type { Queue } from '@tutti/contract';
import { Link } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useTimed } from '../../../ui/clock.ts';
import { formatDistance } from '../../../ui/format-duration.ts';
import { DASH, formatCount } from '../../../ui/format-number.ts';
import { Tile, tileLink } from '../../../ui/tile.tsx';
import { TimeStamp } from '../../../ui/time-stamp.tsx';
import { formatLimits } from './queue-limits.ts';

export function QueueTiles({ queue }: { queue: Queue }) {
  const { name, ready, running, delayed, concurrencyLimit, flow } = queue;
  return (
    <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
      <Tile name="Waiting" note={delayed > 0 ? `and ${formatCount(delayed)} delayed` : 'nothing delayed'}>
        <Link to="/executions" search={{ queue: name, status: ['pending'] }} className={tileLink}>
          {formatCount(ready)}
        </Link>
      </Tile>
      <Tile
        name="Oldest waits"
        note={
          queue.oldestReadyAt ? (
            <span>
              since <TimeStamp at={queue.oldestReadyAt} date className="relative z-1" />
            </span>
          ) : (
            'nothing waits'
          )
        }
      >
        {queue.oldestReadyAt ? <Waited since={queue.oldestReadyAt} /> : DASH}
      </Tile>
      <Tile name="Running" note={`limits: ${formatLimits(queue)}`}>
        <Link to="/executions" search={{ queue: name, status: ['running'] }} className={tileLink}>
          {formatCount(running)}
          {concurrencyLimit === null ? null : (
            <span className="text-section font-normal text-faint"> of {formatCount(concurrencyLimit)}</span>
          )}
        </Link>
      </Tile>
      <Tile
        name="In and out a minute"
        note={
          flow ? (
            <span>
              counted <TimeStamp at={flow.at} />
            </span>
          ) : (
            'not counted yet'
          )
        }
      >
        {flow ? `${formatRate(flow.cameIn)} / ${formatRate(flow.wentOut)}` : DASH}
      </Tile>
    </div>
  );
}

const formatRate = (value: number): string =>
  value > 0 && value < 10 ? value.toFixed(1) : formatCount(Math.round(value));

function Waited({ since }: { since: string }) {
  const words = useCallback((now: number) => formatDistance(Math.max(0, now - Date.parse(since))), [since]);
  return <>{useTimed(1000, words)}</>;
}
