import { lazy, Suspense, useState, type ComponentProps } from 'react';
import { PaletteWaiting } from './palette-waiting.tsx';

const CommandPalette = lazy(() => import('./command-palette.tsx'));

/** The palette is fetched when it is first opened; what is typed meanwhile is handed on. */
export function Palette(props: Omit<ComponentProps<typeof CommandPalette>, 'text' | 'onText'>) {
  const [text, setText] = useState('');
  return (
    <Suspense fallback={<PaletteWaiting text={text} onText={setText} />}>
      <CommandPalette {...props} text={text} onText={setText} />
    </Suspense>
  );
}
