import type { Engine } from '@tutti/engine';
import type { Handlers, Tagged } from './handler.ts';

export function settingsHandlers({ settings }: Engine): Handlers<Tagged<'Settings'>> {
  return {
    getSettings: () => settings.get(),
    updateSettings: ({ body }, { actor, requestId }) => settings.update(body, { actor, requestId }),
  };
}
