import type { Engine } from '@tutti/engine';
import type { Handlers, Tagged } from './handler.ts';

export function eventHandlers({ events }: Engine): Handlers<Tagged<'Events'>> {
  return {
    listEvents: ({ query }) => events.list(query),
  };
}
