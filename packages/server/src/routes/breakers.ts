import type { Engine } from '@tutti/engine';
import type { Handlers, Tagged } from './handler.ts';

export function breakerHandlers({ breakers }: Engine): Handlers<Tagged<'Circuit breakers'>> {
  return {
    listBreakers: ({ query }) => breakers.list(query),
    getBreaker: ({ params }) => breakers.get(params.key),
    updateBreaker: ({ params, body }, { actor }) => breakers.configure(params.key, body, { actor }),
    resetBreaker: ({ params, body }, { actor }) => breakers.reset(params.key, { ...body, actor }),
    tripBreaker: ({ params, body }, { actor }) => breakers.trip(params.key, { ...body, actor }),
    pinBreaker: ({ params, body }, { actor }) =>
      breakers.pin(params.key, body.pin, { actor, reason: body.reason }),
  };
}
