import { ChevronDown, CircleAlert } from 'lucide-react';
import { useId, type ComponentProps, type ReactNode } from 'react';
import { cn } from './cn.ts';

export const inputLook =
  'w-full min-w-0 rounded-md border border-control bg-surface px-2.5 text-body text-text transition-colors duration-120 hover:border-text disabled:opacity-50 aria-invalid:border-failed';

export const Input = ({ className, ...rest }: ComponentProps<'input'>) => (
  <input
    autoComplete="off"
    spellCheck={false}
    className={cn(inputLook, 'h-8 pointer-coarse:h-11', className)}
    {...rest}
  />
);

export const TextArea = ({ className, ...rest }: ComponentProps<'textarea'>) => (
  <textarea spellCheck={false} className={cn(inputLook, 'min-h-16 resize-y py-1.5', className)} {...rest} />
);

/** The native list: familiar everywhere, and best on phones. */
export const Select = ({ className, ...rest }: ComponentProps<'select'>) => (
  <span className={cn('relative block w-full min-w-0', className)}>
    <select className={cn(inputLook, 'h-8 appearance-none truncate pr-8 pointer-coarse:h-11')} {...rest} />
    <ChevronDown
      aria-hidden="true"
      className="pointer-events-none absolute top-1/2 right-2.5 size-3.5 -translate-y-1/2 stroke-[1.5] text-muted"
    />
  </span>
);

export interface Wiring {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

interface FieldProps {
  label: string;
  hint?: ReactNode;
  /** Why the value was refused, and what to write instead. */
  error?: string | undefined;
  className?: string;
  optional?: boolean;
  children: (wiring: Wiring) => ReactNode;
}

/** A label, its control, a hint, and the reason for which the server refused the value. */
export function Field({ label, hint, error, className, optional = false, children }: FieldProps) {
  const id = useId();
  const note = error || hint ? `${id}-note` : undefined;
  return (
    <div className={cn('flex min-w-0 flex-col gap-1', className)}>
      <label htmlFor={id} className="text-label font-medium text-muted">
        {label}
        {optional ? <span className="font-normal text-faint"> · optional</span> : null}
      </label>
      {children({ id, 'aria-describedby': note, 'aria-invalid': error ? true : undefined })}
      {error ? (
        <FieldError id={note}>{error}</FieldError>
      ) : hint ? (
        <p id={note} className="text-label text-faint">
          {hint}
        </p>
      ) : null}
    </div>
  );
}

export const FieldError = ({ id, children }: { id?: string | undefined; children: ReactNode }) => (
  <p id={id} role="alert" className="flex items-start gap-1.5 text-label text-failed">
    <CircleAlert className="mt-px size-3.5 shrink-0 stroke-[1.5]" aria-hidden="true" />
    <span className="min-w-0 break-words">{children}</span>
  </p>
);
