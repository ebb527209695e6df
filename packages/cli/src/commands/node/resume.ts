import { nodeOutcome } from '../../node/node-text.ts';
import { nodeOr } from '../../node/own-node.ts';
import { defineCommand } from '../../program/command.ts';

export const command = defineCommand({
  arguments: { node: { description: 'Name; absent: the node that answers', optional: true } },
  examples: ['tutti node resume'],
  run: async ({ context, args }) => {
    const client = await context.client();
    return nodeOutcome(await client.resumeNode({ params: { name: await nodeOr(client, args.node) } }));
  },
});
