import type { ConcurrencyKeyState } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { KeyRound } from 'lucide-react';
import { useClient } from '../../app/api.ts';
import { useStale } from '../../app/stale.tsx';
import { cn } from '../../ui/cn.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { plural } from '../../ui/format-number.ts';
import { matchesText } from '../../ui/matches-text.ts';
import { SkeletonRows, useWaited } from '../../ui/skeleton.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { keysQuery } from './queue-queries.ts';
import { slotWords } from './queue-standing.ts';

/** Concurrency keys in use: who holds which slot, until when should the holder die, and how many wait. */
export function KeyList({ text }: { text: string | undefined }) {
  const keys = useQuery(keysQuery(useClient()));
  const waited = useWaited(keys.isPending);
  const stale = useStale();
  if (keys.isPending) return waited ? <SkeletonRows rows={6} /> : null;
  if (!keys.data)
    return (
      <ErrorPanel
        error={keys.error}
        what="The concurrency keys could not be read"
        onRetry={() => void keys.refetch()}
      />
    );
  const rows = keys.data.filter(({ key }) => matchesText(text, key));
  if (rows.length === 0) return text === undefined ? <NoKeys /> : <NoMatch />;
  return (
    <ul
      className={cn('min-h-0 flex-1 overflow-y-auto border-t border-line bg-surface', stale && 'fade-stale')}
    >
      {rows.map((state) => (
        <KeyRow key={state.key} state={state} />
      ))}
    </ul>
  );
}

function KeyRow({ state }: { state: ConcurrencyKeyState }) {
  const full = state.slots.length >= state.limit;
  return (
    <li className="flex flex-col gap-1 border-b border-line px-4 py-2 lg:px-6">
      <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
        <StatusBadge kind={full ? 'running' : 'completed'} word={slotWords(state)} />
        <code className="min-w-0 truncate font-mono text-label font-medium">{state.key}</code>
        <span className={cn('ml-auto', state.waiting === 0 ? 'text-faint' : 'text-muted')}>
          {state.waiting === 0 ? 'nobody waits' : `${plural(state.waiting, 'execution')} waiting for a slot`}
        </span>
      </div>
      <ul className="flex flex-col">
        {state.slots.map((slot) => (
          <li
            key={slot.executionId}
            className="flex min-h-6 min-w-0 flex-wrap items-center gap-x-2 text-label text-muted"
          >
            <Link
              to="/executions/$id"
              params={{ id: String(slot.id) }}
              className="flex min-w-0 items-baseline gap-1.5 rounded-sm text-text hover:underline"
            >
              <span className="shrink-0 text-faint">#{slot.id}</span>
              <span className="truncate">{slot.label}</span>
            </Link>
            {slot.node === null ? (
              <span>has its slot and waits to start</span>
            ) : (
              <>
                <span>
                  on{' '}
                  <Link to="/nodes" search={{ peek: slot.node }} className="rounded-sm hover:underline">
                    {slot.node}
                  </Link>
                </span>
                <span>
                  since <TimeStamp at={slot.since} />
                </span>
                <span className="text-faint">
                  its lease ends <TimeStamp at={slot.expiresAt} /> unless renewed
                </span>
              </>
            )}
          </li>
        ))}
      </ul>
    </li>
  );
}

const NoKeys = () => (
  <EmptyState
    icon={<KeyRound />}
    title="No concurrency key is in use"
    command="tutti schedule edit nightly-sync --concurrency-key customer:42 --concurrency-limit 1"
  >
    Executions that share a key take its slots in turn, whatever their queue or node: one import per customer,
    one deployment per machine.
  </EmptyState>
);

const NoMatch = () => (
  <EmptyState icon={<KeyRound />} title="Nothing matches this filter">
    There are keys in use, but none that fit.
  </EmptyState>
);
