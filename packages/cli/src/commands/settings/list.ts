import { settingsTable, settingText } from '../../settings/settings-text.ts';
import { defineCommand } from '../../program/command.ts';

export const command = defineCommand({
  examples: ['tutti settings list', 'tutti settings list --json'],
  notes: 'These hold on all nodes. What belongs to this machine alone is shown by: tutti config --list',
  run: async ({ context }) => {
    const settings = await (await context.client()).getSettings();
    return {
      data: settings,
      text: (view) => settingsTable(view, settings),
      brief: Object.entries(settings.values)
        .map(([name, value]) => `${name}=${settingText(value)}`)
        .join('\n'),
    };
  },
});
