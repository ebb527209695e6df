import type { Node } from '@tutti/contract';
import { plural } from '../../ui/format-number.ts';
import type { StatusKind } from '../../ui/status-icon.tsx';
import type { GaugeMark } from '../../ui/gauge-mark.ts';

/** How a node stands, as an operator would say it. */
export type Standing = 'working' | 'full' | 'draining' | 'lost' | 'stopped';

type Facts = Pick<Node, 'state' | 'stoppedAt' | 'refusal' | 'running' | 'draining' | 'keptFor'>;

export function nodeStanding({
  state,
  stoppedAt,
  refusal,
}: Pick<Facts, 'state' | 'stoppedAt' | 'refusal'>): Standing {
  if (stoppedAt !== null) return 'stopped';
  if (state === 'lost') return 'lost';
  if (state === 'draining') return 'draining';
  return refusal === null ? 'working' : 'full';
}

const KINDS: Record<Standing, StatusKind> = {
  working: 'completed',
  full: 'timeout',
  draining: 'paused',
  lost: 'failed',
  stopped: 'cancelled',
};

export const STANDING_WORDS: Record<Standing, string> = {
  working: 'Active',
  full: 'Takes none',
  draining: 'Draining',
  lost: 'Lost',
  stopped: 'Stopped',
};

/** Silhouette and word; who drains and has nothing left is drained. */
export function shownNode(node: Facts): { kind: StatusKind; word: string } {
  const standing = nodeStanding(node);
  const drained = standing === 'draining' && node.running === 0;
  return { kind: KINDS[standing], word: drained ? 'Drained' : STANDING_WORDS[standing] };
}

/** Why it stands so, in a line; null for one that works. */
export function nodeReason(node: Facts): string | null {
  const { draining, refusal, running } = node;
  switch (nodeStanding(node)) {
    case 'working':
      return node.keptFor === null ? null : `keeps itself free for #${node.keptFor}, which needs much`;
    case 'full':
      return refusal;
    case 'draining': {
      const left = running > 0 ? `${plural(running, 'execution')} left` : 'nothing runs on it any more';
      return [left, draining && `by ${draining.by}`, draining?.reason].filter(Boolean).join(' · ');
    }
    case 'lost':
      return 'no sign of life for 30 s; its work was taken over';
    case 'stopped':
      return draining ? `drained by ${draining.by}, stays so when it starts again` : 'it left';
  }
}

/** Whether it may take work: of those that can. */
export const takesWork = (node: Node): boolean =>
  node.roles.includes('worker') && nodeStanding(node) === 'working';

/** `3 nodes work; beta is lost, gamma takes none: memory is at 91 %`. */
export function nodesVerdict(nodes: readonly Node[]): { kind: StatusKind; text: string } {
  const of = (standing: Standing): Node[] => nodes.filter((node) => nodeStanding(node) === standing);
  const [working, lost, full, draining] = [of('working'), of('lost'), of('full'), of('draining')];
  const workers = working.filter(takesWork);
  const troubles = [
    lost.length > 0 && `${named(lost)} lost`,
    full.length > 0 && `${named(full)} ${full.length === 1 ? 'takes' : 'take'} none`,
    draining.length > 0 && `${named(draining)} ${draining.length === 1 ? 'drains' : 'drain'}`,
  ].filter((part) => part !== false);
  const count = `${plural(working.length, 'node')} ${working.length === 1 ? 'works' : 'work'}`;
  const text = [count, ...troubles].join(' · ');
  if (workers.length === 0) return { kind: 'failed', text: `No node takes work · ${text}` };
  if (lost.length > 0) return { kind: 'failed', text };
  return { kind: troubles.length > 0 ? 'timeout' : 'completed', text };
}

const named = (nodes: readonly Node[]): string =>
  nodes.length > 2 ? `${nodes.length} nodes` : nodes.map(({ name }) => name).join(' and ');

/** From its limit on it takes no more; ten percent below it goes one by one. */
export const loadMarks = (limit: number | null): GaugeMark[] =>
  limit === null ? [] : [{ at: limit, kind: 'failed', words: `over its limit of ${limit} %` }];
