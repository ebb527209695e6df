import type { Breaker } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useClient } from '../../app/api.ts';
import { cn } from '../../ui/cn.ts';
import { DASH } from '../../ui/format-number.ts';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { StatusIcon } from '../../ui/status-icon.tsx';
import { breakerStandingsQuery } from './breaker-queries.ts';
import { shownBreaker } from './breaker-words.ts';

export const BreakerBadge = ({ breaker, plain }: { breaker: Breaker; plain?: boolean }) => (
  <StatusBadge {...shownBreaker(breaker)} {...(plain !== undefined && { plain })} />
);

interface BreakerMarkProps {
  /** Null: none guards it. One that was never called is not there yet. */
  breakerKey: string | null;
  /** With the key, where there is room. */
  named?: boolean;
}

/** How the breaker stands that guards something, and the way to it. */
export function BreakerMark({ breakerKey, named = false }: BreakerMarkProps) {
  const breaker = useQuery({ ...breakerStandingsQuery(useClient()), enabled: breakerKey !== null }).data?.get(
    breakerKey ?? '',
  );
  if (breakerKey === null || !breaker)
    return <span className="text-faint">{named ? (breakerKey ?? 'none guards it') : DASH}</span>;
  const { kind, word } = shownBreaker(breaker);
  return (
    <Link
      to="/breakers/$key"
      params={{ key: breakerKey }}
      title={`Circuit breaker ${breakerKey}: ${word}`}
      className={cn(
        'inline-flex max-w-full min-w-0 items-center gap-1.5 rounded-sm hover:underline',
        !named && 'text-label',
      )}
      style={{ color: `var(--${kind})` }}
    >
      <StatusIcon kind={kind} />
      <span className="shrink-0">{word}</span>
      {named ? <span className="min-w-0 truncate text-link">{breakerKey}</span> : null}
    </Link>
  );
}
