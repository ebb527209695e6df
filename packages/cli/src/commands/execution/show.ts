import { executionDetail } from '../../execution/execution-text.ts';
import { defineCommand } from '../../program/command.ts';

export const command = defineCommand({
  arguments: { execution: { description: 'Id or UUID' } },
  examples: ['tutti execution show 1', 'tutti execution show 1 --json'],
  run: async ({ context, args }) => {
    const client = await context.client();
    const params = { id: args.execution };
    const [execution, attempts] = await Promise.all([
      client.getExecution({ params }),
      client.listAttempts({ params }),
    ]);
    return {
      data: { ...execution, attempts: attempts.items },
      text: (view) => executionDetail(view, execution, attempts.items),
      brief: execution.status,
    };
  },
});
