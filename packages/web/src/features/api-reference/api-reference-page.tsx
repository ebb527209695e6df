import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { ExternalLink } from 'lucide-react';
import { useMemo } from 'react';
import { buttonLook } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { Page } from '../../ui/page.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { SkeletonRows, useWaited } from '../../ui/skeleton.tsx';
import { useWidth } from '../../ui/use-media.ts';
import { OperationDetail } from './operation-detail.tsx';
import { OperationList } from './operation-list.tsx';
import { operationsOf, search, type ApiDocument } from './operations.ts';

async function readDocument({ signal }: { signal: AbortSignal }): Promise<ApiDocument> {
  const response = await fetch('/openapi.json', { signal });
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  return (await response.json()) as ApiDocument;
}

/** Every request this server answers, made from the same table that answers them. */
export function ApiReferencePage() {
  const query = useQuery({
    queryKey: ['api-document'],
    queryFn: readDocument,
    staleTime: Infinity,
    meta: { live: false },
  });
  const waited = useWaited(query.isPending);
  return (
    <Page
      title="API reference"
      verdict={query.data ? <Verdict document={query.data} /> : '…'}
      actions={
        <a href="/openapi.json" target="_blank" rel="noreferrer" className={buttonLook()}>
          <ExternalLink aria-hidden="true" />
          OpenAPI
        </a>
      }
    >
      {query.data ? (
        <Reference document={query.data} />
      ) : query.error ? (
        <ErrorPanel
          error={query.error}
          what="The description of the API could not be read"
          onRetry={() => void query.refetch()}
        />
      ) : waited ? (
        <SkeletonRows rows={16} />
      ) : null}
    </Page>
  );
}

const Verdict = ({ document }: { document: ApiDocument }) => (
  <span>
    {operationsOf(document).length} operations, each to try here; also as a{' '}
    <a href="/docs" className="rounded-sm text-link underline">
      plain reference
    </a>
  </span>
);

function Reference({ document }: { document: ApiDocument }) {
  const { op, text = '' } = useSearch({ from: '/api-reference' });
  const navigate = useNavigate();
  const wide = useWidth() !== 'phone';
  const operations = useMemo(() => operationsOf(document), [document]);
  const found = useMemo(() => search(operations, text), [operations, text]);
  const open = operations.find(({ id }) => id === op) ?? (wide ? found[0] : undefined);
  const onlyDetail = !wide && open !== undefined;
  return (
    <div className="flex min-h-0 flex-1 border-t border-line bg-surface">
      {onlyDetail ? null : (
        <div className="flex min-h-0 min-w-0 flex-col border-line max-md:flex-1 md:w-80 md:shrink-0 md:border-r">
          <SearchField
            label="Find an operation"
            placeholder="Find: pause queue"
            value={text}
            className="m-3"
            onChange={(next) =>
              void navigate({ to: '/api-reference', search: { ...(next && { text: next }) }, replace: true })
            }
          />
          <OperationList operations={found} tags={document.tags} open={open?.id} text={text} />
        </div>
      )}
      {open ? (
        <div className="min-h-0 min-w-0 flex-1 overflow-y-auto overscroll-contain">
          {onlyDetail ? (
            <Link
              to="/api-reference"
              search={{ ...(text && { text }) }}
              className="mx-4 mt-3 inline-flex min-h-11 items-center rounded-sm text-link"
            >
              All operations
            </Link>
          ) : null}
          <OperationDetail key={open.id} operation={open} schemas={document.components.schemas} />
        </div>
      ) : found.length === 0 && wide ? (
        <div className="flex-1">
          <EmptyState title="No operation has these words">Try fewer, or a part of its address.</EmptyState>
        </div>
      ) : null}
    </div>
  );
}
