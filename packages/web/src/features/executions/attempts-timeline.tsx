import type { Attempt } from '@tutti/contract';
import { Duration } from '../../ui/duration.tsx';
import { StatusIcon, type StatusKind } from '../../ui/status-icon.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';

const OUTCOMES: Record<Attempt['outcome'], { kind: StatusKind; word: string }> = {
  running: { kind: 'running', word: 'Running' },
  completed: { kind: 'completed', word: 'Completed' },
  failed: { kind: 'failed', word: 'Failed' },
  timeout: { kind: 'timeout', word: 'Timed out' },
  cancelled: { kind: 'cancelled', word: 'Cancelled' },
  skipped: { kind: 'skipped', word: 'Skipped' },
  lost: { kind: 'failed', word: 'Lost with its node' },
  released: { kind: 'pending', word: 'Given back' },
};

interface AttemptsTimelineProps {
  attempts: readonly Attempt[];
  /** When the next attempt begins, while one is waited for. */
  next: { attempt: number; at: string | null } | undefined;
}

/** Every attempt, the first on top, each with how long it took in proportion to the longest. */
export function AttemptsTimeline({ attempts, next }: AttemptsTimelineProps) {
  const longest = Math.max(1, ...attempts.map((attempt) => attempt.durationMs ?? 0));
  return (
    <ol className="flex flex-col">
      {attempts.map((attempt) => (
        <AttemptStep
          key={attempt.attempt}
          attempt={attempt}
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

function AttemptStep({ attempt, longest, last }: { attempt: Attempt; longest: number; last: boolean }) {
  const { kind, word } = OUTCOMES[attempt.outcome];
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
            <Duration
              ms={attempt.durationMs}
              from={attempt.outcome === 'running' ? attempt.startedAt : null}
            />
          </span>
        </p>
        <Bar kind={kind} share={(attempt.durationMs ?? longest) / longest} failed={kind === 'failed'} />
        {attempt.error ? (
          <p className="mt-1 line-clamp-3 font-mono text-log break-words text-muted">
            {attempt.error.message}
          </p>
        ) : null}
        <p className="mt-0.5 flex flex-wrap gap-x-2 text-label text-faint">
          <TimeStamp at={attempt.startedAt} />
          {attempt.node ? <span className="truncate">on {attempt.node}</span> : null}
        </p>
      </div>
    </li>
  );
}

/** Failed bars are hatched: colour alone would not tell. */
const Bar = ({ kind, share, failed }: { kind: StatusKind; share: number; failed: boolean }) => (
  <span className="mt-1 block h-1 overflow-hidden rounded-full bg-hover">
    <span
      className={failed ? 'hatched block h-full' : 'block h-full'}
      style={{
        width: `${Math.max(2, share * 100)}%`,
        backgroundColor: kind === 'running' ? 'var(--running)' : `var(--${kind}-fill)`,
      }}
    />
  </span>
);
