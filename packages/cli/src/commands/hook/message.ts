import { messageDetail } from '../../hooks/message-text.ts';
import { defineCommand } from '../../program/command.ts';

export const command = defineCommand({
  arguments: { message: { description: 'Id of a message, from tutti hook messages' } },
  examples: ['tutti hook message 1'],
  notes: 'Headers that may be credentials are hidden. Of a refused message only the beginning is kept.',
  run: async ({ context, args }) => {
    const client = await context.client();
    const message = await client.getIncomingMessage({ params: { id: args.message } });
    return { data: message, text: (view) => messageDetail(view, message), brief: message.status };
  },
});
