import type { Node } from '@tutti/contract';
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useAct } from '../../app/changes/use-act.ts';

/** Shows a change at once; the returned function takes it back. */
function patchNode(queries: QueryClient, name: string, change: Partial<Node>): () => void {
  const before = queries.getQueryData<Node[]>(['nodes', 'list']);
  queries.setQueryData<Node[]>(['nodes', 'list'], (nodes) =>
    nodes?.map((node) => (node.name === name ? { ...node, ...change } : node)),
  );
  return () => queries.setQueryData(['nodes', 'list'], before);
}

interface Drain {
  node: Node;
  reason: string | undefined;
}

export function useDrain() {
  const queries = useQueryClient();
  return useAct({
    operation: 'drainNode',
    input: ({ node, reason }: Drain) => ({
      params: { name: node.name },
      body: reason ? { reason } : {},
    }),
    failed: ({ node }) => `${node.name} does not drain`,
    ahead: ({ node, reason }) =>
      patchNode(queries, node.name, {
        state: 'draining',
        draining: { since: new Date().toISOString(), by: 'you', reason: reason ?? null },
      }),
    refresh: ['nodes'],
  });
}

export function useResumeNode() {
  const queries = useQueryClient();
  return useAct({
    operation: 'resumeNode',
    input: (node: Node) => ({ params: { name: node.name } }),
    failed: (node) => `${node.name} was not resumed`,
    ahead: (node) => patchNode(queries, node.name, { state: 'active', draining: null, refusal: null }),
    refresh: ['nodes'],
  });
}
