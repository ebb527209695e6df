import { z } from 'zod';
import {
  Breaker,
  BreakerKey,
  BreakerPatch,
  BreakerPinRequest,
  BreakerReason,
  BreakerState,
} from '../breaker.ts';
import { Event } from '../event.ts';
import { PageQuery, page, queryList } from '../primitives.ts';
import { route } from '../route.ts';

const one = z.object({ key: BreakerKey });
const breakers = { tag: 'Circuit breakers', since: 2 } as const;

export const breakerRoutes = {
  listBreakers: route({
    ...breakers,
    method: 'GET',
    path: '/circuit-breakers',
    summary: 'List circuit breakers, those that are not closed first',
    scope: 'breakers:read',
    query: z.strictObject({
      ...PageQuery,
      state: queryList(BreakerState).meta({ description: 'One or more states, separated by commas' }),
      text: z.string().max(200).optional().meta({ description: 'Part of the key' }),
    }),
    response: page(Breaker),
  }),
  getBreaker: route({
    ...breakers,
    method: 'GET',
    path: '/circuit-breakers/:key',
    summary: 'Get a circuit breaker',
    scope: 'breakers:read',
    params: one,
    response: Breaker,
  }),
  listBreakerEvents: route({
    ...breakers,
    method: 'GET',
    path: '/circuit-breakers/:key/events',
    summary: 'Changes of its state, the newest first, as far back as events are kept',
    scope: 'breakers:read',
    params: one,
    response: z.object({ items: z.array(Event) }),
  }),
  updateBreaker: route({
    ...breakers,
    method: 'PATCH',
    path: '/circuit-breakers/:key',
    summary: 'Change thresholds; a key that was never called gets its breaker now',
    scope: 'breakers:write',
    params: one,
    body: BreakerPatch,
    response: Breaker,
  }),
  resetBreaker: route({
    ...breakers,
    method: 'POST',
    path: '/circuit-breakers/:key/reset',
    summary: 'Close it, forget what it counted, and let it work by itself again',
    scope: 'breakers:write',
    params: one,
    body: BreakerReason.optional(),
    response: Breaker,
  }),
  tripBreaker: route({
    ...breakers,
    method: 'POST',
    path: '/circuit-breakers/:key/trip',
    summary: 'Open it until it is reset',
    scope: 'breakers:write',
    params: one,
    body: BreakerReason.optional(),
    response: Breaker,
  }),
  pinBreaker: route({
    ...breakers,
    method: 'POST',
    path: '/circuit-breakers/:key/pin',
    summary: 'Keep it open or closed whatever happens; auto ends that',
    scope: 'breakers:write',
    params: one,
    body: BreakerPinRequest,
    response: Breaker,
  }),
} as const;
