import { CHANNEL_CONFIGS, type ChannelConfig, type ChannelType, type RetryPolicy } from '@tutti/contract';
import type { Database } from '@tutti/database';
import { z } from 'zod';
import {
  type Outcome,
  type TaskContext,
  type TaskHandler,
  TaskFailure,
  completed,
  failed,
} from '../execution/index.ts';
import type { Messenger } from '../handlers/index.ts';
import type { Clock } from '../kernel/index.ts';
import type { TextVault } from '../secret/index.ts';
import { signedHeaders } from '../webhook/index.ts';
import { discordPost, mailOf, ntfyPost, slackPost, webhookBody } from './channel-body.ts';
import { mapConfig } from './channel-secrets.ts';
import { findChannel, noteSent } from './channel-store.ts';
import type { Message } from './message.ts';
import type { ChannelRow } from './notification-row.ts';
import { sendMail } from './send-mail.ts';

/** Some ten minutes: a message that is later than that is seldom news. */
const RETRIES: RetryPolicy = {
  maxRetries: 6,
  initialDelayMs: 2000,
  maxDelayMs: 300_000,
  multiplier: 3,
  jitter: 0.1,
};
const TIMEOUT_MS = 30_000;

const NotificationConfig = z.object({
  channelId: z.int().positive(),
  channel: z.string().optional(),
  message: z.looseObject({ title: z.string(), text: z.string() }),
});

interface HandlerDeps {
  database: Database;
  messenger: Messenger;
  /** Runs the command of a channel under the rules of all commands. */
  shell: TaskHandler;
  /** An address to which the host leads and that may be connected to; throws otherwise. */
  reach(host: string): Promise<string>;
  clock: Clock;
  vault: TextVault;
}

export const notificationHandler = (deps: HandlerDeps): TaskHandler => ({
  taskType: 'notification',
  description: 'Sends a message through a notification channel',
  internal: true,
  timeoutMs: TIMEOUT_MS,
  retryPolicy: RETRIES,
  config: NotificationConfig,
  run: (context) => notify(context, deps),
});

async function notify(context: TaskContext, deps: HandlerDeps): Promise<Outcome> {
  const { channelId, message } = NotificationConfig.parse(context.taskConfig);
  const channel = await findChannel(deps.database, channelId).catch(() => undefined);
  if (!channel) return completed({ sent: false, reason: 'the channel was deleted' });
  if (!channel.enabled) return completed({ sent: false, reason: 'the channel is disabled' });
  context.log(`${channel.type} channel ${channel.name}: ${message.title}`, 'system');
  const config = mapConfig(channel.type, channel.config, await deps.vault.opener());
  const outcome = await send({ ...channel, config }, message as unknown as Message, context, deps);
  await noteSent(deps.database, channelId, errorOf(outcome));
  return outcome;
}

const errorOf = (outcome: Outcome): string | null =>
  outcome.kind === 'failed' || outcome.kind === 'timeout' ? outcome.error.message : null;

async function send(
  { type, config }: ChannelRow,
  message: Message,
  context: TaskContext,
  deps: HandlerDeps,
): Promise<Outcome> {
  const parsed = CHANNEL_CONFIGS[type].safeParse(config);
  if (!parsed.success)
    return failed({ code: 'TASK_CONFIG_INVALID', message: parsed.error.message, permanent: true });
  const as = <T extends ChannelType>(_type: T): ChannelConfig<T> => parsed.data as ChannelConfig<T>;
  const post = async (request: Parameters<Messenger['post']>[0]): Promise<Outcome> =>
    (await deps.messenger.post(request, context)).outcome;
  switch (type) {
    case 'webhook':
      return post(webhookPost(as(type), message, context.executionId, deps.clock.now()));
    case 'slack':
      return post(slackPost(as(type), message));
    case 'discord':
      return post(discordPost(as(type), message));
    case 'ntfy':
      return post(ntfyPost(as(type), message));
    case 'smtp':
      return mail(as(type), message, deps);
    case 'command':
      return deps.shell.run(commandContext(as(type), message, context));
  }
}

function webhookPost(
  { url, headers = {}, secret }: ChannelConfig<'webhook'>,
  message: Message,
  executionId: string,
  now: Date,
): Parameters<Messenger['post']>[0] {
  const body = webhookBody(message);
  const timestamp = Math.floor(now.getTime() / 1000);
  const signed =
    secret === undefined ? {} : signedHeaders({ id: `msg_${executionId}`, timestamp, body }, [secret]);
  const own = { 'content-type': 'application/json', 'user-agent': 'tutti-notifications' };
  return { url, headers: { ...own, ...headers, ...signed }, body };
}

async function mail(
  config: ChannelConfig<'smtp'>,
  message: Message,
  { reach }: HandlerDeps,
): Promise<Outcome> {
  try {
    return await sendMail(config, await reach(config.host), mailOf(message));
  } catch (error) {
    if (error instanceof TaskFailure) throw error;
    const { name, message: why } = error as Error;
    const refused = name === 'AddressRefused';
    return failed({ code: refused ? 'ADDRESS_REFUSED' : 'SMTP_FAILED', message: why, permanent: refused });
  }
}

/** The message as JSON on stdin, and its parts in the environment: never in the command line. */
function commandContext(
  { command, args }: ChannelConfig<'command'>,
  message: Message,
  context: TaskContext,
): TaskContext {
  const { title, text, severity, kind } = message;
  const clean = (value: string): string => value.replaceAll('\0', '');
  const env = {
    TUTTI_TITLE: clean(title),
    TUTTI_TEXT: clean(text),
    TUTTI_SEVERITY: severity,
    TUTTI_KIND: kind,
  };
  const taskConfig = { command, ...(args && { args }), env, stdin: clean(JSON.stringify(message)) };
  return {
    executionId: context.executionId,
    id: context.id,
    attempt: context.attempt,
    trigger: context.trigger,
    taskConfig,
    signal: context.signal,
    redaction: context.redaction,
    onPause: (listener) => context.onPause(listener),
    log: (line, stream) => context.log(line, stream),
    progress: (percent, words) => context.progress(percent, words),
    step: (name, work) => context.step(name, work),
    sleep: (ms) => context.sleep(ms),
    waitForEvent: (pattern, options) => context.waitForEvent(pattern, options),
  };
}
