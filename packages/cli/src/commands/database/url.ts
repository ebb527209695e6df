import { plainText } from '../../output/safe-text.ts';
import { defineCommand } from '../../program/command.ts';

export const command = defineCommand({
  examples: ['tutti db url'],
  notes: 'For pg_dump, psql and other tools. The embedded PostgreSQL listens while Tutti runs.',
  run: async ({ context }) => {
    const { databaseUrl } = await import('@tutti/server');
    const url = await databaseUrl(await context.configuration());
    return { data: { url }, text: () => plainText(url), brief: url };
  },
});
