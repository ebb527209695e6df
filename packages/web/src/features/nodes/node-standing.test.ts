import type { Node } from '@tutti/contract';
import { expect, test } from 'vitest';
import { filterNodes, parseNodeFilters } from './node-filters.ts';
import { nodeReason, nodeStanding, nodesVerdict, shownNode, takesWork } from './node-standing.ts';

const node = (more: Partial<Node> = {}): Node => ({
  name: 'alpha',
  state: 'active',
  roles: ['api', 'scheduler', 'worker'],
  version: '1.0.0',
  host: 'box',
  pid: 1,
  labels: {},
  taskTypes: [],
  running: 0,
  maxConcurrent: 4,
  cpuPercent: 10,
  memoryPercent: 20,
  cpuLimit: 80,
  memoryLimit: 85,
  refusal: null,
  remote: false,
  offeredCpuCores: null,
  offeredMemoryMb: null,
  keptFor: null,
  startedAt: '2026-11-21T00:00:00.000Z',
  heartbeatAt: '2026-11-21T00:00:00.000Z',
  stoppedAt: null,
  draining: null,
  ...more,
});
const draining = { since: '2026-11-21T00:00:00.000Z', by: 'ana', reason: 'kernel' };
const cases: [string, Partial<Node>, string, string, string | null][] = [
  ['works', {}, 'working', 'Active', null],
  ['keeps free', { keptFor: 7 }, 'working', 'Active', 'keeps itself free for #7, which needs much'],
  ['is full', { refusal: 'memory is at 91 %' }, 'full', 'Takes none', 'memory is at 91 %'],
  [
    'drains',
    { state: 'draining', draining, running: 2, refusal: 'the node is drained' },
    'draining',
    'Draining',
    '2 executions left · by ana · kernel',
  ],
  [
    'is drained',
    { state: 'draining', draining: { ...draining, reason: null } },
    'draining',
    'Drained',
    'nothing runs on it any more · by ana',
  ],
  ['is lost', { state: 'lost' }, 'lost', 'Lost', 'no sign of life for 30 s; its work was taken over'],
  [
    'is stopped',
    { state: 'draining', draining, stoppedAt: '2026-11-21T00:00:00.000Z' },
    'stopped',
    'Stopped',
    'drained by ana, stays so when it starts again',
  ],
];

test.each(cases)('a node that %s says so', (_, more, standing, word, reason) => {
  expect(nodeStanding(node(more))).toBe(standing);
  expect(shownNode(node(more)).word).toBe(word);
  expect(nodeReason(node(more))).toBe(reason);
  expect(takesWork(node(more))).toBe(standing === 'working');
});

test('a node without the role takes no work', () => expect(takesWork(node({ roles: ['api'] }))).toBe(false));

test.each([
  [[node()], 'completed', '1 node works'],
  [[node(), node({ name: 'beta', state: 'lost' })], 'failed', '1 node works · beta lost'],
  [
    [node(), node({ name: 'beta', refusal: 'x' }), node({ name: 'gamma', state: 'draining', draining })],
    'timeout',
    '1 node works · beta takes none · gamma drains',
  ],
  [[node({ roles: ['api'] })], 'failed', 'No node takes work · 1 node works'],
] as const)('the verdict names who is in trouble', (nodes, kind, text) =>
  expect(nodesVerdict(nodes)).toEqual({ kind, text }),
);

test('nodes are found by state, name, label and role', () => {
  const all = [node(), node({ name: 'beta', state: 'lost', labels: { gpu: 'true' }, roles: ['worker'] })];
  const found = (search: Record<string, unknown>) =>
    filterNodes(all, parseNodeFilters(search)).map(({ name }) => name);
  expect(found({})).toEqual(['alpha', 'beta']);
  expect(found({ state: 'lost' })).toEqual(['beta']);
  expect(found({ state: 'nonsense' })).toEqual(['alpha', 'beta']);
  expect(found({ text: 'GPU=true' })).toEqual(['beta']);
  expect(found({ text: 'scheduler' })).toEqual(['alpha']);
});
