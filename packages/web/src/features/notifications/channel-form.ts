import type { Channel, ChannelDraft, ChannelType } from '@tutti/contract';

export interface ChannelField {
  name: string;
  label: string;
  placeholder?: string;
  hint?: string;
  optional?: true;
  /** Never read back: shown hidden, and left as it is unless something else is typed. */
  secret?: true;
  kind?: 'number' | 'flag' | 'list' | 'pairs' | 'text';
}

export const CHANNEL_KINDS: readonly {
  type: ChannelType;
  label: string;
  fields: readonly ChannelField[];
}[] = [
  {
    type: 'webhook',
    label: 'Webhook',
    fields: [
      { name: 'url', label: 'Address', placeholder: 'https://example.com/alerts' },
      {
        name: 'secret',
        label: 'Signing secret',
        optional: true,
        secret: true,
        hint: 'Signs what is sent, by Standard Webhooks',
      },
      { name: 'headers', label: 'Headers', optional: true, kind: 'pairs' },
    ],
  },
  {
    type: 'slack',
    label: 'Slack',
    fields: [
      {
        name: 'url',
        label: 'Address of an incoming webhook',
        placeholder: 'https://hooks.slack.com/services/…',
        secret: true,
      },
    ],
  },
  {
    type: 'discord',
    label: 'Discord',
    fields: [
      {
        name: 'url',
        label: 'Address of a channel webhook',
        placeholder: 'https://discord.com/api/webhooks/…',
        secret: true,
      },
    ],
  },
  {
    type: 'ntfy',
    label: 'ntfy',
    fields: [
      { name: 'topic', label: 'Topic', placeholder: 'my-tutti' },
      { name: 'server', label: 'Server', optional: true, placeholder: 'https://ntfy.sh' },
      { name: 'token', label: 'Access token', optional: true, secret: true },
    ],
  },
  {
    type: 'smtp',
    label: 'Mail',
    fields: [
      { name: 'host', label: 'Mail server', placeholder: 'mail.example.com' },
      { name: 'port', label: 'Port', optional: true, placeholder: '587', kind: 'number' },
      {
        name: 'secure',
        label: 'TLS from the start, as on port 465; else STARTTLS where offered',
        kind: 'flag',
      },
      { name: 'username', label: 'User', optional: true },
      { name: 'password', label: 'Password', optional: true, secret: true },
      { name: 'from', label: 'From', placeholder: 'Tutti <tutti@example.com>' },
      { name: 'to', label: 'To', placeholder: 'ops@example.com', kind: 'list' },
    ],
  },
  {
    type: 'command',
    label: 'Command',
    fields: [
      {
        name: 'command',
        label: 'Command',
        kind: 'text',
        placeholder: 'notify-send "$TUTTI_TITLE" "$TUTTI_TEXT"',
        hint: 'Gets the message as JSON on stdin, and TUTTI_TITLE, TUTTI_TEXT, TUTTI_SEVERITY, TUTTI_KIND',
      },
      {
        name: 'args',
        label: 'Arguments',
        optional: true,
        kind: 'list',
        hint: 'With any, the command is a program and no shell line',
      },
    ],
  },
];

export const kindOf = (type: ChannelType) =>
  CHANNEL_KINDS.find((kind) => kind.type === type) ?? CHANNEL_KINDS[0];
export const channelLabel = (type: ChannelType): string => kindOf(type)?.label ?? type;

export interface ChannelForm {
  name: string;
  type: ChannelType;
  enabled: boolean;
  config: Readonly<Record<string, unknown>>;
}

export const emptyChannelForm: ChannelForm = { name: '', type: 'webhook', enabled: true, config: {} };
export const formOfChannel = ({ name, type, enabled, config }: Channel): ChannelForm => ({
  name,
  type,
  enabled,
  config,
});

/** Only fields of the type, and nothing for what is empty: another type may have been tried before. */
export function toChannelDraft({ name, type, enabled, config }: ChannelForm): ChannelDraft {
  const kept = (kindOf(type)?.fields ?? []).flatMap(({ name: field, kind }): [string, unknown][] => {
    const value = config[field];
    if (value === undefined || value === '') return [];
    if (kind === 'list' && Array.isArray(value) && value.length === 0) return [];
    if (kind === 'number' && typeof value === 'string')
      return [[field, Number.isNaN(Number(value)) ? value : Number(value)]];
    return [[field, typeof value === 'string' && kind !== 'text' ? value.trim() : value]];
  });
  // What the form does not show (a time limit of a command) stays as it was read.
  const others = Object.entries(config).filter(([field]) => field === 'timeoutMs' && type === 'command');
  return { name: name.trim(), type, enabled, config: Object.fromEntries([...others, ...kept]) };
}

/** Where a channel leads, as far as it may be shown. */
export function channelTarget({ type, config }: Pick<Channel, 'type' | 'config'>): string {
  const part = (name: string): string => {
    const value = config[name];
    return Array.isArray(value) ? value.join(', ') : typeof value === 'string' ? value : '';
  };
  switch (type) {
    case 'webhook':
      return part('url');
    case 'slack':
    case 'discord':
      return 'a secret address';
    case 'ntfy':
      return `${part('topic')} at ${part('server') || 'https://ntfy.sh'}`;
    case 'smtp':
      return `${part('to')} by ${part('host')}`;
    case 'command':
      return part('command');
  }
}
