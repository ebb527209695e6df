import type {
  Breaker,
  DeadLetterStats,
  ErrorRecord,
  Health,
  Node,
  Queue,
  RecoveryState,
  SchedulerStatus,
} from '@tutti/contract';
import { formatCount, plural } from '../../ui/format-number.ts';
import type { StatusKind } from '../../ui/status-icon.tsx';
import { nodeReason, nodeStanding, takesWork } from '../nodes/node-standing.ts';
import { queueReason, queueStanding } from '../queues/queue-standing.ts';

/** What is known of the installation; undefined: not read yet, or not allowed to be. */
export interface Situation {
  health?: Health | undefined;
  scheduler?: SchedulerStatus | undefined;
  recovery?: RecoveryState | undefined;
  letters?: DeadLetterStats | undefined;
  nodes?: readonly Node[] | undefined;
  queues?: readonly Queue[] | undefined;
  breakers?: readonly Breaker[] | undefined;
  escalated?: { items: readonly ErrorRecord[]; total: number } | undefined;
}

export type NeedPlace =
  | { page: 'errors'; status?: 'escalated'; severity?: 'critical' }
  | { page: 'dead-letters' }
  | { page: 'breaker'; key: string }
  | { page: 'queue'; name: string }
  | { page: 'node'; name: string }
  | { page: 'nodes' }
  | { page: 'settings' };

/** Something that does not mend itself. */
export interface Need {
  key: string;
  kind: StatusKind;
  title: string;
  detail: string;
  /** Since when. */
  at: string | null;
  place: NeedPlace;
}

const AMBER = 50;
const RED = 100;

/** What waits for a person, the gravest first. */
export const needsOf = (situation: Situation): Need[] => [
  ...healthNeeds(situation),
  ...nodeNeeds(situation),
  ...errorNeeds(situation),
  ...breakerNeeds(situation),
  ...letterNeeds(situation),
  ...switchNeeds(situation),
  ...queueNeeds(situation),
  ...drainNeeds(situation),
];

function healthNeeds({ health, nodes }: Situation): Need[] {
  if (!health) return [];
  const { database, scheduler, events, disk } = health.checks;
  const checks = { Database: database, Scheduler: scheduler, Events: events, Disk: disk };
  const bad = Object.entries(checks).flatMap(([name, check]): Need[] =>
    check.status === 'ok'
      ? []
      : [
          {
            key: `health ${name}`,
            kind: check.status === 'down' ? 'failed' : 'timeout',
            title: name === 'Disk' ? `Disk: ${freeWords(disk.freePercent)}` : `${name} ${check.status}`,
            detail: check.message ?? '',
            at: null,
            place: name === 'Scheduler' ? { page: 'settings' } : { page: 'nodes' },
          },
        ],
  );
  if (nodes && !nodes.some(takesWork))
    bad.push({
      key: 'workers',
      kind: 'failed',
      title: 'No node takes work',
      detail: 'what is due waits until one does',
      at: null,
      place: { page: 'nodes' },
    });
  return bad;
}

const freeWords = (percent: number | null): string =>
  percent === null ? 'nearly full' : `${Math.round(percent)} % free`;

const nodeNeeds = ({ nodes = [] }: Situation): Need[] =>
  nodes
    .filter((node) => nodeStanding(node) === 'lost' || nodeStanding(node) === 'full')
    .map((node) => ({
      key: `node ${node.name}`,
      kind: node.state === 'lost' ? 'failed' : 'timeout',
      title: node.state === 'lost' ? `Node ${node.name} is lost` : `Node ${node.name} takes no work`,
      detail: nodeReason(node) ?? '',
      at: node.state === 'lost' ? node.heartbeatAt : null,
      place: { page: 'node', name: node.name },
    }));

function errorNeeds({ escalated, recovery }: Situation): Need[] {
  const [newest] = escalated?.items ?? [];
  const critical = recovery?.open.critical ?? 0;
  return [
    ...(escalated && newest
      ? [
          {
            key: 'escalated',
            kind: 'failed' as const,
            title: plural(escalated.total, 'escalated error'),
            detail: `${newest.label}: ${newest.message}`,
            at: newest.updatedAt,
            place: { page: 'errors' as const, status: 'escalated' as const },
          },
        ]
      : []),
    ...(critical > 0
      ? [
          {
            key: 'critical',
            kind: 'failed' as const,
            title: `${plural(critical, 'critical error')} open`,
            detail: 'resolve, ignore or escalate them',
            at: null,
            place: { page: 'errors' as const, severity: 'critical' as const },
          },
        ]
      : []),
  ];
}

