import { plainText } from '../../output/safe-text.ts';
import { withGlyph } from '../../output/status-mark.ts';
import { parseJsonObject } from '../../parse/json.ts';
import { defineCommand } from '../../program/command.ts';
import { parsed } from '../../program/option.ts';

export const command = defineCommand({
  arguments: { name: { description: 'noun.verb, e.g. order.paid' } },
  options: { data: parsed('json', 'What happened, as a JSON object; @file reads a file', parseJsonObject) },
  examples: [`tutti event emit order.paid --data '{"orderId":7}'`],
  run: async ({ context, args, options }) => {
    const client = await context.client();
    const result = await client.emitEvent({
      body: { event: args.name, ...(options.data && { data: options.data }) },
    });
    const { matchingSchedules, queuedExecutions } = result;
    const line = `emitted ${plainText(args.name)}: ${matchingSchedules} schedules wait for it, ${queuedExecutions} executions queued`;
    return { data: result, text: (view) => withGlyph(view, 'ok', line), brief: result.eventId ?? '' };
  },
});
