import {
  type Alert,
  CHANNEL_CONFIGS,
  type Channel,
  type ChannelDraft,
  ChannelInput,
  ChannelPatch,
  type NotificationMessage,
  type Page,
  type Rule,
  type RuleDraft,
  RuleInput,
  RulePatch,
  TuttiError,
  nearestName,
  parseAs,
} from '@tutti/contract';
import type { Database, Queryable } from '@tutti/database';
import { appendAudit } from '../audit/index.ts';
import type { Actor, Edit } from '../engine-api.ts';
import type { NamedListQuery, NotificationsApi } from '../hooks-api.ts';
import { enqueueWithin, ensureQueues } from '../queue/index.ts';
import { pageOf } from '../kernel/index.ts';
import type { TextVault } from '../secret/index.ts';
import { mapConfig, revealedConfig, shownConfig } from './channel-secrets.ts';
import {
  channelNames,
  channelsNamed,
  findChannel,
  insertChannel,
  listChannels,
  lockChannel,
  removeChannel,
  writeChannel,
} from './channel-store.ts';
import { OWN_RENOTIFY_MS } from './alerts.ts';
import { testMessage } from './message.ts';
import { type ChannelRow, toChannel, toRule, toRuleDefinition } from './notification-row.ts';
import { NOTIFICATION_QUEUE, notificationOf } from './notifier.ts';
import { newestMessages, openAlerts } from './told-store.ts';
import { findRule, insertRule, listRules, lockRule, removeRule, writeRule } from './rule-store.ts';

interface NotificationsDeps {
  database: Database;
  now(): Date;
  newId(): string;
  /** Who is to be told of what has changed. */
  onChanged(): void;
  onEnqueued(): void;
  vault: TextVault;
}

const CHANNEL_WHAT = 'The channel does not fit its schema';
const RULE_WHAT = 'The rule does not fit its schema';
const CHANGE_WHAT = 'The change does not fit its schema';

/** Makes, reads and changes channels and rules. */
export class Notifications implements NotificationsApi {
  readonly #deps: NotificationsDeps;

  constructor(deps: NotificationsDeps) {
    this.#deps = deps;
  }

