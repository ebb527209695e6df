import type { Engine } from '@tutti/engine';
import type { Handlers, Tagged } from './handler.ts';

export function secretHandlers({ secrets }: Engine): Handlers<Tagged<'Secrets'>> {
  return {
    listSecrets: async () => ({ items: await secrets.list() }),
    putSecret: ({ params, body }, { actor, requestId }) =>
      secrets.put(params.name, body.value, { actor, requestId }),
    deleteSecret: async ({ params }, { actor, requestId }) => {
      await secrets.delete(params.name, { actor, requestId });
      return undefined;
    },
    rotateSecrets: (_request, { actor, requestId }) => secrets.rotate({ actor, requestId }),
  };
}
