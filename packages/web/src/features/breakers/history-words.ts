import type { Event } from '@tutti/contract';
import { formatCount, plural } from '../../ui/format-number.ts';
import type { StatusKind } from '../../ui/status-icon.tsx';

export interface HistoryLine {
  kind: StatusKind;
  word: string;
  /** Why: figures of its own, or an operator's words. */
  why: string | null;
}

const TURNS: Record<string, { kind: StatusKind; word: string }> = {
  'breaker.opened': { kind: 'failed', word: 'Opened' },
  'breaker.half_opened': { kind: 'running', word: 'Half open' },
  'breaker.closed': { kind: 'completed', word: 'Closed' },
  'breaker.tripped': { kind: 'paused', word: 'Tripped' },
};

/** A change of state as its event tells it. */
export function historyLine({ type, data }: Pick<Event, 'type' | 'data'>): HistoryLine {
  const turn = TURNS[type] ?? { kind: 'pending' as const, word: type };
  return { ...turn, why: textOf(data['reason']) ?? figuresOf(data) };
}

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

function figuresOf(data: Event['data']): string | null {
  const window = data['window'] as { calls?: unknown; failures?: unknown } | undefined;
  const failure = data['lastFailure'] as { message?: unknown } | null | undefined;
  const parts = [
    // None in the window: a trial failed.
    typeof window?.calls === 'number' && typeof window.failures === 'number' && window.calls > 0
      ? `${formatCount(window.failures)} of ${formatCount(window.calls)} calls failed`
      : null,
    typeof data['failuresInARow'] === 'number'
      ? plural(data['failuresInARow'], 'failure in a row', 'failures in a row')
      : null,
    textOf(failure?.message),
  ].filter((part) => part !== null);
  return parts.length > 0 ? parts.join(', ') : null;
}
