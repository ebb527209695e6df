import { Switch as Radix } from 'radix-ui';
import type { ComponentProps } from 'react';
import { refusing } from './button.tsx';
import { cn } from './cn.ts';
import { Hint } from './hint.tsx';

interface SwitchProps extends ComponentProps<typeof Radix.Root> {
  /** Why who looks may not turn it. */
  refused?: string | undefined;
}

/** On or off. The knob's side tells it, not the colour alone. */
export function Switch({ className, refused, ...rest }: SwitchProps) {
  const control = (
    <Radix.Root
      className={cn(
        'group relative inline-flex h-6 w-8 shrink-0 items-center rounded-md aria-disabled:opacity-50 pointer-coarse:h-11 pointer-coarse:w-11 pointer-coarse:justify-center',
        className,
      )}
      {...(refused ? refusing(rest) : rest)}
    >
      <span className="relative h-4.5 w-8 rounded-full border border-control bg-surface transition-colors duration-120 group-data-[state=checked]:border-link group-data-[state=checked]:bg-selected">
        <Radix.Thumb className="absolute top-0.5 left-0.5 block size-3 rounded-full bg-control transition-transform duration-120 data-[state=checked]:translate-x-3.5 data-[state=checked]:bg-link" />
      </span>
    </Radix.Root>
  );
  return refused ? (
    <Hint content={refused} openOnTap>
      {control}
    </Hint>
  ) : (
    control
  );
}
