import { RotateCw } from 'lucide-react';
import { useState } from 'react';
import { useClient } from '../../app/api.ts';
import { useAsk } from '../../app/changes/use-ask.ts';
import { Button } from '../../ui/button.tsx';
import { FieldError } from '../../ui/field.tsx';
import { causeOf } from '../../ui/error-panel.tsx';
import { plural } from '../../ui/format-number.ts';
import { Popover } from '../../ui/popover.tsx';
import { useMay } from '../access/use-may.ts';

/** Encrypts everything anew. Values stay; what comes of it is told where it was asked. */
export function RotateKey() {
  const client = useClient();
  const [open, setOpen] = useState(false);
  const rotate = useAsk({ ask: () => client.rotateSecrets(), refresh: ['secrets'] });
  const change = (next: boolean): void => {
    setOpen(next);
    if (next) rotate.reset();
  };
  return (
    <Popover
      label="Rotate the key"
      className="w-88"
      align="end"
      open={open}
      onOpenChange={change}
      trigger={
        <Button icon={<RotateCw />} refused={useMay('secrets:admin').reason}>
          Rotate key
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        <p className="font-semibold">Encrypt all secrets with a new key?</p>
        <p className="text-muted text-pretty">
          The values stay, and runs go on. Where Tutti keeps the key it makes the new one itself; copy it to
          your backups afterwards. Where you give the key, put the new one in front first:{' '}
          <code className="font-mono text-log">TUTTI_SECRET_KEY=NEW,OLD</code>.
        </p>
        {rotate.error ? <FieldError>{causeOf(rotate.error)}</FieldError> : null}
        {rotate.data ? (
          <p role="status" className="text-completed">
            {plural(rotate.data.rotated, 'secret')} encrypted with key{' '}
            <code className="font-mono text-log">{rotate.data.keyFingerprint}</code>
          </p>
        ) : null}
        <div className="flex justify-end gap-2">
          <Button onClick={() => setOpen(false)}>{rotate.data ? 'Close' : 'Cancel'}</Button>
          {rotate.data ? null : (
            <Button look="primary" busy={rotate.isPending} onClick={() => rotate.mutate()}>
              Rotate
            </Button>
          )}
        </div>
      </div>
    </Popover>
  );
}
