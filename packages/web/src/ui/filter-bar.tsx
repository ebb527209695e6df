import { ListFilter } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { Popover } from './popover.tsx';
import { SearchField } from './search-field.tsx';
import { useShortcut } from './shortcuts.ts';

interface FilterBarProps {
  /** The text to look for, where the list can be searched by one. */
  search?: {
    label: string;
    placeholder: string;
    value: string | undefined;
    onChange: (text: string | undefined) => void;
  };
  /** Further fields, behind a button. */
  form?: ReactNode;
  /** Fields that are few enough to stand in sight. */
  children?: ReactNode;
  /** What is in force, each with the way to take it off. */
  chips?: ReactNode;
  /** Takes all of it off; given while something narrows the list. */
  onClear: (() => void) | undefined;
  /** At the far end. */
  end?: ReactNode;
}

/** Narrows the list below it. `/` leads to its search, or opens its fields where there is none. */
export function FilterBar({ search, form, children, chips, onClear, end }: FilterBarProps) {
  const [open, setOpen] = useState(false);
  useShortcut('filter.focus', () => setOpen(true), search === undefined && form !== undefined);
  return (
    <div className="flex flex-wrap items-center gap-2 px-4 py-2 lg:px-6">
      {search ? (
        <SearchField
          label={search.label}
          placeholder={search.placeholder}
          value={search.value ?? ''}
          onChange={(text) => search.onChange(text || undefined)}
          className="w-72 max-w-full max-md:w-auto max-md:flex-1"
        />
      ) : null}
      {form ? (
        <Popover
          label="Filters"
          className="w-80"
          open={open}
          onOpenChange={setOpen}
          trigger={<Button icon={<ListFilter />}>Filter</Button>}
        >
          <div className="flex flex-col gap-3">{form}</div>
        </Popover>
      ) : null}
      {children}
      {chips}
      {onClear ? (
        <Button look="ghost" size="sm" onClick={onClear}>
          Clear all
        </Button>
      ) : null}
      {end ? <span className="ml-auto max-md:ml-0">{end}</span> : null}
    </div>
  );
}
