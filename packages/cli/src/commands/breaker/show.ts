import { breakerDetail } from '../../breaker/breaker-text.ts';
import { defineCommand } from '../../program/command.ts';

export const command = defineCommand({
  arguments: { key: { description: 'Name of the service, or its origin like https://api.example.com:443' } },
  examples: ['tutti breaker show payments'],
  run: async ({ context, args }) => {
    const breaker = await (await context.client()).getBreaker({ params: { key: args.key } });
    return { data: breaker, text: (view) => breakerDetail(view, breaker), brief: breaker.state };
  },
});
