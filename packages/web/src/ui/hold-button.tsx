import { CirclePause, CirclePlay } from 'lucide-react';
import { useState } from 'react';
import { Button } from './button.tsx';
import { Hint } from './hint.tsx';
import { NotePopover } from './note-popover.tsx';
import type { ShortcutId } from './shortcut-list.ts';
import { useShortcut } from './shortcuts.ts';

interface HoldButtonProps {
  /** Of what is held. */
  name: string;
  held: boolean;
  /** `Pause` */
  word: string;
  /** What holding it does. */
  effect: string;
  /** What letting it go does. */
  release: string;
  onHold: (reason: string | undefined) => void;
  onRelease: () => void;
  refused: string | undefined;
  /** On its page; in a row the list has the key, and presses the button. */
  shortcut: ShortcutId;
  /** In a row there is room for the icon alone. */
  narrow?: boolean;
}

/** Holds something that works by itself, with a reason for the others, or lets it go on. */
export function HoldButton({ name, held, word, narrow = false, refused, ...props }: HoldButtonProps) {
  const [open, setOpen] = useState(false);
  const look = narrow ? ({ look: 'ghost', size: 'iconSm', 'data-key': props.shortcut } as const) : {};
  useShortcut(props.shortcut, () => (held ? props.onRelease() : setOpen(true)), !narrow, refused);
  if (held)
    return (
      <Hint content={`${props.release} (p)`}>
        <Button
          {...look}
          aria-label={`Resume ${name}`}
          icon={<CirclePlay />}
          refused={refused}
          onClick={props.onRelease}
        >
          {narrow ? null : 'Resume'}
        </Button>
      </Hint>
    );
  return (
    <NotePopover
      open={open}
      onOpenChange={setOpen}
      title={`${word} ${name}?`}
      effect={props.effect}
      field="Why, for the others"
      action={word}
      onConfirm={props.onHold}
      trigger={
        <Button {...look} aria-label={`${word} ${name}`} icon={<CirclePause />} refused={refused}>
          {narrow ? null : word}
        </Button>
      }
    />
  );
}
