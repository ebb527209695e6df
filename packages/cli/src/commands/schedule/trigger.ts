import { integer } from '../../parse/integer.ts';
import { parseJson, parseJsonObject } from '../../parse/json.ts';
import { plainText } from '../../output/safe-text.ts';
import { withGlyph } from '../../output/status-mark.ts';
import { defineCommand } from '../../program/command.ts';
import { flag, parsed, text } from '../../program/option.ts';
import { findSchedule } from '../../schedule/find-schedule.ts';
import { endOutcome } from '../../execution/wait-for-end.ts';

export const command = defineCommand({
  arguments: { schedule: { description: 'Id or exact name' } },
  options: {
    data: parsed('json', 'Reaches the task as trigger.data; @file reads a file', parseJson),
    config: parsed('json', 'Replaces the task config for this run', parseJsonObject),
    priority: parsed('1-10', 'Priority of this run', integer(1, 10)),
    reason: text('text', 'Why, for the record'),
    wait: flag('Wait for its end; exits 1 unless it completes'),
    follow: flag('Print its log meanwhile', { short: 'f' }),
  },
  examples: [
    'tutti schedule trigger nightly-backup',
    `tutti schedule trigger nightly-backup --data '{"full":true}' --wait --follow`,
  ],
  run: async ({ context, args, options }) => {
    const client = await context.client();
    const { id, name } = await findSchedule(client, args.schedule);
    const { data, config, priority, reason } = options;
    const triggered = await client.triggerSchedule({
      params: { id },
      body: {
        ...(data !== undefined && { data }),
        ...(config && { taskConfig: config }),
        ...(priority !== undefined && { priority }),
        ...(reason !== undefined && { reason }),
      },
    });
    if (options.wait || options.follow) return endOutcome(context, client, triggered.id, options);
    return {
      data: triggered,
      text: (view) =>
        `${withGlyph(view, 'ok', `triggered ${plainText(name)}: #${triggered.id}`)}\nnext  tutti execution logs ${triggered.id} -f`,
      brief: String(triggered.id),
    };
  },
});
