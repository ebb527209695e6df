import { X } from 'lucide-react';
import { useId, useRef, useState, type KeyboardEvent } from 'react';
import { cn } from './cn.ts';
import { inputLook, type Wiring } from './field.tsx';

export interface Choice {
  value: string;
  /** What it is, beside the value. */
  note?: string;
}

interface PickManyProps {
  /** From the field around it. */
  wiring: Wiring;
  label: string;
  values: readonly string[];
  onChange: (values: string[]) => void;
  choices: readonly Choice[];
  placeholder?: string;
  /** Only what is offered can be picked; else anything typed, too. */
  strict?: boolean;
}

const MOST_SHOWN = 60;

/** Several texts as chips, typed or picked from what is known. Enter or a comma takes one, Backspace removes the last. */
export function PickMany(props: PickManyProps) {
  const { wiring, label, values, onChange, choices, placeholder, strict = false } = props;
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const shown = matching(choices, values, text);
  const active = open ? shown[at] : undefined;
  const take = (value: string): void => {
    const wanted = value.trim();
    const known = !strict || choices.some((choice) => choice.value === wanted);
    if (wanted === '' || !known) return;
    if (!values.includes(wanted)) onChange([...values, wanted]);
    setText('');
    setAt(-1);
    // What stands below the field must be in reach again; a key or a click opens the list once more.
    setOpen(false);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      setAt((old) => Math.max(-1, Math.min(shown.length - 1, old + (event.key === 'ArrowDown' ? 1 : -1))));
    } else if (event.key === 'Enter' || event.key === ',') {
      if (!active && text.trim() === '') return;
      event.preventDefault();
      take(active?.value ?? (strict ? (shown[0]?.value ?? text) : text));
    } else if (event.key === 'Backspace' && text === '') onChange(values.slice(0, -1));
    else if (event.key === 'Escape' && open) {
      // Closes the list, not the dialog around it.
      event.stopPropagation();
      event.preventDefault();
      setOpen(false);
    }
  };
  return (
    <div
      className="relative"
      onBlur={(event) => {
        if (event.currentTarget.contains(event.relatedTarget)) return;
        setOpen(false);
        if (!strict) take(text);
      }}
    >
      <div
        className={cn(
          inputLook,
          'flex min-h-8 flex-wrap items-center gap-1 py-0.75 pointer-coarse:min-h-11',
          wiring['aria-invalid'] && 'border-failed',
        )}
        onClick={() => input.current?.focus()}
      >
        {values.map((value) => (
          <span
            key={value}
            className="inline-flex h-6 max-w-full items-center rounded-sm bg-selected pl-2 font-mono text-log"
          >
            <span className="truncate">{value}</span>
            <button
              type="button"
              aria-label={`Remove ${value}`}
              onClick={() => onChange(values.filter((other) => other !== value))}
              className="grid size-6 place-items-center rounded-sm text-muted hover:text-text pointer-coarse:size-11"
            >
              <X className="size-3.5 stroke-[1.5]" />
            </button>
          </span>
        ))}
        <input
          {...wiring}
          ref={input}
          role="combobox"
          aria-expanded={open && shown.length > 0}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={active ? `${listId}-${at}` : undefined}
          autoComplete="off"
          spellCheck={false}
          value={text}
          placeholder={values.length === 0 ? placeholder : undefined}
          onFocus={() => setOpen(true)}
          onClick={() => setOpen(true)}
          onChange={(event) => {
            setText(event.target.value);
            setOpen(true);
            setAt(-1);
          }}
          onKeyDown={onKeyDown}
          className="h-6 min-w-32 flex-1 bg-transparent outline-none"
        />
      </div>
      <ul
        id={listId}
        role="listbox"
        aria-label={label}
        hidden={!open || shown.length === 0}
        className="panel-motion absolute inset-x-0 top-full z-30 mt-1 max-h-56 overflow-y-auto rounded-md border border-line bg-raised p-1 shadow-raised"
      >
        {shown.map((choice, index) => (
          <li
            key={choice.value}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === at}
            // Before the field loses the focus.
            onPointerDown={(event) => {
              event.preventDefault();
              take(choice.value);
            }}
            className={cn(
              'flex min-h-8 cursor-default items-center gap-2 rounded-sm px-2 hover:bg-hover pointer-coarse:min-h-11',
              index === at && 'bg-hover',
            )}
          >
            <span className="shrink-0 font-mono text-log">{choice.value}</span>
            {choice.note ? (
              <span className="min-w-0 truncate text-label text-muted">{choice.note}</span>
            ) : null}
          </li>
        ))}
      </ul>
    </div>
  );
}

function matching(choices: readonly Choice[], values: readonly string[], text: string): Choice[] {
  const typed = text.trim().toLowerCase();
  return choices
    .filter(
      ({ value, note }) => !values.includes(value) && `${value} ${note ?? ''}`.toLowerCase().includes(typed),
    )
    .slice(0, MOST_SHOWN);
}
