import type { Token } from '@tutti/contract';
import { formatInstant } from '../output/instant.ts';
import { plainText } from '../output/safe-text.ts';
import { renderTable, type Column } from '../output/table.ts';
import type { View } from '../output/view.ts';

const COLUMNS: readonly Column[] = [
  { head: 'ID', align: 'right' },
  { head: 'NAME', flexible: true },
  { head: 'SECRET' },
  { head: 'MAY', flexible: true },
  { head: 'LIMIT' },
  { head: 'ENDS' },
  { head: 'LAST USED' },
];

export const tokenTable = (view: View, tokens: readonly Token[]): Promise<string> =>
  renderTable(
    view,
    COLUMNS,
    tokens.map((token) => [
      String(token.id),
      plainText(token.name),
      `${token.hint}${view.unicode ? '…' : '...'}`,
      mayText(token),
      limitText(token),
      endText(view, token),
      formatInstant(token.lastUsedAt, view.now, view.zone),
    ]),
  );

/** Of a browser signed in with a token it is the token that says what it may do. */
export const mayText = ({ roles, scopes, kind }: Pick<Token, 'roles' | 'scopes' | 'kind'>): string =>
  [...roles, ...scopes].join(', ') || (kind === 'session' ? 'as its token' : 'nothing');

function limitText({ rateLimit }: Token): string {
  if (typeof rateLimit === 'string') return rateLimit;
  const hour = rateLimit.perHour === undefined ? '' : `, ${rateLimit.perHour}/h`;
  return `${rateLimit.perMinute}/min${hour}`;
}

function endText(view: View, { revokedAt, expiresAt }: Token): string {
  if (revokedAt !== null) return `revoked ${formatInstant(revokedAt, view.now, view.zone)}`;
  return expiresAt === null ? 'never' : formatInstant(expiresAt, view.now, view.zone);
}
