import { apiAddress } from '../../configuration/api-address.ts';
import { defineCommand } from '../../program/command.ts';

export const command = defineCommand({
  examples: ['tutti token link'],
  notes:
    'For whoever is on the machine of the database: signs one browser in as admin, once, within 15 minutes. `tutti start` prints one too while nobody is signed in. Behind a proxy put its address in front of /sign-in.',
  run: async ({ context }) => {
    const configuration = await context.configuration();
    const { createSignInCode, signInLink } = await import('@tutti/server');
    const url = signInLink(apiAddress(configuration), await createSignInCode(configuration));
    return { data: { url }, text: () => url, brief: url };
  },
});
