import type { ChannelConfig } from '@tutti/contract';
import type { Message } from './message.ts';
import type { Severity } from './severity.ts';

interface Posted {
  url: string;
  headers: Record<string, string>;
  body: string;
}

const JSON_HEADERS = { 'content-type': 'application/json', 'user-agent': 'tutti-notifications' };
const SIGNS: Record<Message['kind'], string> = { alert: '🔴', success: '✅', recovered: '🟢', test: '🔔' };
const COLOURS: Record<Severity, number> = {
  low: 0x4caf50,
  medium: 0xffb300,
  high: 0xe53935,
  critical: 0xb71c1c,
};
const NTFY_PRIORITY: Record<Severity, number> = { low: 2, medium: 3, high: 4, critical: 5 };

export const webhookBody = (message: Message): string =>
  JSON.stringify({ type: `notification.${message.kind}`, timestamp: message.at, data: message });

/** https://docs.slack.dev/messaging/formatting-message-text: these three are all that must be escaped. */
const slackText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

export function slackPost({ url }: ChannelConfig<'slack'>, message: Message): Posted {
  const { kind, title, text, source } = message;
  const head = `${SIGNS[kind]} *${slackText(title).replaceAll('*', '∗')}*`;
  const body = { text: `${head}\n${slackText(text)}\n_${slackText(source)}_`, unfurl_links: false };
  return { url, headers: JSON_HEADERS, body: JSON.stringify(body) };
}

/** What an error message says must neither format nor call anybody. */
const discordText = (text: string): string => text.replaceAll(/([\\*_~`|>#[\]()<@-])/g, '\\$1');

export function discordPost({ url }: ChannelConfig<'discord'>, message: Message): Posted {
  const { kind, title, text, severity, source, at } = message;
  const embed = {
    title: `${SIGNS[kind]} ${discordText(title)}`.slice(0, 256),
    description: discordText(text).slice(0, 4000),
    color: COLOURS[severity],
    footer: { text: source.slice(0, 2000) },
    timestamp: at,
  };
  const body = { embeds: [embed], allowed_mentions: { parse: [] } };
  return { url, headers: JSON_HEADERS, body: JSON.stringify(body) };
}

/** https://docs.ntfy.sh/publish/#publish-as-json: as JSON, since headers hold no other alphabets. */
export function ntfyPost({ server, topic, token }: ChannelConfig<'ntfy'>, message: Message): Posted {
  const { kind, title, text, severity } = message;
  const body = {
    topic,
    title: `${SIGNS[kind]} ${title}`,
    message: text,
    priority: kind === 'alert' ? NTFY_PRIORITY[severity] : 3,
  };
  const headers = token === undefined ? JSON_HEADERS : { ...JSON_HEADERS, authorization: `Bearer ${token}` };
  return { url: new URL('/', server).href, headers, body: JSON.stringify(body) };
}

export interface Mail {
  subject: string;
  text: string;
}
export const mailOf = ({ kind, title, text, severity, source, at }: Message): Mail => ({
  subject: `[Tutti] ${kind === 'alert' ? `${severity}: ` : ''}${title}`,
  text: `${title}\n\n${text}\n\n${at}\n${source}\n`,
});
