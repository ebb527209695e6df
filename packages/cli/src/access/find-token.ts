import type { Client } from '@tutti/client';
import { CliError } from '../cli-error.ts';
import { EXIT } from '../exit-code.ts';

const PAGE = 500;

/** The id of a token, given by id or by the name of one that is not revoked. */
export async function tokenId(client: Client, key: string): Promise<number> {
  if (/^[1-9]\d{0,8}$/.test(key)) return Number(key);
  for (let offset = 0; ; offset += PAGE) {
    const query = { kind: 'token', revoked: false, limit: PAGE, offset } as const;
    const { items, total } = await client.listTokens({ query });
    const found = items.find(({ name }) => name === key);
    if (found) return found.id;
    if (offset + items.length >= total || items.length === 0) break;
  }
  throw new CliError('TOKEN_NOT_FOUND', `there is no token with the id or name "${key}"`, {
    exitCode: EXIT.notFound,
    suggestion: 'tutti token list',
    details: { key },
  });
}
