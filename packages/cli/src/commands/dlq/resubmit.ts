import { plainText } from '../../output/safe-text.ts';
import { withGlyph } from '../../output/status-mark.ts';
import { integer } from '../../parse/integer.ts';
import { parseJsonObject } from '../../parse/json.ts';
import { rowId } from '../../parse/row-id.ts';
import { defineCommand } from '../../program/command.ts';
import { parsed, text } from '../../program/option.ts';

export const command = defineCommand({
  arguments: { letter: { description: 'Id of the dead letter' } },
  options: {
    config: parsed('json', 'Config of the task instead of the one that failed, or @file', parseJsonObject),
    priority: parsed('1-10', 'Another priority', integer(1, 10)),
    queue: text('name', 'Another queue'),
  },
  examples: [
    'tutti dlq resubmit 1',
    `tutti dlq resubmit 2 --config '{"command":"echo mended"}' --priority 9`,
  ],
  notes: 'It runs again as a new execution, whose end settles the dead letter or makes it pending again.',
  run: async ({ context, args, options }) => {
    const { config, priority, queue } = options;
    const execution = await (
      await context.client()
    ).resubmitDeadLetter({
      params: { id: rowId(args.letter) },
      body: {
        ...(config && { taskConfig: config }),
        ...(priority !== undefined && { priority }),
        ...(queue !== undefined && { queue }),
      },
    });
    const { id, label } = execution;
    return {
      data: execution,
      text: (view) =>
        `${withGlyph(view, 'ok', `enqueued #${id} ${plainText(label)}`)}\nnext  tutti execution logs ${id} -f`,
      brief: String(id),
    };
  },
});
