import { nodeDetail } from '../../node/node-text.ts';
import { nodeOr } from '../../node/own-node.ts';
import { defineCommand } from '../../program/command.ts';

export const command = defineCommand({
  arguments: { node: { description: 'Name; absent: the node that answers', optional: true } },
  examples: ['tutti node show'],
  run: async ({ context, args }) => {
    const client = await context.client();
    const node = await client.getNode({ params: { name: await nodeOr(client, args.node) } });
    return { data: node, text: (view) => nodeDetail(view, node), brief: node.state };
  },
});
