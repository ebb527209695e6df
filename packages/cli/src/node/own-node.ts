import type { Client } from '@tutti/client';

/** The node that is named, or else the one that answers. */
export const nodeOr = async (client: Client, name: string | undefined): Promise<string> =>
  name ?? (await client.getHealth()).node;
