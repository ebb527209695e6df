import {
  type HookReceipt,
  type IncomingMessage,
  type IncomingMessageDetail,
  type MessageRefusal,
  type Page,
  TuttiError,
} from '@tutti/contract';
import type { Database, Queryable } from '@tutti/database';
import { appendAudit } from '../audit/index.ts';
import type { Actor } from '../engine-api.ts';
import { appendEvents, formatCursor, parseCursor, readEventData } from '../events/index.ts';
import type { HookMessage, MessageListQuery, MessageSender } from '../hooks-api.ts';
import { pageOf } from '../kernel/index.ts';
import type { TextVault } from '../secret/index.ts';
import { beginningOf, bodyOf, keptHeaders, shownHeaders } from './hook-body.ts';
import {
  type IncomingHookRow,
  countReceived,
  findHook,
  findHookNamed,
  hookNotFound,
  noteMessage,
  noteRefusal,
  rememberEvent,
} from './incoming-hook-store.ts';
import {
  type MessageRow,
  bodyIn,
  findMessage,
  insertMessage,
  listMessages,
  startedBy,
  toMessage,
} from './incoming-message-store.ts';
import { verifyMessage } from './verify-message.ts';

interface IncomingMessagesDeps {
  database: Database;
  now(): Date;
  onAppended(): void;
  vault: TextVault;
}

interface Refusal {
  reason: MessageRefusal;
  problem: string;
}

/** Takes what is sent to incoming hooks, keeps what came, and delivers it again. */
export class IncomingMessages {
  readonly #deps: IncomingMessagesDeps;

  constructor(deps: IncomingMessagesDeps) {
    this.#deps = deps;
  }

  async receive(name: string, message: HookMessage, from: MessageSender = {}): Promise<HookReceipt> {
    const { database, now, vault } = this.#deps;
    const hook = await findHookNamed(database, name);
    if (!hook.enabled) {
      await this.#keepRefusal(hook, message, from, SWITCHED_OFF);
      throw hookNotFound(name);
    }
    const secret = (await vault.opener())(hook.secret);
    const proof = { secret, toleranceMs: hook.tolerance_ms, now: now() };
    const verdict = verifyMessage(hook.verification, message, proof);
    if (!verdict.ok) {
      await this.#keepRefusal(hook, message, from, verdict);
      throw new TuttiError('HOOK_REFUSED', `The message could not be verified: ${verdict.problem}.`);
    }
    const body = await this.#read(hook, message, from);
    return this.#accept(hook, message, from, { body, messageId: verdict.messageId });
  }

  async refuseTooLarge(
    name: string,
    { headers }: Pick<HookMessage, 'headers'>,
    from: MessageSender = {},
  ): Promise<void> {
    const hook = await findHookNamed(this.#deps.database, name);
    await this.#keepRefusal(hook, { headers }, from, TOO_LARGE);
  }

  async list(hookId: number, query: MessageListQuery): Promise<Page<IncomingMessage>> {
    const { database } = this.#deps;
    await findHook(database, hookId);
    const { rows, total } = await listMessages(database, hookId, query);
    return pageOf(rows.map(toMessage), total, query);
  }

  async get(id: number): Promise<IncomingMessageDetail> {
    const { database } = this.#deps;
    const row = await findMessage(database, id);
    const started = row.event_id === null ? [] : await startedBy(database, row.event_id);
    return {
      ...toMessage(row),
      headers: row.headers,
      ...bodyIn(row, await eventDataOf(database, row)),
      started,
    };
  }

  async replay(id: number, by: Actor = {}): Promise<IncomingMessage> {
    const { database, onAppended } = this.#deps;
    const { actor = 'local', requestId, traceparent } = by;
    const row = await database.transaction(async (tx) => {
      const before = await findMessage(tx, id);
      const data = await replayableData(tx, before);
      const eventId = await appendReceived(tx, { actor, data, traceparent, causationId: before.event_id });
      const made = await insertMessage(tx, {
        hookId: before.hook_id,
        status: 'replayed',
        eventId,
        replayOf: id,
        headers: before.headers,
        sizeBytes: before.size_bytes,
        actor,
      });
      const after = { messageId: id, replay: made.id, eventId };
      const entityId = String(before.hook_id);
      const action = 'hook.replayed';
      await appendAudit(tx, [{ actor, action, entityType: 'incoming_hook', entityId, requestId, after }]);
      return made;
    });
    onAppended();
    return toMessage(row);
  }

  async #read(hook: IncomingHookRow, message: HookMessage, from: MessageSender): Promise<unknown> {
    try {
      return bodyOf(message);
    } catch (error) {
      if (error instanceof TuttiError)
        await this.#keepRefusal(hook, message, from, { reason: 'unreadable', problem: error.message });
      throw error;
    }
  }

