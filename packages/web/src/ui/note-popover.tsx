import { useState, type ReactElement } from 'react';
import { Button } from './button.tsx';
import { Field, TextArea } from './field.tsx';
import { Popover } from './popover.tsx';

interface NotePopoverProps {
  trigger: ReactElement;
  title: string;
  /** What will happen. */
  effect: string;
  /** "Notes" or "Reason". */
  field: string;
  action: string;
  onConfirm: (text: string | undefined) => void;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
}

/** Says what an act does and takes a few words for the record; Enter sends it. */
export function NotePopover({ trigger, title, ...props }: NotePopoverProps) {
  const controlled = { ...(props.open !== undefined && { open: props.open }) };
  return (
    <Popover
      trigger={trigger}
      label={title}
      align="end"
      {...controlled}
      {...(props.onOpenChange && { onOpenChange: props.onOpenChange })}
    >
      {(close) => <NoteForm title={title} close={close} {...props} />}
    </Popover>
  );
}

type NoteFormProps = Omit<NotePopoverProps, 'trigger' | 'open' | 'onOpenChange'> & { close: () => void };

function NoteForm({ title, effect, field, action, onConfirm, close }: NoteFormProps) {
  const [text, setText] = useState('');
  const send = (): void => {
    close();
    onConfirm(text.trim() || undefined);
  };
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div>
        <p className="font-semibold">{title}</p>
        <p className="mt-1 text-muted text-pretty">{effect}</p>
      </div>
      <Field label={field} optional>
        {(wiring) => (
          <TextArea
            {...wiring}
            autoFocus
            rows={2}
            maxLength={500}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.shiftKey) return;
              event.preventDefault();
              send();
            }}
          />
        )}
      </Field>
      <div className="flex justify-end gap-2">
        <Button onClick={close}>Leave it</Button>
        <Button type="submit" look="primary">
          {action}
        </Button>
      </div>
    </form>
  );
}
