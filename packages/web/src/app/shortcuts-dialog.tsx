import { useState } from 'react';
import { Key } from '../ui/chip.tsx';
import { cn } from '../ui/cn.ts';
import { Dialog } from '../ui/dialog.tsx';
import { isMac } from '../ui/platform.ts';
import { SHORTCUT_GROUPS, SHORTCUTS, type Shortcut, type ShortcutId } from '../ui/shortcut-list.ts';
import { useLetterKeys, useShortcuts } from '../ui/shortcuts.ts';
import { Switch } from '../ui/switch.tsx';

const all = Object.entries(SHORTCUTS) as [ShortcutId, Shortcut][];

const written = (key: string): string =>
  key.replace('Mod+k', isMac() ? '⌘ K' : 'Ctrl K').replace('Escape', 'Esc');

export default function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const [letters, setLetters] = useLetterKeys();
  const { active } = useShortcuts();
  // Asked before the dialog takes the focus, which tells which row is meant.
  const [refusals] = useState(() => new Map(active().map(({ id, refused }) => [id, refused])));
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Keyboard shortcuts"
      className="w-[min(640px,calc(100vw-24px))]"
    >
      <div className="columns-1 gap-8 sm:columns-2">
        {SHORTCUT_GROUPS.map((group) => (
          <section key={group} className="mb-4 break-inside-avoid">
            <h3 className="mb-1 text-label font-medium text-faint">{group}</h3>
            <dl>
              {all
                .filter(([, shortcut]) => shortcut.group === group)
                .map(([id, shortcut]) => (
                  <ShortcutLine key={id} shortcut={shortcut} refused={refusals.get(id)} />
                ))}
            </dl>
          </section>
        ))}
      </div>
      <label className="mt-2 flex items-center gap-3 border-t border-line pt-3">
        <Switch checked={letters} onCheckedChange={setLetters} aria-label="Single letters act as shortcuts" />
        <span>
          Single letters act as shortcuts
          <span className="block text-label text-faint">
            Switch off where speech input or another tool types them.
          </span>
        </span>
      </label>
    </Dialog>
  );
}

/** A key that who looks may not use on this page stays in the list, with the reason. */
const ShortcutLine = ({ shortcut, refused }: { shortcut: Shortcut; refused: string | undefined }) => (
  <div className="flex min-h-7 items-center gap-3">
    <dt className={cn('min-w-0 flex-1', refused && 'text-faint')}>
      {shortcut.words}
      {refused ? <span className="block text-label">{refused}</span> : null}
    </dt>
    <dd className="flex gap-1">
      {shortcut.keys.map((key) => (
        <Key key={key}>{written(key)}</Key>
      ))}
    </dd>
  </div>
);
