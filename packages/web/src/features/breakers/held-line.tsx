import type { Breaker } from '@tutti/contract';
import { Lock } from 'lucide-react';
import { TimeStamp } from '../../ui/time-stamp.tsx';

/** Told before anything else: an operator holds it, who, since when, and why. */
export function HeldLine({ breaker }: { breaker: Breaker }) {
  const { pin, tripped, changedBy, reason, since } = breaker;
  if (pin === 'auto' && !tripped) return null;
  const how =
    pin === 'closed'
      ? 'Every call goes through whatever happens'
      : pin === 'open'
        ? 'It stays open whatever happens'
        : 'It stays open until it is reset';
  return (
    <div
      role="status"
      className="flex items-start gap-2.5 rounded-lg border border-paused/40 bg-[color-mix(in_oklab,var(--paused)_10%,transparent)] px-3 py-2.5"
    >
      <Lock className="mt-0.5 size-4 shrink-0 stroke-[1.75] text-paused" aria-hidden="true" />
      <p className="min-w-0">
        <b className="font-semibold text-paused">
          {pin === 'auto' ? 'Tripped' : `Pinned ${pin}`} by {changedBy ?? 'an operator'}
        </b>
        {reason ? <span className="break-words">: {reason}</span> : null}
        <span className="block text-muted">
          {how}. In this state since <TimeStamp at={since} />.
        </span>
      </p>
    </div>
  );
}
