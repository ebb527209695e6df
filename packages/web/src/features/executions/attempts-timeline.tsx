import type { Attempt, Execution } from '@tutti/contract';
import { useNow } from '../../ui/clock.ts';
import { Duration } from '../../ui/duration.tsx';
import { formatDuration } from '../../ui/format-duration.ts';
import { StatusIcon, type StatusKind } from '../../ui/status-icon.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { OUTCOMES } from './attempt-outcomes.ts';
import { attemptTimes, type AttemptTimes } from './attempt-times.ts';

interface AttemptsTimelineProps {
  /** Given, it tells how long the first one waited. */
  execution?: Pick<Execution, 'createdAt' | 'scheduledAt'> | undefined;
  attempts: readonly Attempt[];
  /** When the next attempt begins, while one is waited for. */
  next: { attempt: number; at: string | null } | undefined;
}

/** Every attempt, the first on top, each with how long it waited and how long it ran, drawn to one scale. */
export function AttemptsTimeline({ execution, attempts, next }: AttemptsTimelineProps) {
  const now = useNow(1000);
  const times = attemptTimes(attempts, execution, now);
  const longest = Math.max(1, ...times.map(({ waitedMs, ranMs }) => (waitedMs ?? 0) + (ranMs ?? 0)));
  return (
    <ol className="flex flex-col">
      {attempts.map((attempt, index) => (
        <AttemptStep
          key={attempt.attempt}
          attempt={attempt}
          times={times[index] ?? { waitedMs: null, ranMs: null }}
          longest={longest}
          last={attempt === attempts.at(-1) && !next}
        />
      ))}
      {next ? (
        <li className="flex gap-3">
          <StatusIcon kind="retrying" className="mt-0.5" />
          <p>
            Attempt {next.attempt}{' '}
            <span className="text-muted">
              {next.at ? <TimeStamp at={next.at} /> : 'waits for a free slot'}
            </span>
          </p>
        </li>
      ) : null}
    </ol>
  );
}

interface AttemptStepProps {
  attempt: Attempt;
  times: AttemptTimes;
  longest: number;
  last: boolean;
}

function AttemptStep({ attempt, times, longest, last }: AttemptStepProps) {
  const { kind, word } = OUTCOMES[attempt.outcome];
  const running = attempt.outcome === 'running';
  return (
    <li className="flex gap-3">
      <span className="flex flex-col items-center">
        <StatusIcon kind={kind} className="mt-0.5" />
        {last ? null : <span className="my-1 w-px flex-1 bg-line" />}
      </span>
      <div className="min-w-0 flex-1 pb-3">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="font-medium">Attempt {attempt.attempt}</span>
          <span style={{ color: `var(--${kind})` }}>{word}</span>
          <span className="ml-auto tabular-nums">
            <Duration ms={attempt.durationMs} from={running ? attempt.startedAt : null} />
          </span>
        </p>
        <Split kind={kind} times={times} longest={longest} />
        {attempt.error ? (
          <p className="mt-1 line-clamp-3 font-mono text-log break-words text-muted">
            {attempt.error.message}
          </p>
        ) : null}
        <p className="mt-0.5 flex flex-wrap gap-x-2 text-label text-faint">
          <TimeStamp at={attempt.startedAt} />
          {times.waitedMs === null ? null : <span>waited {formatDuration(times.waitedMs)}</span>}
          {attempt.node ? <span className="truncate">on {attempt.node}</span> : null}
        </p>
      </div>
    </li>
  );
}

/** What it waited, dashed, then what it ran. Failed bars are hatched: colour alone would not tell. */
function Split({ kind, times, longest }: { kind: StatusKind; times: AttemptTimes; longest: number }) {
  const share = (ms: number | null): string => `${((ms ?? 0) / longest) * 100}%`;
  return (
    <span
      role="img"
      aria-label={`waited ${formatDuration(times.waitedMs)}, ran ${formatDuration(times.ranMs)}`}
      className="mt-1 flex h-1.5 items-center overflow-hidden rounded-full bg-hover"
    >
      <span
        className="h-px shrink-0 border-t border-dashed border-control"
        style={{ width: share(times.waitedMs) }}
      />
      <span
        className={kind === 'failed' ? 'hatched h-full min-w-1' : 'h-full min-w-1'}
        style={{
          width: share(times.ranMs),
          backgroundColor: kind === 'running' ? 'var(--running)' : `var(--${kind}-fill)`,
        }}
      />
    </span>
  );
}
