import { useEffect, useState } from 'react';
import { cn } from './cn.ts';

/** True once `waiting` has lasted 300 ms: what is quicker needs no skeleton. */
export function useWaited(waiting: boolean, ms = 300): boolean {
  const [waited, setWaited] = useState(false);
  useEffect(() => {
    if (!waiting) return undefined;
    const timer = setTimeout(() => setWaited(true), ms);
    return () => {
      clearTimeout(timer);
      setWaited(false);
    };
  }, [waiting, ms]);
  return waiting && waited;
}

export const Bone = ({ className }: { className?: string }) => (
  <span className={cn('block h-3 rounded-sm bg-hover', className)} />
);

/** Stands where rows will be. */
export function SkeletonRows({ rows = 8 }: { rows?: number }) {
  return (
    <div role="status" aria-label="Loading" className="flex flex-col">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex h-8 items-center gap-6 border-b border-line px-4">
          <Bone className="w-20" />
          <Bone className={row % 3 === 0 ? 'w-64' : row % 3 === 1 ? 'w-48' : 'w-56'} />
          <Bone className="ml-auto w-24" />
        </div>
      ))}
    </div>
  );
}
