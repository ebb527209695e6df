import { Search } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { cn } from './cn.ts';
import { inputLook } from './field.tsx';
import { Key } from './chip.tsx';
import { useShortcut } from './shortcuts.ts';
import { useLatest } from './use-latest.ts';

interface SearchFieldProps {
  label: string;
  placeholder: string;
  value: string;
  /** Called once typing rests. */
  onChange: (text: string) => void;
  icon?: ReactNode;
  className?: string;
}

const REST_MS = 250;

/** A text filter. `/` leads here, Escape leads away. */
export function SearchField({
  label,
  placeholder,
  value,
  onChange,
  icon = <Search />,
  className,
}: SearchFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  useShortcut('filter.focus', () => field.current?.focus());
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  if (known !== value) {
    // The address changed from elsewhere, by a chip or the back button.
    setKnown(value);
    setText(value);
  }
  const tell = useLatest(onChange);
  useEffect(() => {
    if (text === value) return undefined;
    const timer = setTimeout(() => tell.current(text.trim()), REST_MS);
    return () => clearTimeout(timer);
  }, [text, value, tell]);
  return (
    <div
      className={cn(
        'relative [&_svg]:absolute [&_svg]:top-1/2 [&_svg]:left-2.5 [&_svg]:size-4 [&_svg]:-translate-y-1/2 [&_svg]:stroke-[1.5] [&_svg]:text-faint',
        className,
      )}
    >
      {icon}
      <input
        ref={field}
        type="search"
        aria-label={label}
        placeholder={placeholder}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          // The browser would empty the field; Escape only leaves it.
          event.preventDefault();
          event.currentTarget.blur();
        }}
        className={cn(
          inputLook,
          'peer h-8 pr-8 pl-8 pointer-coarse:h-11 [&::-webkit-search-cancel-button]:hidden',
        )}
      />
      <span className="pointer-events-none absolute top-1/2 right-1.5 -translate-y-1/2 peer-focus:hidden pointer-coarse:hidden">
        <Key>/</Key>
      </span>
    </div>
  );
}
