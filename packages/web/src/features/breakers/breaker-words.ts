import type { Breaker } from '@tutti/contract';
import type { StatusKind } from '../../ui/status-icon.tsx';

type Standing = Pick<Breaker, 'state' | 'pin' | 'tripped'>;

/** Silhouette and word of a breaker: one that an operator holds looks held. */
export function shownBreaker({ state, pin, tripped }: Standing): { kind: StatusKind; word: string } {
  if (pin !== 'auto') return { kind: 'paused', word: `Pinned ${pin}` };
  if (tripped) return { kind: 'paused', word: 'Tripped' };
  if (state === 'open') return { kind: 'failed', word: 'Open' };
  if (state === 'half_open') return { kind: 'running', word: 'Half open' };
  return { kind: 'completed', word: 'Closed' };
}
