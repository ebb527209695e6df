import type { Identity, Token } from '@tutti/contract';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { KeyRound, Lock, Plus } from 'lucide-react';
import { useState } from 'react';
import { useClient } from '../../app/api.ts';
import { StaleMark, useStale } from '../../app/stale.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { FramedTable } from '../../ui/framed-table.tsx';
import { plural } from '../../ui/format-number.ts';
import { matchesText } from '../../ui/matches-text.ts';
import { Page } from '../../ui/page.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { SkeletonRows, useWaited } from '../../ui/skeleton.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { Switch } from '../../ui/switch.tsx';
import { useMe } from '../access/me.ts';
import { useMay } from '../access/use-may.ts';
import { LocalNote, You } from './access-note.tsx';
import type { TokenFilters } from './routes.ts';
import { TOKEN_COLUMNS, TokenCard } from './token-columns.tsx';
import { NewTokenDialog } from './token-dialogs.tsx';
import { tokensQuery } from './token-queries.ts';
import { isOver, tokenState } from './token-words.ts';

export function TokensPage() {
  const filters = useSearch({ from: '/tokens' });
  const me = useMe();
  const may = useMay('tokens:admin');
  const [making, setMaking] = useState(false);
  const kind = filters.kind ?? 'token';
  const query = tokensQuery(useClient(), kind, filters.revoked ?? false);
  const list = useQuery({ ...query, enabled: may.allowed });
  return (
    <Page
      title="Tokens"
      verdict={<Verdict me={me} list={list} kind={kind} />}
      actions={
        <Button look="primary" icon={<Plus />} refused={may.reason} onClick={() => setMaking(true)}>
          New token
        </Button>
      }
      scrolls
    >
      <div className="grid items-start gap-4 px-4 pt-2 pb-6 lg:px-6 xl:grid-cols-[minmax(0,1fr)_336px]">
        {may.allowed ? (
          <TokenPanel filters={filters} list={list} />
        ) : (
          <EmptyState icon={<Lock />} title="You may not see the tokens">
            {may.reason}
          </EmptyState>
        )}
        <div className="flex min-w-0 flex-col gap-4">
          {me?.mode === 'local' ? <LocalNote /> : null}
          {me ? <You me={me} /> : null}
        </div>
      </div>
      {making ? <NewTokenDialog onClose={() => setMaking(false)} /> : null}
    </Page>
  );
}

type TokenList = UseQueryResult<{ items: Token[]; total: number }>;

function Verdict({ me, list, kind }: { me: Identity | undefined; list: TokenList; kind: Token['kind'] }) {
  const tokens = list.data?.items.filter((token) => !isOver(token, Date.now()));
  const soon = tokens?.filter((token) => tokenState(token, Date.now()).kind === 'timeout').length ?? 0;
  const count = tokens?.length ?? 0;
  return (
    <span className="flex flex-wrap items-center gap-2">
      {me?.mode === 'local' ? <StatusBadge kind="ready" word="Local mode: no token needed" /> : null}
      {tokens ? (
        <span>
          {kind === 'token' ? `${plural(count, 'token')} in force` : `${plural(count, 'browser')} signed in`}
        </span>
      ) : null}
      {kind === 'token' && soon > 0 ? (
        <StatusBadge kind="timeout" word={`${soon} ${soon === 1 ? 'expires' : 'expire'} soon`} />
      ) : null}
      <StaleMark at={list.dataUpdatedAt} />
    </span>
  );
}

function TokenPanel({ filters, list }: { filters: TokenFilters; list: TokenList }) {
  const navigate = useNavigate({ from: '/tokens' });
  const change = (next: TokenFilters): void =>
    void navigate({ search: (old) => ({ ...old, ...next }), replace: true });
  return (
    <section
      aria-label={filters.kind === 'session' ? 'Browsers signed in' : 'Tokens'}
      className="flex min-w-0 flex-col overflow-hidden rounded-lg border border-line bg-surface shadow-card"
    >
      <div className="flex flex-wrap items-center gap-3 border-b border-line px-4 py-2">
        <Segmented
          label="Which"
          value={filters.kind ?? 'token'}
          onChange={(kind) => change({ kind: kind === 'session' ? 'session' : undefined })}
          options={[
            { value: 'token', label: 'Tokens' },
            { value: 'session', label: 'Browsers signed in' },
          ]}
        />
        <label className="flex items-center gap-2 text-muted">
          <Switch
            aria-label="Show revoked ones"
            checked={filters.revoked ?? false}
            onCheckedChange={(revoked) => change({ revoked: revoked || undefined })}
          />
          Show revoked
        </label>
        <SearchField
          label={filters.kind === 'session' ? 'Search browsers' : 'Search tokens'}
          placeholder="Name"
          value={filters.text ?? ''}
          onChange={(text) => change({ text: text || undefined })}
          className="w-56 max-w-full max-md:w-full md:ml-auto"
        />
      </div>
      <TokenRows list={list} kind={filters.kind ?? 'token'} text={filters.text} />
    </section>
  );
}

interface TokenRowsProps {
  list: TokenList;
  kind: Token['kind'];
  text: string | undefined;
}

function TokenRows({ list, kind, text }: TokenRowsProps) {
  const stale = useStale();
  const waited = useWaited(list.isPending);
  if (list.error && !list.data)
    return (
      <ErrorPanel
        error={list.error}
        what="The tokens could not be read"
        onRetry={() => void list.refetch()}
      />
    );
  if (!list.data) return waited ? <SkeletonRows /> : null;
  if (list.data.items.length === 0) return <None kind={kind} />;
  const rows = list.data.items.filter(({ name }) => matchesText(text, name));
  if (rows.length === 0) return <p className="p-4 text-muted">None is called so.</p>;
  return (
    <FramedTable<Token>
      label={kind === 'token' ? 'Tokens' : 'Browsers signed in'}
      rows={rows}
      rowKey={(token) => String(token.id)}
      columns={TOKEN_COLUMNS}
      compact={(token) => <TokenCard token={token} />}
      compactHeight={92}
      onOpen={() => undefined}
      dimmed={stale}
    />
  );
}

const None = ({ kind }: { kind: Token['kind'] }) =>
  kind === 'token' ? (
    <EmptyState icon={<KeyRound />} title="No tokens yet" command="tutti token create ci --role operator">
      A token lets a program, a worker or a browser call this server, and says what it may do. It is shown
      once, and only its hash is kept.
    </EmptyState>
  ) : (
    <EmptyState icon={<KeyRound />} title="No browser is signed in" command="tutti token link">
      In token mode browsers sign in with a token, or with a link that works once.
    </EmptyState>
  );
