import { useId, useState, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Field, Input } from './field.tsx';
import { Fact, Facts } from './panel.tsx';

interface BulkDialogProps {
  /** `Cancel 12 executions?` */
  title: string;
  /** How many, in words. */
  count: ReactNode;
  /** The filters in words, or that they were chosen by hand. */
  chosenBy: ReactNode;
  effect: ReactNode;
  reason?: 'optional' | 'required' | 'none';
  action: string;
  danger?: boolean;
  busy?: boolean;
  /** Further fields of the act, and how far it is. */
  children?: ReactNode;
  onConfirm: (reason: string | undefined) => void;
  onClose: () => void;
}

/** Asks before an act on many: the count, what they have in common, and what will happen to them. */
export function BulkDialog(props: BulkDialogProps) {
  const { title, count, chosenBy, effect, reason = 'optional', danger = false, busy = false } = props;
  const [text, setText] = useState('');
  const form = useId();
  const given = text.trim();
  return (
    <Dialog open title={title} onOpenChange={(open) => (open ? undefined : props.onClose())}>
      <form
        id={form}
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          props.onConfirm(given || undefined);
        }}
      >
        <Facts>
          <Fact name="Count">{count}</Fact>
          <Fact name="Chosen by">{chosenBy}</Fact>
          <Fact name="Effect">{effect}</Fact>
        </Facts>
        {reason === 'none' ? null : (
          <Field label="Reason" optional={reason === 'optional'} hint="Stands in the history of each of them">
            {(wiring) => (
              <Input
                {...wiring}
                autoFocus
                value={text}
                maxLength={500}
                required={reason === 'required'}
                onChange={(event) => setText(event.target.value)}
              />
            )}
          </Field>
        )}
        {props.children}
        <div className="flex justify-end gap-2">
          <Button onClick={props.onClose}>{busy ? 'Close' : 'Leave them'}</Button>
          <Button
            type="submit"
            look={danger ? 'danger' : 'primary'}
            busy={busy}
            disabled={reason === 'required' && given === ''}
          >
            {props.action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
