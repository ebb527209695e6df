import type { ConcurrencyKeyState, Node, Queue } from '@tutti/contract';
import { formatDuration } from '../../ui/format-duration.ts';
import { formatCount, plural } from '../../ui/format-number.ts';
import type { StatusKind } from '../../ui/status-icon.tsx';
import { nodeStanding, takesWork } from '../nodes/node-standing.ts';

export const QUEUE_STANDINGS = ['paused', 'stuck', 'saturated', 'limited', 'open'] as const;
/** stuck: nobody takes work. saturated: refuses more. limited: its own limit holds it back. */
export type QueueStanding = (typeof QUEUE_STANDINGS)[number];

type Facts = Pick<
  Queue,
  'name' | 'ready' | 'running' | 'paused' | 'concurrencyLimit' | 'rate' | 'depthLimit'
>;

/** What keeps a queue back, the gravest first. `nodes` undefined: not known yet. */
export function queueStanding(queue: Facts, nodes: readonly Node[] | undefined): QueueStanding {
  if (queue.paused) return 'paused';
  if (nodes && !nodes.some(takesWork) && queue.ready + queue.running > 0) return 'stuck';
  if (queue.depthLimit > 0 && queue.ready >= queue.depthLimit) return 'saturated';
  if (queue.ready > 0 && atLimit(queue)) return 'limited';
  return 'open';
}

const atLimit = ({ running, concurrencyLimit }: Facts): boolean =>
  concurrencyLimit !== null && running >= concurrencyLimit;

const SHOWN: Record<QueueStanding, { kind: StatusKind; word: string }> = {
  paused: { kind: 'paused', word: 'Paused' },
  stuck: { kind: 'failed', word: 'No worker' },
  saturated: { kind: 'timeout', word: 'Full' },
  limited: { kind: 'running', word: 'At its limit' },
  open: { kind: 'completed', word: 'Open' },
};
export const shownQueue = (standing: QueueStanding): { kind: StatusKind; word: string } => SHOWN[standing];

/** Why it stands so, in a line; null for one that flows. Who paused stands apart, with its time. */
export function queueReason(queue: Facts, nodes: readonly Node[] | undefined): string | null {
  switch (queueStanding(queue, nodes)) {
    case 'paused':
      return queue.paused?.reason ?? 'no reason given';
    case 'stuck':
      return stuckWords(queue, nodes ?? []);
    case 'saturated':
      return `refuses more from ${formatCount(queue.depthLimit)} waiting on`;
    case 'limited':
      return `${queue.running} of ${plural(queue.concurrencyLimit ?? 0, 'slot')} taken`;
    case 'open':
      return queue.rate ? `starts at most ${rateWords(queue.rate)}` : null;
  }
}

/** What stands as running without a worker is said to be so, not shown as if it went on. */
function stuckWords({ running }: Facts, nodes: readonly Node[]): string {
  const workers = nodes.filter(({ roles }) => roles.includes('worker'));
  const why =
    workers.length === 0
      ? 'no node has the role worker'
      : workers.every((node) => nodeStanding(node) === 'draining')
        ? 'all workers are drained'
        : 'no worker takes work';
  return running > 0 ? `${why}; ${formatCount(running)} may still end` : why;
}

/** `100 in 1 m 00 s` */
export const rateWords = ({ count, periodMs }: { count: number; periodMs: number }): string => {
  const period = PERIODS.find(([ms]) => ms === periodMs)?.[1] ?? formatDuration(periodMs);
  return `${formatCount(count)} a ${period}`.replace(/ a (\d)/, ' in $1');
};
const PERIODS: readonly [ms: number, word: string][] = [
  [1000, 'second'],
  [60_000, 'minute'],
  [3_600_000, 'hour'],
  [86_400_000, 'day'],
];

/** `mail is paused by ana; 3 queues flow`, and what waits. */
export function queuesVerdict(
  queues: readonly Queue[],
  nodes: readonly Node[] | undefined,
): { kind: StatusKind; text: string } {
  const of = (standing: QueueStanding): Queue[] =>
    queues.filter((queue) => queueStanding(queue, nodes) === standing);
  const [paused, stuck, full] = [of('paused'), of('stuck'), of('saturated')];
  const waiting = queues.reduce((sum, { ready }) => sum + ready, 0);
  const rest = `${formatCount(waiting)} waiting`;
  if (stuck.length > 0)
    return { kind: 'failed', text: `No worker takes work: ${namesOf(stuck)} stand still · ${rest}` };
  if (full.length > 0) return { kind: 'timeout', text: `${namesOf(full)} full: more is refused · ${rest}` };
  const [first] = paused;
  if (first)
    return {
      kind: 'paused',
      text:
        paused.length === 1
          ? `${first.name} is paused by ${first.paused?.by ?? 'somebody'} · ${rest}`
          : `${plural(paused.length, 'queue')} paused: ${namesOf(paused)} · ${rest}`,
    };
  return { kind: 'completed', text: queues.length === 0 ? 'No queue yet' : `All queues flow · ${rest}` };
}

const namesOf = (queues: readonly Queue[]): string => {
  const names = queues.slice(0, 3).map(({ name }) => name);
  return queues.length > 3 ? `${names.join(', ')} and ${queues.length - 3} more` : names.join(' and ');
};

/** `0 of 1 slots free`, as it stands with what waits for a key. */
export const slotWords = ({ limit, slots }: Pick<ConcurrencyKeyState, 'limit' | 'slots'>): string =>
  `${Math.max(0, limit - slots.length)} of ${plural(limit, 'slot')} free`;
