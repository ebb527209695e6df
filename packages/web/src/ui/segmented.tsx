import { ToggleGroup } from 'radix-ui';
import type { ReactNode } from 'react';
import { cn } from './cn.ts';

interface SegmentedProps<V extends string> {
  label: string;
  value: V;
  onChange: (value: V) => void;
  options: readonly { value: V; label: ReactNode; icon?: ReactNode }[];
  /** Short words stay side by side on a phone too. */
  inRow?: boolean;
}

/** One of a few, all of them in sight. */
export function Segmented<V extends string>({
  label,
  value,
  onChange,
  options,
  inRow = false,
}: SegmentedProps<V>) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      onValueChange={(next) => {
        // Pressing the chosen one again would leave none.
        if (next) onChange(next as V);
      }}
      className={cn(
        'inline-flex w-fit max-w-full gap-0.5 rounded-md border border-control bg-bg p-0.5',
        !inRow && 'max-sm:grid max-sm:w-full max-sm:grid-cols-2',
      )}
    >
      {options.map((option) => (
        <ToggleGroup.Item
          key={option.value}
          value={option.value}
          className="tap inline-flex h-6.5 items-center justify-center gap-1.5 rounded-sm px-2.5 text-body text-muted transition-colors duration-120 hover:text-text data-[state=on]:bg-selected data-[state=on]:font-medium data-[state=on]:text-text [&_svg]:size-4 [&_svg]:stroke-[1.5]"
        >
          {option.icon}
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
