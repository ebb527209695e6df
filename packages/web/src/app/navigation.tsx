import {
  BellRing,
  Bug,
  Braces,
  CalendarClock,
  CalendarDays,
  ChartGantt,
  KeyRound,
  ListChecks,
  LockKeyhole,
  MailX,
  ScrollText,
  Unplug,
  Webhook,
  Gauge,
  Layers,
  Repeat,
  Server,
  Settings,
  type LucideIcon,
} from 'lucide-react';
import { SHORTCUTS, type ShortcutId } from '../ui/shortcut-list.ts';

/** The pages there are, in the order of the sidebar. */
export const PAGES = [
  {
    to: '/overview',
    label: 'Overview',
    icon: Gauge,
    go: 'go.overview',
    group: 'Now',
    phone: true,
  },
  {
    to: '/schedules',
    label: 'Schedules',
    icon: CalendarClock,
    go: 'go.schedules',
    group: 'Work',
    phone: true,
  },
  { to: '/calendar', label: 'Calendar', icon: CalendarDays, go: 'go.calendar', group: 'Work' },
  {
    to: '/executions',
    label: 'Executions',
    icon: ListChecks,
    go: 'go.executions',
    group: 'Work',
    phone: true,
  },
  { to: '/timeline', label: 'Timeline', icon: ChartGantt, go: 'go.timeline', group: 'Work' },
  { to: '/queues', label: 'Queues', icon: Layers, go: 'go.queues', group: 'Work' },
  { to: '/errors', label: 'Errors', icon: Bug, go: 'go.errors', group: 'Recovery', phone: true },
  {
    to: '/dead-letters',
    label: 'Dead letters',
    icon: MailX,
    go: 'go.dead-letters',
    group: 'Recovery',
  },
  { to: '/breakers', label: 'Breakers', icon: Unplug, go: 'go.breakers', group: 'Recovery' },
  {
    to: '/retry-analytics',
    label: 'Retry analytics',
    icon: Repeat,
    go: 'go.retries',
    group: 'Recovery',
  },
  { to: '/webhooks', label: 'Webhooks', icon: Webhook, go: 'go.webhooks', group: 'Connections' },
  {
    to: '/notifications',
    label: 'Notifications',
    icon: BellRing,
    go: 'go.notifications',
    group: 'Connections',
  },
  { to: '/tokens', label: 'Tokens', icon: KeyRound, go: 'go.tokens', group: 'Connections' },
  { to: '/secrets', label: 'Secrets', icon: LockKeyhole, go: 'go.secrets', group: 'Connections' },
  { to: '/nodes', label: 'Nodes', icon: Server, go: 'go.nodes', group: 'Installation' },
  { to: '/audit', label: 'Audit', icon: ScrollText, go: 'go.audit', group: 'Installation' },
  { to: '/settings', label: 'Settings', icon: Settings, go: 'go.settings', group: 'Installation' },
  { to: '/api-reference', label: 'API reference', icon: Braces, go: 'go.api', group: 'Installation' },
] as const satisfies readonly NavigationPage[];

interface NavigationPage {
  to: string;
  label: string;
  icon: LucideIcon;
  /** Its two letters. */
  go: ShortcutId;
  group: PageGroup;
  /** Among the few at the bottom of a phone; the others are behind Search there. */
  phone?: boolean;
}

export const PAGE_GROUPS = ['Now', 'Work', 'Recovery', 'Connections', 'Installation'] as const;
type PageGroup = (typeof PAGE_GROUPS)[number];

export type Page = (typeof PAGES)[number];

/** `g s` */
export const keysOf = ({ go }: Page): string => SHORTCUTS[go].keys.join(' ');

export const Mark = ({ size = 24 }: { size?: number }) => (
  <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" className="shrink-0">
    <rect width="32" height="32" rx="8" fill="var(--button)" />
    <path d="M8 12v8M13.3 8v16M18.7 11v10M24 14v4" stroke="#fff" strokeWidth="3" strokeLinecap="round" />
  </svg>
);
