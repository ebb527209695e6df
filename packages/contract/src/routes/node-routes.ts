import { z } from 'zod';
import { DrainRequest, Node, NodeName } from '../node.ts';
import { route } from '../route.ts';

const one = z.object({ name: NodeName });
const nodes = { tag: 'Nodes', since: 2 } as const;

export const nodeRoutes = {
  listNodes: route({
    ...nodes,
    method: 'GET',
    path: '/nodes',
    summary: 'Every node, the ones that live first',
    scope: 'nodes:read',
    response: z.object({ items: z.array(Node) }),
  }),
  getNode: route({
    ...nodes,
    method: 'GET',
    path: '/nodes/:name',
    summary: 'Get a node',
    scope: 'nodes:read',
    params: one,
    response: Node,
  }),
  drainNode: route({
    ...nodes,
    method: 'POST',
    path: '/nodes/:name/drain',
    summary: 'Let a node finish what it runs and take nothing more, until it is resumed',
    scope: 'nodes:admin',
    params: one,
    body: DrainRequest.optional(),
    response: Node,
  }),
  resumeNode: route({
    ...nodes,
    method: 'POST',
    path: '/nodes/:name/resume',
    summary: 'Let a drained node take work again',
    scope: 'nodes:admin',
    params: one,
    response: Node,
  }),
} as const;
