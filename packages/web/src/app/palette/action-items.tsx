import { Zap } from 'lucide-react';
import { SHORTCUTS, type Shortcut } from '../../ui/shortcut-list.ts';
import type { ActiveShortcut } from '../../ui/shortcuts.ts';
import type { Then } from './command-palette.tsx';
import { PaletteGroup, PaletteItem } from './palette-item.tsx';

/** What moves within a list needs the list in sight. */
const LEFT_OUT: readonly Shortcut['group'][] = ['Everywhere', 'Lists'];

/** The acts of the page below: whatever has a shortcut there, or the reason for which it may not be done. */
export function ActionItems({ actions, then }: { actions: readonly ActiveShortcut[]; then: Then }) {
  const shown = actions.filter(({ id }) => !LEFT_OUT.includes(SHORTCUTS[id].group));
  if (shown.length === 0) return null;
  return (
    <PaletteGroup heading="On this page">
      {shown.map(({ id, refused, run }) => (
        <PaletteItem
          key={id}
          value={`this page ${SHORTCUTS[id].words}`}
          icon={<Zap />}
          aside={refused ?? SHORTCUTS[id].keys.join(' ')}
          disabled={refused !== undefined}
          onSelect={then(run)}
        >
          {SHORTCUTS[id].words}
        </PaletteItem>
      ))}
    </PaletteGroup>
  );
}
