import { Lock } from 'lucide-react';
import type { ReactNode } from 'react';
import { EmptyState } from '../../ui/empty-state.tsx';
import type { AskedScope } from './may.ts';
import { useMay } from './use-may.ts';

/** A part of a page for those who may see it; others are told why they do not. */
export function NeedsScope({
  scope,
  what,
  children,
}: {
  scope: AskedScope;
  what: string;
  children: ReactNode;
}) {
  const { allowed, reason } = useMay(scope);
  if (allowed) return children;
  return (
    <EmptyState icon={<Lock />} title={`You may not see ${what}`}>
      {reason}
    </EmptyState>
  );
}
