import { X } from 'lucide-react';
import type { ReactNode } from 'react';

/** A filter in force, with the way to take it off. */
export function FilterChip({
  name,
  value,
  onRemove,
}: {
  name: string;
  value: ReactNode;
  onRemove: () => void;
}) {
  return (
    <span className="inline-flex h-6 max-w-full items-center gap-1 rounded-sm bg-selected pl-2 text-label whitespace-nowrap pointer-coarse:h-11">
      <span className="text-muted">{name}</span>
      <span className="truncate font-medium">{value}</span>
      <button
        type="button"
        aria-label={`Remove the filter ${name}`}
        onClick={onRemove}
        className="tap grid size-6 place-items-center rounded-sm text-muted hover:text-text"
      >
        <X className="size-3.5 stroke-[1.5]" />
      </button>
    </span>
  );
}

/** Clipped, not hidden: what hides its overflow loses its baseline and stands above the words beside it. */
export const TagMark = ({ children }: { children: ReactNode }) => (
  <span className="inline-block max-w-32 min-w-0 overflow-clip rounded-sm border border-line px-1.5 text-label leading-4.5 text-ellipsis whitespace-nowrap text-muted">
    {children}
  </span>
);

export const Key = ({ children }: { children: ReactNode }) => (
  <kbd className="inline-grid h-5 min-w-5 place-items-center rounded-sm border border-line bg-bg px-1 font-sans text-label text-muted">
    {children}
  </kbd>
);
