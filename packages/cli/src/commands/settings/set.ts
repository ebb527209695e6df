import { withGlyph } from '../../output/status-mark.ts';
import { defineCommand } from '../../program/command.ts';
import { settingNamed, settingValue } from '../../settings/setting-name.ts';
import { settingText } from '../../settings/settings-text.ts';

export const command = defineCommand({
  arguments: {
    name: { description: 'Name of the setting, as tutti settings list shows it' },
    value: { description: 'The new value; default goes back to what Tutti brings' },
  },
  examples: ['tutti settings set logRetentionDays 30', 'tutti settings set logRetentionDays default'],
  run: async ({ context, args }) => {
    const name = settingNamed(args.name);
    const client = await context.client();
    const { values } = await client.updateSettings({ body: { [name]: settingValue(args.value) } });
    const line = `${name} is ${settingText(values[name])}, on all nodes`;
    return {
      data: { name, value: values[name] },
      text: (view) => withGlyph(view, 'ok', line),
      brief: settingText(values[name]),
    };
  },
});
