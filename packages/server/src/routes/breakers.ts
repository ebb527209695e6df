import type { Engine } from '@tutti/engine';
import type { Handlers, Tagged } from './handler.ts';

export function breakerHandlers({ breakers }: Engine): Handlers<Tagged<'Circuit breakers'>> {
  return {
    listBreakers: ({ query }) => breakers.list(query),
    getBreaker: ({ params }) => breakers.get(params.key),
    listBreakerEvents: async ({ params }) => ({ items: await breakers.history(params.key) }),
    updateBreaker: ({ params, body }, { actor, requestId }) =>
      breakers.configure(params.key, body, { actor, requestId }),
    resetBreaker: ({ params, body }, { actor, requestId }) =>
      breakers.reset(params.key, { ...body, actor, requestId }),
    tripBreaker: ({ params, body }, { actor, requestId }) =>
      breakers.trip(params.key, { ...body, actor, requestId }),
    pinBreaker: ({ params, body }, { actor, requestId }) =>
      breakers.pin(params.key, body.pin, { actor, requestId, reason: body.reason }),
  };
}