const breakerNeeds = ({ breakers = [] }: Situation): Need[] =>
  breakers
    .filter(({ state, pin }) => state === 'open' || pin === 'open')
    .map((breaker) => ({
      key: `breaker ${breaker.key}`,
      kind: 'failed',
      title: `Breaker ${breaker.key} is open`,
      detail: [
        breaker.deferred > 0 && `${plural(breaker.deferred, 'execution')} waiting`,
        breaker.changedBy !== null &&
          (breaker.tripped || breaker.pin === 'open') &&
          `by ${breaker.changedBy}`,
        breaker.reason ?? breaker.lastFailure?.message,
      ]
        .filter(Boolean)
        .join(' · '),
      at: breaker.since,
      place: { page: 'breaker', key: breaker.key },
    }));

function letterNeeds({ letters }: Situation): Need[] {
  const pending = letters?.byStatus.pending ?? 0;
  if (pending < AMBER) return [];
  const [top] = letters?.byFingerprint ?? [];
  return [
    {
      key: 'dead letters',
      kind: pending >= RED ? 'failed' : 'timeout',
      title: `${plural(pending, 'dead letter')}, ${pending >= RED ? 'red' : 'amber'}`,
      detail: top ? `${formatCount(top.pending)} of them: ${top.message}` : '',
      at: letters?.oldestPendingAt ?? null,
      place: { page: 'dead-letters' },
    },
  ];
}

function switchNeeds({ scheduler, recovery }: Situation): Need[] {
  return [
    ...(scheduler && !scheduler.running
      ? [
          {
            key: 'scheduler',
            kind: 'paused' as const,
            title: 'The scheduler is stopped',
            detail: 'nothing fires by time or event until it is started',
            at: scheduler.changedAt,
            place: { page: 'settings' as const },
          },
        ]
      : []),
    ...(recovery && !recovery.running
      ? [
          {
            key: 'recovery',
            kind: 'paused' as const,
            title: 'Recovery is stopped',
            detail:
              recovery.held > 0
                ? `${plural(recovery.held, 'retry', 'retries')} held until it is started`
                : 'retries are held until it is started',
            at: null,
            place: { page: 'settings' as const },
          },
        ]
      : []),
  ];
}

const queueNeeds = ({ queues = [], nodes }: Situation): Need[] =>
  queues.flatMap((queue): Need[] => {
    const standing = queueStanding(queue, nodes);
    if (standing !== 'paused' && standing !== 'saturated') return [];
    const waiting = queue.ready > 0 ? `${formatCount(queue.ready)} waiting` : 'nothing waits';
    const reason = standing === 'paused' ? queue.paused?.reason : queueReason(queue, nodes);
    return [
      {
        key: `queue ${queue.name}`,
        kind: standing === 'paused' ? 'paused' : 'timeout',
        title:
          standing === 'paused'
            ? `Queue ${queue.name} is paused by ${queue.paused?.by ?? 'somebody'}`
            : `Queue ${queue.name} is full`,
        detail: [waiting, reason].filter(Boolean).join(' · '),
        at: queue.paused?.at ?? null,
        place: { page: 'queue', name: queue.name },
      },
    ];
  });

const drainNeeds = ({ nodes = [] }: Situation): Need[] =>
  nodes
    .filter((node) => nodeStanding(node) === 'draining')
    .map((node) => ({
      key: `drain ${node.name}`,
      kind: 'paused',
      title: `Node ${node.name} is drained by ${node.draining?.by ?? 'somebody'}`,
      detail: [
        node.running > 0 ? `${plural(node.running, 'execution')} left` : 'nothing runs on it any more',
        node.draining?.reason,
      ]
        .filter(Boolean)
        .join(' · '),
      at: node.draining?.since ?? null,
      place: { page: 'node', name: node.name },
    }));

/** `Healthy`, and how many things wait for a person. */
export function overviewVerdict(
  health: Health | undefined,
  needs: readonly Need[],
): { kind: StatusKind; word: string } {
  const status = health?.status ?? 'ok';
  if (status === 'down') return { kind: 'failed', word: 'Down' };
  if (needs.some(({ key }) => key === 'workers')) return { kind: 'failed', word: 'Standing still' };
  if (status === 'degraded') return { kind: 'timeout', word: 'Degraded' };
  return { kind: 'completed', word: 'Healthy' };
}
