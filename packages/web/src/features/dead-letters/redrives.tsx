import type { Redrive } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useClient } from '../../app/api.ts';
import { formatCount } from '../../ui/format-number.ts';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { linkLook } from '../recovery/tab-look.ts';
import { redrivesQuery } from './letter-queries.ts';
import { canaryWords, REDRIVE_KINDS, redriveWords } from './letter-words.ts';

const SHOWN_AFTER_MS = 3_600_000;

/** Batches that go on, and those that ended within the hour: as the server knows them, whoever began them. */
export function Redrives() {
  const redrives = useQuery(redrivesQuery(useClient())).data?.items ?? [];
  const shown = redrives.filter(
    ({ endedAt }) => endedAt === null || Date.now() - Date.parse(endedAt) < SHOWN_AFTER_MS,
  );
  if (shown.length === 0) return null;
  return (
    <ul aria-label="Batches" className="mx-4 mb-3 flex flex-col gap-2 lg:mx-6">
      {shown.slice(0, 3).map((redrive) => (
        <RedriveLine key={redrive.redriveId} redrive={redrive} />
      ))}
    </ul>
  );
}

function RedriveLine({ redrive }: { redrive: Redrive }) {
  const { state, total, sent, canary, actor, createdAt } = redrive;
  const canaryState = canaryWords(redrive);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1.5 rounded-lg border border-line bg-surface px-3 py-2 shadow-card">
      <StatusBadge {...REDRIVE_KINDS[state]} />
      <span className="min-w-0 flex-1 basis-56">{redriveWords(redrive)}</span>
      {canary && canaryState ? (
        <span className="text-muted">
          canary{' '}
          {canary.executionId === null ? (
            canaryState
          ) : (
            <Link to="/executions/$id" params={{ id: canary.executionId }} className={linkLook}>
              {canaryState}
            </Link>
          )}
        </span>
      ) : null}
      <span
        role="progressbar"
        aria-label="Sent"
        aria-valuenow={sent}
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuetext={`${formatCount(sent)} of ${formatCount(total)}`}
        className="h-1.5 w-28 overflow-hidden rounded-full bg-line"
      >
        <span
          className="block h-full bg-link"
          style={{ width: `${total === 0 ? 0 : (sent / total) * 100}%` }}
        />
      </span>
      <span className="text-label text-faint">
        {actor}, <TimeStamp at={createdAt} />
      </span>
    </li>
  );
}
