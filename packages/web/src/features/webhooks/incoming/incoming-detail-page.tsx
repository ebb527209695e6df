import type { IncomingHook } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useClient } from '../../../app/api.ts';
import { ReadPage } from '../../../app/read-page.tsx';
import { StaleMark } from '../../../app/stale.tsx';
import { Button } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { formatCount } from '../../../ui/format-number.ts';
import { Page } from '../../../ui/page.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { SiblingButtons } from '../../../ui/sibling-buttons.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import { useMay } from '../../access/use-may.ts';
import { incomingHookQuery } from '../webhook-queries.ts';
import { IncomingDefinition } from './incoming-definition.tsx';
import { DeleteIncoming, IncomingDialog } from './incoming-dialogs.tsx';
import { Messages } from './messages.tsx';

const CRUMB = { to: '/webhooks', label: 'Webhooks' } as const;

/** One incoming hook: what came to it, and how to send. */
export function IncomingDetailPage() {
  const { id } = useParams({ from: '/webhooks/incoming/$id' });
  const query = useQuery(incomingHookQuery(useClient(), id));
  return (
    <ReadPage
      query={query}
      title="Incoming hook"
      crumb={CRUMB}
      what="The incoming hook could not be read"
      missing={<EmptyState title="There is no such incoming hook">It was deleted, or never made.</EmptyState>}
    >
      {(hook) => <Detail hook={hook} updatedAt={query.dataUpdatedAt} />}
    </ReadPage>
  );
}

function Siblings({ hook }: { hook: IncomingHook }) {
  const navigate = useNavigate();
  return (
    <SiblingButtons
      list="Incoming hooks"
      of={String(hook.id)}
      onOpen={(id) => void navigate({ to: '/webhooks/incoming/$id', params: { id } })}
    />
  );
}

const Detail = ({ hook, updatedAt }: { hook: IncomingHook; updatedAt: number }) => (
  <Page
    title={hook.name}
    crumb={CRUMB}
    siblings={<Siblings hook={hook} />}
    verdict={
      <span className="flex min-h-6 min-w-0 flex-wrap items-center gap-2">
        {hook.enabled ? (
          <StatusBadge kind="completed" word="Listens" />
        ) : (
          <StatusBadge kind="paused" word="Off: its address answers 404" />
        )}
        <span>
          {formatCount(hook.received)} received, {formatCount(hook.refused)} refused
        </span>
        <StaleMark at={updatedAt} />
      </span>
    }
    actions={<Actions hook={hook} />}
    scrolls
  >
    <div className="grid items-start gap-4 p-4 pt-2 lg:grid-cols-[minmax(0,1fr)_360px] lg:px-6 lg:pb-6">
      <div className="flex min-w-0 flex-col gap-4">
        <Messages hook={hook} />
      </div>
      <Panel title="Definition">
        <div className="flex flex-col gap-4">
          <IncomingDefinition hook={hook} />
        </div>
      </Panel>
    </div>
  </Page>
);

function Actions({ hook }: { hook: IncomingHook }) {
  const navigate = useNavigate();
  const [open, setOpen] = useState<'edit' | 'delete'>();
  const refused = useMay('webhooks:write').reason;
  const close = (): void => setOpen(undefined);
  return (
    <>
      <Button icon={<Pencil />} refused={refused} onClick={() => setOpen('edit')}>
        Edit
      </Button>
      <Button look="danger" icon={<Trash2 />} refused={refused} onClick={() => setOpen('delete')}>
        Delete …
      </Button>
      {open === 'edit' ? <IncomingDialog hook={hook} onClose={close} /> : null}
      {open === 'delete' ? (
        <DeleteIncoming
          hook={hook}
          onClose={close}
          onDeleted={() => void navigate({ to: '/webhooks', search: { tab: 'in' } })}
        />
      ) : null}
    </>
  );
}
