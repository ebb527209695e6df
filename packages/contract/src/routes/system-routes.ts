import { z } from 'zod';
import { Event, EventPattern } from '../event.ts';
import { queryList } from '../primitives.ts';
import { route } from '../route.ts';
import { Health, Readiness } from '../system.ts';

export const systemRoutes = {
  listEvents: route({
    tag: 'Events',
    method: 'GET',
    path: '/events',
    summary: 'The event log from a cursor on, oldest first; as text/event-stream it goes on for ever',
    scope: 'events:read',
    since: 2,
    query: z.strictObject({
      cursor: z
        .string()
        .max(100)
        .optional()
        .meta({ description: 'Id of the last event seen; absent: the newest events' }),
      types: queryList(EventPattern),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
    response: z.object({ items: z.array(Event), cursor: z.string() }),
    streams: true,
  }),
  getHealth: route({
    tag: 'System',
    method: 'GET',
    path: '/health',
    summary: 'Health of this node; 503 when it is down',
    scope: 'public',
    since: 1,
    response: Health,
  }),
  getReadiness: route({
    tag: 'System',
    method: 'GET',
    path: '/ready',
    summary: 'Whether this node takes requests; 503 while it starts or drains',
    scope: 'public',
    since: 1,
    response: Readiness,
  }),
} as const;
