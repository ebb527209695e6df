import type { Engine } from '@tutti/engine';
import { type Handlers, type Tagged, who } from './handler.ts';

export function queueHandlers({ queues }: Engine): Handlers<Tagged<'Queues'>> {
  return {
    listQueues: async () => ({ items: await queues.list() }),
    getQueue: ({ params }) => queues.get(params.name),
    updateQueue: ({ params, body }, by) => queues.update(params.name, body, who(by)),
    pauseQueue: ({ params, body }, by) => queues.pause(params.name, { ...body, ...who(by) }),
    resumeQueue: ({ params, body }, by) => queues.resume(params.name, { ...body, ...who(by) }),
    listConcurrencyKeys: async ({ query }) => ({ items: await queues.keys(query.key) }),
  };
}
