import { cva, type VariantProps } from 'class-variance-authority';
import { LoaderCircle } from 'lucide-react';
import type { ComponentProps, MouseEvent, ReactNode } from 'react';
import { cn } from './cn.ts';
import { Hint } from './hint.tsx';

/** Shared by buttons and by links that look like one. */
export const buttonLook = cva(
  'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md font-medium whitespace-nowrap transition-colors duration-120 select-none disabled:opacity-50 aria-disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:stroke-[1.5]',
  {
    variants: {
      look: {
        primary: 'bg-button text-white hover:bg-[color-mix(in_oklab,var(--button)_88%,black)]',
        secondary: 'border border-control bg-surface text-text hover:bg-hover',
        ghost: 'text-muted hover:bg-hover hover:text-text',
        danger:
          'border border-failed text-failed hover:bg-[color-mix(in_oklab,var(--failed)_12%,transparent)]',
      },
      size: {
        md: 'h-8 px-3 text-body',
        sm: 'h-6 px-2 text-label',
        icon: 'size-8',
        iconSm: 'size-6 rounded-sm',
      },
    },
    defaultVariants: { look: 'secondary', size: 'md' },
  },
);

interface ButtonProps extends ComponentProps<'button'>, VariantProps<typeof buttonLook> {
  busy?: boolean;
  icon?: ReactNode;
  /** Why who looks may not do this: it stays in reach of the keyboard, tells the reason and does nothing. */
  refused?: string | undefined;
}

export function Button({ look, size, busy = false, icon, className, children, ...props }: ButtonProps) {
  const { disabled, refused, ...rest } = props;
  const button = (
    <button
      type="button"
      className={cn(buttonLook({ look, size }), 'tap', className)}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      {...(refused ? refusing(rest) : rest)}
    >
      {busy ? <LoaderCircle className="animate-spin" aria-hidden="true" /> : icon}
      {children}
    </button>
  );
  return refused ? (
    <Hint content={refused} openOnTap>
      {button}
    </Hint>
  ) : (
    button
  );
}

/** Nothing it was to do is left, neither a form to submit nor a menu to open. */
export const refusing = <P extends object>(props: P) => ({
  ...(Object.fromEntries(Object.entries(props).filter(([name]) => !/^on[A-Z]/.test(name))) as P),
  'aria-disabled': true,
  onClick: (event: MouseEvent) => event.preventDefault(),
});
