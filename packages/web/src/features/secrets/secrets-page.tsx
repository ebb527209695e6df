import type { SecretInUse } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { LockKeyhole, Plus } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useClient } from '../../app/api.ts';
import { StaleMark, useStale } from '../../app/stale.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { plural } from '../../ui/format-number.ts';
import { FramedTable } from '../../ui/framed-table.tsx';
import { JsonView } from '../../ui/json-view.tsx';
import { matchesText } from '../../ui/matches-text.ts';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { SkeletonRows, useWaited } from '../../ui/skeleton.tsx';
import { useMay } from '../access/use-may.ts';
import { exampleWith, referenceTo } from './reference.ts';
import { RotateKey } from './rotate-key.tsx';
import { SECRET_COLUMNS, SecretCard } from './secret-columns.tsx';
import { SetSecret } from './secret-dialogs.tsx';
import { secretsQuery } from './secret-queries.ts';

export function SecretsPage() {
  const list = useQuery(secretsQuery(useClient()));
  const [setting, setSetting] = useState(false);
  const refused = useMay('secrets:admin').reason;
  const waited = useWaited(list.isPending);
  const secrets = list.data?.items;
  const add = (
    <Button look="primary" icon={<Plus />} refused={refused} onClick={() => setSetting(true)}>
      New secret
    </Button>
  );
  return (
    <Page
      title="Secrets"
      verdict={<Verdict secrets={secrets} mark={<StaleMark at={list.dataUpdatedAt} />} />}
      actions={
        secrets && secrets.length > 0 ? (
          <>
            <RotateKey />
            {add}
          </>
        ) : null
      }
      scrolls
    >
      {secrets === undefined ? (
        list.error ? (
          <ErrorPanel
            error={list.error}
            what="The secrets could not be read"
            onRetry={() => void list.refetch()}
          />
        ) : waited ? (
          <SkeletonRows />
        ) : null
      ) : secrets.length === 0 ? (
        <NoSecrets action={add} />
      ) : (
        <div className="grid items-start gap-4 px-4 pt-2 pb-6 lg:px-6 xl:grid-cols-[minmax(0,1fr)_384px]">
          <SecretList secrets={secrets} />
          <HowTo name={secrets[0]?.name ?? 'NAME'} />
        </div>
      )}
      {setting ? <SetSecret onClose={() => setSetting(false)} /> : null}
    </Page>
  );
}

function SecretList({ secrets }: { secrets: readonly SecretInUse[] }) {
  const { text } = useSearch({ from: '/secrets' });
  const navigate = useNavigate({ from: '/secrets' });
  const stale = useStale();
  const rows = secrets.filter(({ name }) => matchesText(text, name));
  return (
    <section
      aria-label="Secrets"
      className="min-w-0 overflow-hidden rounded-lg border border-line bg-surface shadow-card"
    >
      <div className="border-b border-line px-4 py-2">
        <SearchField
          label="Search secrets"
          placeholder="Name"
          value={text ?? ''}
          onChange={(next) => void navigate({ search: { text: next || undefined }, replace: true })}
          className="w-72 max-w-full"
        />
      </div>
      {rows.length === 0 ? (
        <p className="p-4 text-muted">None is called so.</p>
      ) : (
        <FramedTable<SecretInUse>
          label="Secrets"
          rows={rows}
          rowKey={({ name }) => name}
          rowVersion={({ version }) => String(version)}
          columns={SECRET_COLUMNS}
          compact={(secret) => <SecretCard secret={secret} />}
          compactHeight={84}
          onOpen={() => undefined}
          dimmed={stale}
        />
      )}
    </section>
  );
}

function Verdict({ secrets, mark }: { secrets: readonly SecretInUse[] | undefined; mark: ReactNode }) {
  if (!secrets) return <span>…</span>;
  if (secrets.length === 0) return <span>none yet</span>;
  const keys = [...new Set(secrets.map(({ keyFingerprint }) => keyFingerprint))];
  return (
    <span className="flex flex-wrap items-center gap-2">
      <span>
        {plural(secrets.length, 'secret')}, encrypted with {keys.length === 1 ? 'key' : 'keys'}{' '}
        <code className="font-mono text-log">{keys.join(', ')}</code>
      </span>
      {mark}
    </span>
  );
}

const HowTo = ({ name }: { name: string }) => (
  <Panel title="How to use one">
    <div className="flex flex-col gap-3 text-muted">
      <p className="text-pretty">
        Name it in any text of a task config. The worker puts the value in when the run starts; what is stored
        is the name.
      </p>
      <JsonView value={referenceTo(name)} label="Reference" />
      <p className="text-pretty">
        A shell line would read the value as part of itself, so a command gets it through its environment:
      </p>
      <JsonView value={exampleWith(name)} label="Example of a task config" />
      <p className="text-pretty">
        In logs, results and errors of the run it shows as <code className="font-mono">[redacted]</code>.
      </p>
    </div>
  </Panel>
);

const NoSecrets = ({ action }: { action: ReactNode }) => (
  <EmptyState
    icon={<LockKeyhole />}
    title="No secrets yet"
    action={action}
    command="tutti secret set GITHUB_TOKEN < token.txt"
  >
    A password or key that tasks need: set once, named as {referenceTo('NAME')} wherever it is needed, put in
    when a run starts, and never shown again.
  </EmptyState>
);
