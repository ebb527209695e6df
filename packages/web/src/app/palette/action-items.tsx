import { Zap } from 'lucide-react';
import { SHORTCUTS, type Shortcut, type ShortcutId } from '../../ui/shortcut-list.ts';
import { useShortcuts } from '../../ui/shortcuts.ts';
import type { Then } from './command-palette.tsx';
import { PaletteGroup, PaletteItem } from './palette-item.tsx';

/** What moves within a list needs the list in sight. */
const LEFT_OUT: readonly Shortcut['group'][] = ['Everywhere', 'Lists'];

/** The acts of the page below: whatever has a shortcut there. */
export function ActionItems({ actions, then }: { actions: readonly ShortcutId[]; then: Then }) {
  const { run } = useShortcuts();
  const shown = actions.filter((id) => !LEFT_OUT.includes(SHORTCUTS[id].group));
  if (shown.length === 0) return null;
  return (
    <PaletteGroup heading="On this page">
      {shown.map((id) => (
        <PaletteItem
          key={id}
          value={`this page ${SHORTCUTS[id].words}`}
          icon={<Zap />}
          aside={SHORTCUTS[id].keys.join(' ')}
          onSelect={then(() => run(id))}
        >
          {SHORTCUTS[id].words}
        </PaletteItem>
      ))}
    </PaletteGroup>
  );
}
