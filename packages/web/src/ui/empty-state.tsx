import type { ReactNode } from 'react';
import { CommandLine } from './copy-button.tsx';

interface EmptyStateProps {
  icon?: ReactNode;
  title: string;
  children: ReactNode;
  action?: ReactNode;
  /** The same from a terminal. */
  command?: string;
}

/** Nothing here yet, or nothing that matches: says what the thing is and gives the way to the first one. */
export function EmptyState({ icon, title, children, action, command }: EmptyStateProps) {
  return (
    <div className="mx-auto flex max-w-110 flex-col items-center gap-4 px-4 py-12 text-center">
      {icon ? (
        <div className="grid size-12 place-items-center rounded-lg border border-line bg-surface text-muted [&_svg]:size-6 [&_svg]:stroke-[1.5]">
          {icon}
        </div>
      ) : null}
      <div>
        <h2 className="text-section font-semibold">{title}</h2>
        <p className="mt-1 text-muted text-pretty">{children}</p>
      </div>
      {action}
      {command ? (
        <div className="w-full text-start">
          <p className="mb-1 text-center text-label text-faint">or from a terminal</p>
          <CommandLine command={command} />
        </div>
      ) : null}
    </div>
  );
}
