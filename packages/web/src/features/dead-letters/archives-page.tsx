import { useQuery } from '@tanstack/react-query';
import { ArchiveRestore, Archive } from 'lucide-react';
import { useClient } from '../../app/api.ts';
import { StaleMark } from '../../app/stale.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { plural } from '../../ui/format-number.ts';
import { Page } from '../../ui/page.tsx';
import { SkeletonRows, useWaited } from '../../ui/skeleton.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { useMay } from '../access/use-may.ts';
import { useRestore } from './letter-actions.ts';
import { archivesQuery } from './letter-queries.ts';

/** Files of dead letters that were moved away, and the way back. */
export function ArchivesPage() {
  const query = useQuery(archivesQuery(useClient()));
  const waited = useWaited(query.isPending);
  const restore = useRestore();
  const { reason } = useMay('deadletters:admin');
  const files = query.data?.items.toReversed() ?? [];
  return (
    <Page
      title="Archived dead letters"
      crumb={{ to: '/dead-letters', label: 'Dead letters' }}
      verdict={
        <span className="flex flex-wrap items-center gap-2">
          {query.data ? `${plural(files.length, 'file')} on the node that answers` : '…'}
          <StaleMark at={query.dataUpdatedAt} />
        </span>
      }
      scrolls
    >
      <div className="px-4 pt-2 pb-6 lg:px-6">
        {query.error && !query.data ? (
          <ErrorPanel
            error={query.error}
            what="The archives could not be read"
            onRetry={() => void query.refetch()}
          />
        ) : query.isPending ? (
          waited ? (
            <SkeletonRows rows={4} />
          ) : null
        ) : files.length === 0 ? (
          <EmptyState
            icon={<Archive />}
            title="No archive files"
            command={'tutti dlq archive --failed-before "7d ago"'}
          >
            Dead letters that nobody has looked at for 30 days move to gzipped files by themselves, and come
            back from here.
          </EmptyState>
        ) : (
          <ul className="overflow-hidden rounded-lg border border-line bg-surface shadow-card">
            {files.map(({ file, bytes, archivedAt }) => (
              <li
                key={file}
                className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-4 py-2 last:border-b-0"
              >
                <span className="min-w-0 flex-1 basis-64 truncate font-mono text-label" title={file}>
                  {file}
                </span>
                <span className="text-muted">{formatBytes(bytes)}</span>
                <span className="text-muted">
                  <TimeStamp at={archivedAt} />
                </span>
                <Button
                  icon={<ArchiveRestore />}
                  refused={reason}
                  busy={restore.isPending && restore.variables === file}
                  onClick={() => restore.mutate(file)}
                >
                  Restore
                </Button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Page>
  );
}

/** `840 B`, `1.4 KiB` */
const formatBytes = (bytes: number): string =>
  bytes < 1024
    ? `${bytes} B`
    : bytes < 1024 ** 2
      ? `${(bytes / 1024).toFixed(1)} KiB`
      : `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
