import { settingNamed } from '../../settings/setting-name.ts';
import { settingText } from '../../settings/settings-text.ts';
import { defineCommand } from '../../program/command.ts';

export const command = defineCommand({
  arguments: { name: { description: 'Name of the setting, as tutti settings list shows it' } },
  examples: ['tutti settings get logRetentionDays'],
  run: async ({ context, args }) => {
    const name = settingNamed(args.name);
    const { values } = await (await context.client()).getSettings();
    const text = settingText(values[name]);
    return { data: { name, value: values[name] }, text: () => text, brief: text };
  },
});
