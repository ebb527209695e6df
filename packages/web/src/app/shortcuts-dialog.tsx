import { Key } from '../ui/chip.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { isMac } from '../ui/platform.ts';
import { SHORTCUTS, type Shortcut } from '../ui/shortcut-list.ts';
import { useLetterKeys } from '../ui/shortcuts.ts';
import { Switch } from '../ui/switch.tsx';

const GROUPS = [
  'Everywhere',
  'Lists',
  'A schedule',
  'An execution',
  'An error or dead letter',
  'A breaker',
] as const;
const all: readonly Shortcut[] = Object.values(SHORTCUTS);

const written = (key: string): string =>
  key.replace('Mod+k', isMac() ? '⌘ K' : 'Ctrl K').replace('Escape', 'Esc');

export default function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const [letters, setLetters] = useLetterKeys();
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Keyboard shortcuts"
      className="w-[min(640px,calc(100vw-24px))]"
    >
      <div className="columns-1 gap-8 sm:columns-2">
        {GROUPS.map((group) => (
          <section key={group} className="mb-4 break-inside-avoid">
            <h3 className="mb-1 text-label font-medium text-faint">{group}</h3>
            <dl>
              {all
                .filter((shortcut) => shortcut.group === group)
                .map((shortcut) => (
                  <div key={shortcut.words} className="flex min-h-7 items-center gap-3">
                    <dt className="min-w-0 flex-1">{shortcut.words}</dt>
                    <dd className="flex gap-1">
                      {shortcut.keys.map((key) => (
                        <Key key={key}>{written(key)}</Key>
                      ))}
                    </dd>
                  </div>
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
