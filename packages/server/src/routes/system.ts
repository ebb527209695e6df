import type { Engine } from '@tutti/engine';
import type { Lifecycle } from '../lifecycle.ts';
import type { Handlers, Tagged } from './handler.ts';
import { readHealth, type HealthOptions } from '../health.ts';

export function systemHandlers(
  engine: Engine,
  lifecycle: Lifecycle,
  options: HealthOptions,
): Handlers<Tagged<'System'>> {
  return {
    getHealth: async (_request, context) => {
      const health = await readHealth(engine, options);
      if (health.status === 'down') context.status = 503;
      return health;
    },
    getReadiness: (_request, context) => {
      const ready = lifecycle.phase === 'ready';
      if (!ready) context.status = 503;
      return { ready };
    },
  };
}
