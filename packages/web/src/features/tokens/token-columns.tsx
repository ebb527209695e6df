import type { Token } from '@tutti/contract';
import { Ellipsis, Pencil, Trash2 } from 'lucide-react';
import { useCallback, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { TagMark } from '../../ui/chip.tsx';
import { useTimed } from '../../ui/clock.ts';
import { cn } from '../../ui/cn.ts';
import type { Column } from '../../ui/data-table-parts.tsx';
import { Hint } from '../../ui/hint.tsx';
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { EditTokenDialog, RevokeToken } from './token-dialogs.tsx';
import { isOver, limitWords, tokenState } from './token-words.ts';

function TokenBadge({ token }: { token: Token }) {
  // Drawn again when the word changes, not each minute.
  useTimed(
    60_000,
    useCallback((now: number) => tokenState(token, now).word, [token]),
  );
  const { kind, word } = tokenState(token, Date.now());
  return <StatusBadge kind={kind} word={word} plain />;
}

const TokenName = ({ token }: { token: Token }) => (
  <span
    data-primary
    tabIndex={0}
    className={cn(
      'min-w-0 truncate rounded-sm font-medium',
      isOver(token, Date.now()) && 'text-muted line-through',
    )}
  >
    {token.name}
  </span>
);

/** Roles first, then the scopes of its own; all of them on hover. */
function Allowed({ token: { roles, scopes } }: { token: Token }) {
  return (
    <Hint content={[...roles, ...scopes].join(', ')}>
      <span tabIndex={0} className="flex min-w-0 items-center gap-1 overflow-clip rounded-sm">
        {roles.map((role) => (
          <span key={role} className="shrink-0">
            <TagMark>{role}</TagMark>
          </span>
        ))}
        {scopes.length > 0 ? (
          <span className="truncate text-muted">
            {roles.length > 0 ? '+ ' : ''}
            {scopes.join(', ')}
          </span>
        ) : null}
      </span>
    </Hint>
  );
}

const LastUse = ({ token }: { token: Token }) =>
  token.lastUsedAt === null ? <span className="text-faint">never</span> : <TimeStamp at={token.lastUsedAt} />;

const Expires = ({ token }: { token: Token }) =>
  token.expiresAt === null ? <span className="text-muted">never</span> : <TimeStamp at={token.expiresAt} />;

function TokenMenu({ token }: { token: Token }) {
  const [open, setOpen] = useState<'edit' | 'revoke'>();
  const close = (): void => setOpen(undefined);
  if (isOver(token, Date.now())) return null;
  return (
    <>
      <Menu
        trigger={
          <Button look="ghost" size="iconSm" aria-label={`More on ${token.name}`} icon={<Ellipsis />} />
        }
      >
        {token.kind === 'token' ? (
          <>
            <MenuItem icon={<Pencil />} onSelect={() => setOpen('edit')}>
              Edit
            </MenuItem>
            <MenuLine />
          </>
        ) : null}
        <MenuItem icon={<Trash2 />} danger onSelect={() => setOpen('revoke')}>
          {token.kind === 'token' ? 'Revoke …' : 'Sign out …'}
        </MenuItem>
      </Menu>
      {open === 'edit' ? <EditTokenDialog token={token} onClose={close} /> : null}
      {open === 'revoke' ? <RevokeToken token={token} onClose={close} /> : null}
    </>
  );
}

export const TOKEN_COLUMNS: Column<Token>[] = [
  { key: 'state', header: 'State', track: '116px', cell: (token) => <TokenBadge token={token} /> },
  { key: 'name', header: 'Name', track: 'minmax(128px, 4fr)', cell: (token) => <TokenName token={token} /> },
  {
    key: 'hint',
    header: 'Begins with',
    track: '104px',
    from: 'lg',
    cell: ({ hint }) => <code className="truncate font-mono text-log text-muted">{hint}…</code>,
  },
  { key: 'may', header: 'May', track: 'minmax(0, 5fr)', cell: (token) => <Allowed token={token} /> },
  { key: 'used', header: 'Last used', track: '132px', cell: (token) => <LastUse token={token} /> },
  { key: 'expires', header: 'Expires', track: '148px', cell: (token) => <Expires token={token} /> },
  {
    key: 'limit',
    header: 'Requests',
    track: '176px',
    from: 'xl',
    cell: (token) => <span className="truncate text-muted">{limitWords(token.rateLimit)}</span>,
  },
  {
    key: 'made',
    header: 'Made',
    track: 'minmax(0, 4fr)',
    from: 'lg',
    cell: (token) => (
      <span className="truncate text-muted">
        <TimeStamp at={token.createdAt} /> by {token.createdBy}
      </span>
    ),
  },
  {
    key: 'actions',
    header: <span className="sr-only">Actions</span>,
    track: '32px',
    align: 'end',
    cell: (token) => <TokenMenu token={token} />,
  },
];

export const TokenCard = ({ token }: { token: Token }) => (
  <div className="flex min-w-0 items-center gap-2">
    <div className="min-w-0 flex-1">
      <p className="flex min-w-0 items-center gap-2">
        <TokenName token={token} />
        <span className="ml-auto shrink-0">
          <TokenBadge token={token} />
        </span>
      </p>
      <Allowed token={token} />
      <p className="text-label text-muted">
        used <LastUse token={token} /> · expires <Expires token={token} />
      </p>
    </div>
    <TokenMenu token={token} />
  </div>
);
