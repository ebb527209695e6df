import { Command } from 'cmdk';
import { Dialog as Radix } from 'radix-ui';
import type { ActiveShortcut } from '../../ui/shortcuts.ts';
import { ActionItems } from './action-items.tsx';
import { FoundItems } from './found-items.tsx';
import { PageItems } from './page-items.tsx';
import { SettingItems } from './setting-items.tsx';

interface CommandPaletteProps {
  onClose: () => void;
  onShortcuts: () => void;
  text: string;
  onText: (text: string) => void;
  /** What the page could do when the palette was opened. */
  actions: readonly ActiveShortcut[];
  /** The way to install the dashboard as an app, where there is one. */
  install: (() => void) | undefined;
}

/** Everything by typing: what this page can do, pages, what the server finds, and settings. */
export default function CommandPalette({ text, onText, ...props }: CommandPaletteProps) {
  const { onClose, onShortcuts, actions, install } = props;
  /** Closes before it acts, so that the focus is back where the act may move it from. */
  const then = (act: () => void) => (): void => {
    onClose();
    setTimeout(act);
  };
  return (
    <Radix.Root open onOpenChange={onClose}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-[oklch(0.1_0.01_265/0.55)]" />
        <Radix.Content
          aria-describedby={undefined}
          className="panel-motion fixed top-[12dvh] left-1/2 z-50 flex max-h-[70dvh] w-[min(560px,calc(100vw-24px))] -translate-x-1/2 flex-col overflow-hidden rounded-lg border border-line bg-raised shadow-raised"
        >
          <Radix.Title className="sr-only">Search and commands</Radix.Title>
          <Command label="Search and commands" loop className="flex min-h-0 flex-col">
            <Command.Input
              autoFocus
              value={text}
              onValueChange={onText}
              placeholder="Where to, or what to do? A name, a page, #4812"
              className="h-12 shrink-0 border-b border-line bg-transparent px-4 text-emphasis outline-none"
            />
            <Command.List className="min-h-0 overflow-y-auto p-1.5">
              <Command.Empty className="px-3 py-6 text-center text-muted">
                Nothing goes by that name
              </Command.Empty>
              <ActionItems actions={actions} then={then} />
              <PageItems then={then} />
              <FoundItems text={text} then={then} />
              <SettingItems then={then} onShortcuts={onShortcuts} install={install} />
            </Command.List>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Wraps an act so that the palette is gone before. */
export type Then = (act: () => void) => () => void;
