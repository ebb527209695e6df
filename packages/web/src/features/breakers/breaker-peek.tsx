import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useClient } from '../../app/api.ts';
import { Peek, wholePage } from '../../ui/peek.tsx';
import { Peeked } from '../../ui/peeked.tsx';
import { BreakerBadge } from './breaker-mark.tsx';
import { BreakerButtons } from './breaker-buttons.tsx';
import { BreakerStanding } from './breaker-standing.tsx';
import { breakerQuery } from './breaker-queries.ts';
import { DeferredPanel } from './deferred-panel.tsx';
import { FailureRate } from './failure-rate.tsx';
import { HeldLine } from './held-line.tsx';
import { StateDiagram } from './state-diagram.tsx';

/** A look at one breaker beside the list: where it stands, what waits, and what can be done. */
export default function BreakerPeek({ breakerKey, onClose }: { breakerKey: string; onClose: () => void }) {
  const query = useQuery(breakerQuery(useClient(), breakerKey));
  const breaker = query.data;
  return (
    <Peek
      title={breakerKey}
      note={breaker ? <BreakerBadge breaker={breaker} /> : undefined}
      whole={<Link to="/breakers/$key" params={{ key: breakerKey }} {...wholePage} />}
      actions={breaker ? <BreakerButtons breaker={breaker} /> : undefined}
      onClose={onClose}
    >
      <Peeked query={query} what="The breaker could not be read">
        {(read) => (
          <>
            <p className="text-muted">
              <BreakerStanding breaker={read} />
            </p>
            <HeldLine breaker={read} />
            <StateDiagram breaker={read} small />
            <FailureRate breaker={read} brief />
            <DeferredPanel breaker={read} />
          </>
        )}
      </Peeked>
    </Peek>
  );
}
