import type { InstallationSettingName, InstallationSettingsPatch } from '@tutti/contract';
import { useAct } from '../../app/changes/use-act.ts';
import { SETTING_WORDS } from './setting-words.ts';

/** Null goes back to the default. */
export const useSetSetting = (name: InstallationSettingName) =>
  useAct({
    operation: 'updateSettings',
    input: (value: string | number | null) => ({
      body: { [name]: value } as InstallationSettingsPatch,
    }),
    failed: () => `${SETTING_WORDS[name].title} was not changed`,
    refresh: ['settings', 'schedules', 'scheduler', 'calendar'],
  });
