import { Check, Minus } from 'lucide-react';
import { useEffect, useRef, type ComponentProps } from 'react';
import { cn } from './cn.ts';

interface CheckboxProps extends Omit<ComponentProps<'input'>, 'type' | 'checked'> {
  checked: boolean;
  /** Some of what it stands for, not all. */
  mixed?: boolean;
}

/** A native box, drawn in the colours of the theme; its target is 24 px. */
export function Checkbox({ checked, mixed = false, className, ...rest }: CheckboxProps) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = mixed;
  }, [mixed]);
  return (
    <span className={cn('relative inline-grid size-6 shrink-0 place-items-center', className)}>
      <input
        ref={box}
        type="checkbox"
        checked={checked}
        className="peer absolute inset-0 cursor-pointer appearance-none rounded-sm -outline-offset-2"
        {...rest}
      />
      <span
        aria-hidden="true"
        className={cn(
          'pointer-events-none grid size-4 place-items-center rounded-sm border transition-colors duration-120',
          checked || mixed
            ? 'border-button bg-button text-white'
            : 'border-control bg-surface peer-hover:border-text',
        )}
      >
        {mixed ? (
          <Minus className="size-3 stroke-[2.5]" />
        ) : checked ? (
          <Check className="size-3 stroke-[2.5]" />
        ) : null}
      </span>
    </span>
  );
}
