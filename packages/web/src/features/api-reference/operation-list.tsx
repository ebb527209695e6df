import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { cn } from '../../ui/cn.ts';
import { MethodMark } from './method-mark.tsx';
import { byTag, type ApiDocument, type Operation } from './operations.ts';

interface OperationListProps {
  operations: readonly Operation[];
  tags: ApiDocument['tags'];
  open: string | undefined;
  text: string;
}

/** All operations by what they are about. */
export function OperationList({ operations, tags, open, text }: OperationListProps) {
  const groups = useMemo(() => byTag(operations, tags), [operations, tags]);
  return (
    <nav aria-label="Operations" className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-2 pb-4">
      {operations.length === 0 ? <p className="px-2 text-muted">No operation has these words.</p> : null}
      {groups.map((group) => (
        <section key={group.tag} aria-label={group.tag} className="mb-3">
          <h2
            title={group.description}
            className="sticky top-0 bg-surface px-2 py-1 text-label font-medium text-faint"
          >
            {group.tag}
          </h2>
          <ul>
            {group.operations.map(({ id, method, summary, deprecated }) => (
              <li key={id}>
                <Link
                  to="/api-reference"
                  search={{ op: id, ...(text && { text }) }}
                  aria-current={id === open ? 'true' : undefined}
                  className={cn(
                    'flex min-h-8 items-center gap-2 rounded-md px-2 py-1 -outline-offset-2 hover:bg-hover pointer-coarse:min-h-11',
                    id === open && 'bg-selected font-medium',
                  )}
                >
                  <MethodMark method={method} className="w-13" />
                  <span
                    className={cn('min-w-0 flex-1 truncate', deprecated && 'line-through')}
                    title={summary}
                  >
                    {summary}
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}
