import type { Webhook } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { Ellipsis, KeyRound, Pencil, Send, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useClient } from '../../../app/api.ts';
import { useAsk } from '../../../app/changes/use-ask.ts';
import { ReadPage } from '../../../app/read-page.tsx';
import { StaleMark } from '../../../app/stale.tsx';
import { Button } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { causeOf } from '../../../ui/error-panel.tsx';
import { FieldError } from '../../../ui/field.tsx';
import { Menu, MenuItem, MenuLine } from '../../../ui/menu.tsx';
import { Page } from '../../../ui/page.tsx';
import { SiblingButtons } from '../../../ui/sibling-buttons.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import { useMay } from '../../access/use-may.ts';
import { WebhookToggle } from '../webhook-columns.tsx';
import { DeleteWebhook, RotateSecretDialog, WebhookDialog } from '../webhook-dialogs.tsx';
import { webhookQuery } from '../webhook-queries.ts';
import { webhookState } from '../webhook-words.ts';
import { Deliveries } from './deliveries.tsx';
import { WebhookDefinition } from './webhook-definition.tsx';

const CRUMB = { to: '/webhooks', label: 'Webhooks' } as const;

export function WebhookDetailPage() {
  const { id } = useParams({ from: '/webhooks/$id' });
  const query = useQuery(webhookQuery(useClient(), id));
  return (
    <ReadPage
      query={query}
      title="Webhook"
      crumb={CRUMB}
      what="The webhook could not be read"
      missing={<EmptyState title="There is no such webhook">It was deleted, or never made.</EmptyState>}
    >
      {(webhook) => <Detail webhook={webhook} updatedAt={query.dataUpdatedAt} />}
    </ReadPage>
  );
}

function Detail({ webhook, updatedAt }: { webhook: Webhook; updatedAt: number }) {
  const client = useClient();
  const navigate = useNavigate({ from: '/webhooks/$id' });
  const test = useAsk({
    ask: () => client.testWebhook({ params: { id: String(webhook.id) } }),
    refresh: ['webhooks'],
    done: (delivery) => void navigate({ search: { delivery: delivery.id }, replace: true }),
  });
  const { kind, word, why } = webhookState(webhook);
  return (
    <Page
      title={webhook.name}
      crumb={CRUMB}
      siblings={
        <SiblingButtons
          list="Webhooks"
          of={String(webhook.id)}
          onOpen={(id) => void navigate({ to: '/webhooks/$id', params: { id } })}
        />
      }
      verdict={
        <span className="flex min-h-6 min-w-0 flex-wrap items-center gap-2">
          <StatusBadge kind={kind} word={word} />
          {why ? <span>{why}</span> : null}
          <span className="min-w-0 break-all">{webhook.url}</span>
          <StaleMark at={updatedAt} />
        </span>
      }
      actions={<Actions webhook={webhook} onTest={() => test.mutate()} testing={test.isPending} />}
      scrolls
    >
      <div className="grid items-start gap-4 p-4 pt-2 lg:grid-cols-[minmax(0,1fr)_320px] lg:px-6 lg:pb-6">
        <div className="flex min-w-0 flex-col gap-4">
          {test.error ? <FieldError>{causeOf(test.error)}</FieldError> : null}
          <Deliveries webhook={webhook} />
        </div>
        <WebhookDefinition webhook={webhook} />
      </div>
    </Page>
  );
}

interface ActionsProps {
  webhook: Webhook;
  onTest: () => void;
  testing: boolean;
}

function Actions({ webhook, onTest, testing }: ActionsProps) {
  const navigate = useNavigate();
  const [open, setOpen] = useState<'edit' | 'rotate' | 'delete'>();
  const refused = useMay('webhooks:write').reason;
  const close = (): void => setOpen(undefined);
  return (
    <>
      <label className="mr-1 flex items-center gap-2 text-muted">
        {webhook.enabled ? 'On' : 'Off'}
        <WebhookToggle webhook={webhook} />
      </label>
      <Button icon={<Pencil />} refused={refused} onClick={() => setOpen('edit')}>
        Edit
      </Button>
      <Button look="primary" icon={<Send />} busy={testing} refused={refused} onClick={onTest}>
        Send a test
      </Button>
      <Menu
        trigger={
          <Button look="ghost" size="icon" aria-label={`More on ${webhook.name}`} icon={<Ellipsis />} />
        }
      >
        <MenuItem icon={<KeyRound />} refused={refused} onSelect={() => setOpen('rotate')}>
          New signing secret
        </MenuItem>
        <MenuLine />
        <MenuItem icon={<Trash2 />} danger refused={refused} onSelect={() => setOpen('delete')}>
          Delete …
        </MenuItem>
      </Menu>
      {open === 'edit' ? <WebhookDialog webhook={webhook} onClose={close} /> : null}
      {open === 'rotate' ? <RotateSecretDialog webhook={webhook} onClose={close} /> : null}
      {open === 'delete' ? (
        <DeleteWebhook
          webhook={webhook}
          onClose={close}
          onDeleted={() => void navigate({ to: '/webhooks' })}
        />
      ) : null}
    </>
  );
}
