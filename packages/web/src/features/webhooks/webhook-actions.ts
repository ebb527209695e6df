import type { Webhook } from '@tutti/contract';
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useAct } from '../../app/changes/use-act.ts';

/** Changes a webhook wherever it is shown. */
function patchWebhook(queries: QueryClient, id: number, change: Partial<Webhook>): void {
  const patched = (webhook: Webhook): Webhook => (webhook.id === id ? { ...webhook, ...change } : webhook);
  queries.setQueryData<Webhook>(['webhooks', 'one', String(id)], (webhook) => webhook && patched(webhook));
  queries.setQueryData<{ items: Webhook[] }>(
    ['webhooks', 'list'],
    (page) => page && { ...page, items: page.items.map(patched) },
  );
}

/** Switches at once, and back when it was refused. */
export function useToggleWebhook() {
  const queries = useQueryClient();
  return useAct({
    operation: 'updateWebhook',
    input: ({ webhook, enabled }: { webhook: Webhook; enabled: boolean }) => ({
      params: { id: String(webhook.id) },
      body: { enabled },
    }),
    says: ({ webhook, enabled }) => `Switch ${webhook.name} ${enabled ? 'on' : 'off'}`,
    failed: ({ webhook, enabled }) => `${webhook.name} was not switched ${enabled ? 'on' : 'off'}`,
    refresh: ['webhooks'],
    ahead: ({ webhook, enabled }) => {
      const { enabled: before, disabledReason, consecutiveFailures } = webhook;
      const fresh = enabled ? { disabledReason: null, consecutiveFailures: 0 } : {};
      patchWebhook(queries, webhook.id, { enabled, ...fresh });
      return () =>
        patchWebhook(queries, webhook.id, { enabled: before, disabledReason, consecutiveFailures });
    },
  });
}