  async createChannel(draft: ChannelDraft, by: Actor = {}): Promise<Channel> {
    const input = checkedChannel(parseAs(ChannelInput, draft, { what: CHANNEL_WHAT }));
    const row = await this.#changing(async (tx) => {
      const seal = await this.#deps.vault.sealer(tx);
      const config = mapConfig(input.type, input.config, seal);
      const made = await insertChannel(tx, { ...input, config }, by.actor ?? 'local');
      await audit(tx, 'channel.created', 'notification_channel', made.id, by, { after: shown(made) });
      return made;
    });
    return toChannel(row);
  }

  async getChannel(id: number): Promise<Channel> {
    return toChannel(await findChannel(this.#deps.database, id));
  }

  async listChannels(query: NamedListQuery): Promise<Page<Channel>> {
    const { rows, total } = await listChannels(this.#deps.database, query);
    return pageOf(rows.map(toChannel), total, query);
  }

  replaceChannel(id: number, draft: ChannelDraft, edit: Edit = {}): Promise<Channel> {
    const given = parseAs(ChannelInput, draft, { what: CHANNEL_WHAT });
    return this.#editChannel(id, edit, (row) => ({
      ...given,
      // Secrets of another type mean nothing to this one.
      config: revealedConfig(given.type, given.config, given.type === row.type ? row.config : {}),
    }));
  }

  updateChannel(id: number, patch: ChannelPatch, edit: Edit = {}): Promise<Channel> {
    const changes = parseAs(ChannelPatch, patch, { what: CHANGE_WHAT });
    return this.#editChannel(id, edit, ({ name, type, config, enabled }) => ({
      name: changes.name ?? name,
      type,
      enabled: changes.enabled ?? enabled,
      config: { ...config, ...revealedConfig(type, changes.config ?? {}, config) },
    }));
  }

  async deleteChannel(id: number, edit: Edit = {}): Promise<void> {
    await this.#changing(async (tx) => {
      const row = await lockChannel(tx, id);
      checkMatch('Channel', row, edit);
      await removeChannel(tx, id);
      await audit(tx, 'channel.deleted', 'notification_channel', id, edit, { before: shown(row) });
    });
  }

  async testChannel(id: number, by: Actor = {}): Promise<{ executionIds: string[] }> {
    const channel = await findChannel(this.#deps.database, id);
    return this.#sendTest([channel], `test by ${by.actor ?? 'local'}`);
  }

  async createRule(draft: RuleDraft, by: Actor = {}): Promise<Rule> {
    const input = parseAs(RuleInput, draft, { what: RULE_WHAT });
    const row = await this.#changing(async (tx) => {
      await this.checkChannels(tx, 'channels', input.channels);
      checkZone(input);
      const made = await insertRule(tx, input, by.actor ?? 'local');
      await audit(tx, 'rule.created', 'notification_rule', made.id, by, { after: input });
      return made;
    });
    return toRule(row);
  }

  async getRule(id: number): Promise<Rule> {
    return toRule(await findRule(this.#deps.database, id));
  }

  async listRules(query: NamedListQuery): Promise<Page<Rule>> {
    const { rows, total } = await listRules(this.#deps.database, query);
    return pageOf(rows.map(toRule), total, query);
  }

  replaceRule(id: number, draft: RuleDraft, edit: Edit = {}): Promise<Rule> {
    return this.#editRule(id, edit, () => parseAs(RuleInput, draft, { what: RULE_WHAT }));
  }

  updateRule(id: number, patch: RulePatch, edit: Edit = {}): Promise<Rule> {
    const changes = parseAs(RulePatch, patch, { what: CHANGE_WHAT });
    return this.#editRule(id, edit, (before) => ({ ...before, ...changes }) as RuleInput);
  }

  async deleteRule(id: number, edit: Edit = {}): Promise<void> {
    await this.#changing(async (tx) => {
      const row = await lockRule(tx, id);
      checkMatch('Rule', row, edit);
      await removeRule(tx, id);
      await audit(tx, 'rule.deleted', 'notification_rule', id, edit, { before: toRuleDefinition(row) });
    });
  }

  async testRule(id: number): Promise<{ executionIds: string[] }> {
    const { database } = this.#deps;
    const rule = await findRule(database, id);
    const channels = await channelsNamed(database, rule.channels);
    return this.#sendTest(channels, `test of rule ${rule.name}`);
  }

  messages({ limit }: { limit: number }): Promise<NotificationMessage[]> {
    return newestMessages(this.#deps.database, limit);
  }

  alerts({ limit }: { limit: number }): Promise<Alert[]> {
    return openAlerts(this.#deps.database, { limit, ownRenotifyMs: OWN_RENOTIFY_MS });
  }

  /** Throws when one of the names is no channel's. */
  readonly checkChannels = async (tx: Queryable, field: string, names: readonly string[]): Promise<void> => {
    if (names.length === 0) return;
    const found = new Set((await channelsNamed(tx, names)).map(({ name }) => name));
    const missing = names.find((name) => !found.has(name));
    if (missing === undefined) return;
    const nearest = nearestName(missing, await channelNames(tx));
    const fix =
      nearest === undefined ? 'make it first: POST /notifications/channels' : `did you mean ${nearest}?`;
    const message = `names ${JSON.stringify(missing)}, which is no notification channel`;
    throw new TuttiError('VALIDATION_FAILED', `${field} ${message}.`, { errors: [{ field, message, fix }] });
  };

  async #sendTest(channels: readonly ChannelRow[], source: string): Promise<{ executionIds: string[] }> {
    const { database, newId, now, onEnqueued } = this.#deps;
    const message = testMessage(source, now().toISOString());
    const executions = channels.map((channel) => notificationOf(channel, message, newId()));
    await database.transaction(async (tx) => {
      await ensureQueues(tx, [NOTIFICATION_QUEUE]);
      await enqueueWithin(tx, executions);
    });
    onEnqueued();
    return { executionIds: executions.map(({ executionId }) => executionId) };
  }

  async #editChannel(id: number, edit: Edit, next: (row: ChannelRow) => ChannelInput): Promise<Channel> {
    const row = await this.#changing(async (tx) => {
      const before = await lockChannel(tx, id);
      checkMatch('Channel', before, edit);
      const { vault } = this.#deps;
      const kept = mapConfig(before.type, before.config, await vault.opener());
      const input = checkedChannel(next({ ...before, config: kept }));
      const config = mapConfig(input.type, input.config, await vault.sealer(tx));
      const after = await writeChannel(tx, before, { ...input, config });
      const change = { before: shown(before), after: shown(after) };
      await audit(tx, 'channel.updated', 'notification_channel', id, edit, change);
      return after;
    });
    return toChannel(row);
  }

  async #editRule(id: number, edit: Edit, next: (before: RuleInput) => RuleInput): Promise<Rule> {
    const row = await this.#changing(async (tx) => {
      const before = await lockRule(tx, id);
      checkMatch('Rule', before, edit);
      const input = next(toRuleDefinition(before));
      await this.checkChannels(tx, 'channels', input.channels);
      checkZone(input);
      const change = { before: toRuleDefinition(before), after: input };
      await audit(tx, 'rule.updated', 'notification_rule', id, edit, change);
      return writeRule(tx, id, input);
    });
    return toRule(row);
  }

  async #changing<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    const result = await this.#deps.database.transaction(work);
    this.#deps.onChanged();
    return result;
  }
}

/** The config as its type takes it. */
function checkedChannel(input: ChannelInput): ChannelInput {
  const what = `The config does not fit a channel of type ${input.type}`;
  return { ...input, config: parseAs(CHANNEL_CONFIGS[input.type], input.config, { what, prefix: 'config' }) };
}

function checkZone({ quietHours }: RuleInput): void {
  if (!quietHours) return;
  try {
    Intl.DateTimeFormat('en', { timeZone: quietHours.timezone });
  } catch (cause) {
    const message = `is ${JSON.stringify(quietHours.timezone)}, which is no IANA time zone`;
    throw new TuttiError('TIMEZONE_INVALID', `quietHours.timezone ${message}.`, {
      errors: [{ field: 'quietHours.timezone', message, fix: 'write it like Europe/Berlin or UTC' }],
      cause,
    });
  }
}

const shown = ({ name, type, config, enabled }: ChannelRow): object => ({
  name,
  type,
  config: shownConfig(type, config),
  enabled,
});

const audit = (
  tx: Queryable,
  action: string,
  entityType: string,
  id: number,
  { actor = 'local', requestId }: Actor,
  change: { before?: unknown; after?: unknown },
): Promise<void> =>
  appendAudit(tx, [{ actor, action, entityType, entityId: String(id), requestId, ...change }]);

function checkMatch(what: string, row: { id: number; updated_at: Date }, { ifMatch }: Edit): void {
  if (ifMatch === undefined || ifMatch === row.updated_at.toISOString()) return;
  throw new TuttiError(
    'PRECONDITION_FAILED',
    `${what} ${row.id} was changed at ${row.updated_at.toISOString()}, after you read it. Read it again and repeat the change.`,
  );
}
