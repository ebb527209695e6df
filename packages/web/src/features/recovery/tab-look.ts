import { cn } from '../../ui/cn.ts';

/** Tabs are links, so that each opens in a window of its own and the address holds the choice. */
export const tabsLook =
  'flex shrink-0 gap-1 overflow-x-auto border-b border-line px-2 [scrollbar-width:none] lg:px-4';

export const tabLook = (current: boolean): string =>
  cn(
    'relative flex h-9 shrink-0 items-center gap-1.5 rounded-sm px-2 whitespace-nowrap text-muted transition-colors duration-120 -outline-offset-2 hover:text-text pointer-coarse:h-11',
    current &&
      'font-medium text-text after:absolute after:inset-x-2 after:bottom-0 after:h-0.5 after:rounded-full after:bg-link',
  );

/** A link that stands alone. */
export const linkLook = 'rounded-sm text-link hover:underline';
/** One among words, told from them without colour too. */
export const inlineLinkLook = 'rounded-sm text-link underline underline-offset-2';