  async #accept(
    hook: IncomingHookRow,
    message: HookMessage,
    { traceparent, address }: MessageSender,
    { body, messageId }: { body: unknown; messageId: string | null },
  ): Promise<HookReceipt> {
    const { database, onAppended } = this.#deps;
    const { id: hookId, name } = hook;
    const seen = { hookId, ...shownOf(message), source: address };
    const eventId = await database.transaction(async (tx) => {
      const earlier = messageId === null ? undefined : await noteMessage(tx, hookId, messageId);
      if (earlier) {
        await insertMessage(tx, { ...seen, status: 'duplicate', eventId: earlier.eventId ?? undefined });
        return null;
      }
      await countReceived(tx, hookId);
      const data = { name, headers: keptHeaders(message.headers, hook.headers), body };
      const made = await appendReceived(tx, { actor: `hook:${name}`, data, traceparent });
      if (messageId !== null) await rememberEvent(tx, hookId, messageId, made);
      await insertMessage(tx, { ...seen, status: 'accepted', eventId: made });
      return made;
    });
    if (eventId !== null) onAppended();
    return { accepted: true, duplicate: eventId === null, eventId };
  }

  /** Counted and kept; told of, too, unless the hook is switched off, which is no news to anybody here. */
  async #keepRefusal(
    hook: IncomingHookRow,
    message: Pick<HookMessage, 'headers'> & { body?: Buffer },
    { address }: MessageSender,
    { reason, problem }: Refusal,
  ): Promise<void> {
    const { database, onAppended } = this.#deps;
    const { id, name } = hook;
    const told = await database.transaction(async (tx) => {
      const due = await noteRefusal(tx, id);
      const refusal = { reason, problem };
      const body = message.body && beginningOf(message.body);
      await insertMessage(tx, {
        hookId: id,
        status: 'refused',
        refusal,
        ...shownOf(message),
        body,
        source: address,
      });
      if (!due || reason === 'switched_off') return false;
      const data = { id, name, reason: problem };
      await appendEvents(tx, [{ type: 'webhook.failed', actor: `hook:${name}`, data }]);
      return true;
    });
    if (told) onAppended();
  }
}

const SWITCHED_OFF: Refusal = { reason: 'switched_off', problem: 'the hook is switched off' };
const TOO_LARGE: Refusal = { reason: 'too_large', problem: 'the body is larger than 1 MiB' };

/** The size of a body that was not read is what its sender says of it. */
const shownOf = ({
  headers,
  body,
}: Pick<HookMessage, 'headers'> & { body?: Buffer }): {
  headers: Record<string, string>;
  sizeBytes: number;
} => {
  const said = Number(headers['content-length'] ?? 0);
  const most = 2 ** 31 - 1;
  const unread = Number.isSafeInteger(said) && said > 0 ? Math.min(said, most) : 0;
  return { headers: shownHeaders(headers), sizeBytes: body?.length ?? unread };
};

interface Received {
  actor: string;
  data: Record<string, unknown>;
  traceparent: string | undefined;
  causationId?: string | null;
}

async function appendReceived(tx: Queryable, { causationId, ...event }: Received): Promise<string> {
  const [cursor] = await appendEvents(tx, [
    { type: 'webhook.received', ...event, ...(causationId != null && { causationId }) },
  ]);
  if (!cursor) throw new Error('no event was appended');
  return formatCursor(cursor);
}

async function eventDataOf(db: Queryable, row: MessageRow): Promise<Record<string, unknown> | undefined> {
  const cursor = row.event_id === null ? undefined : parseCursor(row.event_id);
  return cursor && readEventData(db, cursor);
}

/** Nobody vouches for what was refused: to deliver it would make a stranger's text an event. */
async function replayableData(db: Queryable, row: MessageRow): Promise<Record<string, unknown>> {
  if (row.status === 'refused')
    throw new TuttiError(
      'MESSAGE_NOT_REPLAYABLE',
      `Message ${row.id} was refused: ${row.problem ?? 'it could not be verified'}. Mend that, and have the sender send it again.`,
    );
  const data = await eventDataOf(db, row);
  if (data) return data;
  throw new TuttiError(
    'MESSAGE_NOT_REPLAYABLE',
    `What message ${row.id} said is no longer kept. Have the sender send it again.`,
  );
}
