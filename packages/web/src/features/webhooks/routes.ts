import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.ts';
import { parseDeliveryFilters, parseMessageFilters, parseWebhookFilters } from './webhook-filters.ts';

const webhooks = createRoute({
  getParentRoute: () => rootRoute,
  path: '/webhooks',
  validateSearch: parseWebhookFilters,
  component: lazyRouteComponent(() => import('./webhooks-page.tsx'), 'WebhooksPage'),
});

const webhook = createRoute({
  getParentRoute: () => rootRoute,
  path: '/webhooks/$id',
  validateSearch: parseDeliveryFilters,
  component: lazyRouteComponent(() => import('./detail/webhook-detail-page.tsx'), 'WebhookDetailPage'),
});

const incomingHook = createRoute({
  getParentRoute: () => rootRoute,
  path: '/webhooks/incoming/$id',
  validateSearch: parseMessageFilters,
  component: lazyRouteComponent(() => import('./incoming/incoming-detail-page.tsx'), 'IncomingDetailPage'),
});

export const webhookRoutes = [webhooks, webhook, incomingHook] as const;
