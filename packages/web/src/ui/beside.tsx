import { Suspense, type ReactNode } from 'react';

/** A page, and what of it is looked at beside it, whose program may still have to be fetched. */
export const Beside = ({ peek, children }: { peek: ReactNode; children: ReactNode }) => (
  <div className="flex min-h-0 min-w-0 flex-1">
    {children}
    <Suspense>{peek}</Suspense>
  </div>
);
