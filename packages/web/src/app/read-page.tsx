import type { UseQueryResult } from '@tanstack/react-query';
import type { ComponentProps, ReactNode } from 'react';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Page } from '../ui/page.tsx';
import { SkeletonRows, useWaited } from '../ui/skeleton.tsx';
import { isNotFound } from './query-client.ts';

interface ReadPageProps<T> {
  query: UseQueryResult<T>;
  /** Of the page while there is nothing to show. */
  title: string;
  crumb: NonNullable<ComponentProps<typeof Page>['crumb']>;
  /** What could not be done, if so: `The schedule could not be read`. */
  what: string;
  /** What to say where there is no such thing. */
  missing: ReactNode;
  children: (value: T) => ReactNode;
}

/** The page of one thing, and what stands there until it is read, or where it cannot be. */
export function ReadPage<T>({ query, title, crumb, what, missing, children }: ReadPageProps<T>) {
  const waited = useWaited(query.isPending);
  const gone = isNotFound(query.error);
  // A query keeps what it read last, also of what was deleted since.
  if (query.data !== undefined && !gone) return children(query.data);
  return (
    <Page title={title} crumb={crumb}>
      {gone ? (
        missing
      ) : query.error ? (
        <ErrorPanel error={query.error} what={what} onRetry={() => void query.refetch()} />
      ) : waited ? (
        <SkeletonRows />
      ) : null}
    </Page>
  );
}
