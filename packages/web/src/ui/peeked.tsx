import type { ReactNode } from 'react';
import { ErrorPanel } from './error-panel.tsx';
import { SkeletonRows, useWaited } from './skeleton.tsx';

interface PeekedProps<T> {
  query: { data: T | undefined; error: Error | null; isPending: boolean; refetch: () => unknown };
  /** What could not be done, if so: `The error could not be read`. */
  what: string;
  children: (value: T) => ReactNode;
}

/** What a peek shows once it is read. */
export function Peeked<T>({ query, what, children }: PeekedProps<T>) {
  const waited = useWaited(query.isPending);
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <ErrorPanel error={query.error} what={what} onRetry={() => void query.refetch()} />;
  return waited ? <SkeletonRows rows={6} /> : null;
}
