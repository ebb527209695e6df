import type { NodeConfiguration } from '@tutti/contract';
import type { Engine } from '@tutti/engine';
import type { Handlers, Tagged } from './handler.ts';

export function settingsHandlers(
  { settings }: Engine,
  configuration: () => NodeConfiguration,
): Handlers<Tagged<'Settings'>> {
  return {
    getSettings: () => settings.get(),
    updateSettings: ({ body }, { actor, requestId }) => settings.update(body, { actor, requestId }),
    getNodeConfiguration: configuration,
  };
}
