import type { Breaker, BreakerPin } from '@tutti/contract';
import { Lock, LockOpen, RotateCcw, Unplug } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { Button } from '../../ui/button.tsx';
import { useShortcut } from '../../ui/shortcuts.ts';
import type { ShortcutId } from '../../ui/shortcut-list.ts';
import { useMay } from '../access/use-may.ts';
import { NotePopover } from '../../ui/note-popover.tsx';
import { usePin, useReset, useTrip } from './breaker-actions.ts';

/** What an operator can do with a breaker now, each with a reason for the record. */
export function BreakerButtons({ breaker }: { breaker: Breaker }) {
  const { key, state, pin, tripped } = breaker;
  const [trip, reset] = [useTrip(), useReset()];
  const held = pin !== 'auto' || tripped;
  return (
    <>
      {pin === 'auto' ? (
        <>
          <PinButton breaker={breaker} pin="open" icon={<Lock />} label="Pin open" shortcut="breaker.pin" />
          <PinButton
            breaker={breaker}
            pin="closed"
            icon={<Lock />}
            label="Pin closed"
            shortcut="breaker.pin-closed"
          />
        </>
      ) : (
        <PinButton breaker={breaker} pin="auto" icon={<LockOpen />} label="Unpin" shortcut="breaker.pin" />
      )}
      {held ? null : (
        <ReasonButton
          label="Trip"
          icon={<Unplug />}
          shortcut="breaker.trip"
          title={`Trip ${key}?`}
          effect="It opens and stays open until it is reset. What would call the service waits and spends no attempt."
          busy={trip.isPending}
          onConfirm={(reason) => trip.mutate({ key, reason })}
        />
      )}
      {held || state !== 'closed' || breaker.failuresInARow > 0 ? (
        <ReasonButton
          label="Reset"
          icon={<RotateCcw />}
          shortcut="breaker.reset"
          primary
          title={`Reset ${key}?`}
          effect="It closes, forgets what it counted, and works by itself again. What waits for it goes on."
          busy={reset.isPending}
          onConfirm={(reason) => reset.mutate({ key, reason })}
        />
      ) : null}
    </>
  );
}

const PIN_EFFECTS: Record<BreakerPin, string> = {
  open: 'It stays open whatever happens: nothing calls the service until it is unpinned.',
  closed: 'Every call goes through whatever happens; its failures still count.',
  auto: 'It works by itself again. One that was held open lets a few trials through first.',
};

interface PinButtonProps {
  breaker: Breaker;
  pin: BreakerPin;
  icon: ReactElement;
  label: string;
  shortcut: ShortcutId;
}

function PinButton({ breaker: { key }, pin, icon, label, shortcut }: PinButtonProps) {
  const act = usePin();
  return (
    <ReasonButton
      label={label}
      icon={icon}
      shortcut={shortcut}
      title={`${label === 'Unpin' ? 'Unpin' : `Pin ${pin}:`} ${key}?`}
      effect={PIN_EFFECTS[pin]}
      busy={act.isPending}
      onConfirm={(reason) => act.mutate({ key, pin, reason })}
    />
  );
}

interface ReasonButtonProps {
  label: string;
  icon: ReactElement;
  title: string;
  effect: string;
  busy: boolean;
  primary?: boolean;
  shortcut: ShortcutId;
  onConfirm: (reason: string | undefined) => void;
}

function ReasonButton({ label, icon, title, effect, busy, primary = false, ...props }: ReasonButtonProps) {
  const [open, setOpen] = useState(false);
  const { reason } = useMay('breakers:write');
  useShortcut(props.shortcut, () => setOpen(true), true, reason);
  return (
    <NotePopover
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button look={primary ? 'primary' : 'secondary'} icon={icon} busy={busy} refused={reason}>
          {label}
        </Button>
      }
      title={title}
      effect={effect}
      field="Reason"
      action={label}
      onConfirm={props.onConfirm}
    />
  );
}
