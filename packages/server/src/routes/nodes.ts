import type { Engine } from '@tutti/engine';
import type { Handlers, Tagged } from './handler.ts';

export function nodeHandlers({ nodes }: Engine): Handlers<Tagged<'Nodes'>> {
  return {
    listNodes: async () => ({ items: await nodes.list() }),
    getNode: ({ params }) => nodes.get(params.name),
    drainNode: ({ params, body }, { actor, requestId }) =>
      nodes.drain(params.name, { ...body, actor, requestId }),
    resumeNode: ({ params }, { actor, requestId }) => nodes.resume(params.name, { actor, requestId }),
  };
}
