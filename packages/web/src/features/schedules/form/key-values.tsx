import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { FieldError, Input } from '../../../ui/field.tsx';

interface KeyValuesProps {
  label: string;
  names: { key: string; value: string };
  entries: Readonly<Record<string, string>>;
  onChange: (entries: Record<string, string> | undefined) => void;
  error?: string | undefined;
}

type Row = readonly [key: string, value: string];

/** Names and values, a row each; a row without a name is left out. */
export function KeyValues({ label, names, entries, onChange, error }: KeyValuesProps) {
  // Held here while they are typed: an object could hold neither an empty nor a doubled name.
  const [rows, setRows] = useState<readonly Row[]>(() => Object.entries(entries));
  const change = (next: readonly Row[]): void => {
    setRows(next);
    const named = next
      .filter(([key]) => key.trim() !== '')
      .map(([key, value]) => [key.trim(), value] as const);
    onChange(named.length > 0 ? Object.fromEntries(named) : undefined);
  };
  const replace = (at: number, row: Row): void =>
    change(rows.map((old, index) => (index === at ? row : old)));
  return (
    <div role="group" aria-label={label} className="flex flex-col gap-1.5">
      <span className="text-label font-medium text-muted">
        {label}
        <span className="font-normal text-faint"> · optional</span>
      </span>
      {rows.map(([key, value], index) => (
        <div key={index} className="flex gap-2">
          <Input
            aria-label={names.key}
            placeholder={names.key}
            value={key}
            onChange={(event) => replace(index, [event.target.value, value])}
            className="w-2/5 font-mono text-log"
          />
          <Input
            aria-label={names.value}
            placeholder={names.value}
            value={value}
            onChange={(event) => replace(index, [key, event.target.value])}
            className="flex-1 font-mono text-log"
          />
          <Button
            look="ghost"
            size="icon"
            aria-label={`Remove ${key || 'the row'}`}
            onClick={() => change(rows.filter((_, at) => at !== index))}
          >
            <X />
          </Button>
        </div>
      ))}
      {error ? <FieldError>{error}</FieldError> : null}
      <Button
        look="ghost"
        size="sm"
        icon={<Plus />}
        className="self-start"
        onClick={() => setRows([...rows, ['', '']])}
      >
        Add
      </Button>
    </div>
  );
}
