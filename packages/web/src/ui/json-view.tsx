import { CopyButton } from './copy-button.tsx';

/** A value as indented JSON, or a text as it is. Always text, never markup. */
export function JsonView({ value, label }: { value: unknown; label: string }) {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return (
    <div className="relative min-w-0">
      <pre
        tabIndex={0}
        aria-label={label}
        className="max-h-80 overflow-auto rounded-md bg-bg p-3 pr-10 font-mono text-log break-words whitespace-pre-wrap text-text"
      >
        {text}
      </pre>
      <span className="absolute top-1 right-1">
        <CopyButton text={text} label={`Copy: ${label}`} />
      </span>
    </div>
  );
}
