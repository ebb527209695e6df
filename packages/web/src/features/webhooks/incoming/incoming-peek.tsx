import type { IncomingHook } from '@tutti/contract';
import { useNavigate } from '@tanstack/react-router';
import { Inbox, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Peek } from '../../../ui/peek.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import { useMay } from '../../access/use-may.ts';
import { DeleteIncoming, IncomingDialog } from './incoming-dialogs.tsx';
import { IncomingDefinition } from './incoming-definition.tsx';

/** One incoming hook: where to send, how, and what it sets off. */
export function IncomingPeek({ hook, onClose }: { hook: IncomingHook; onClose: () => void }) {
  const [open, setOpen] = useState<'edit' | 'delete'>();
  const navigate = useNavigate();
  const refused = useMay('webhooks:write').reason;
  return (
    <>
      <Peek
        title={hook.name}
        note={
          hook.enabled ? (
            <StatusBadge kind="completed" word="Listens" plain />
          ) : (
            <StatusBadge kind="paused" word="Off: its address answers 404" plain />
          )
        }
        actions={
          <>
            <Button
              icon={<Inbox />}
              onClick={() => void navigate({ to: '/webhooks/incoming/$id', params: { id: String(hook.id) } })}
            >
              Messages
            </Button>
            <Button icon={<Pencil />} refused={refused} onClick={() => setOpen('edit')}>
              Edit
            </Button>
            <Button look="danger" icon={<Trash2 />} refused={refused} onClick={() => setOpen('delete')}>
              Delete …
            </Button>
          </>
        }
        onClose={onClose}
        className="xl:w-144"
      >
        <IncomingDefinition hook={hook} />
      </Peek>
      {open === 'edit' ? <IncomingDialog hook={hook} onClose={() => setOpen(undefined)} /> : null}
      {open === 'delete' ? <DeleteIncoming hook={hook} onClose={() => setOpen(undefined)} /> : null}
    </>
  );
}
