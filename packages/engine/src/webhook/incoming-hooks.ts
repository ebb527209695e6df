import { randomBytes } from 'node:crypto';
import {
  type HookReceipt,
  type IncomingHook,
  type IncomingHookDraft,
  IncomingHookInput,
  IncomingHookPatch,
  type IncomingHookWithSecret,
  type IncomingMessage,
  type IncomingMessageDetail,
  type Page,
  TuttiError,
  type Verification,
  parseAs,
} from '@tutti/contract';
import type { Database, Queryable } from '@tutti/database';
import { appendAudit } from '../audit/index.ts';
import type { Actor, Edit } from '../engine-api.ts';
import type {
  HookMessage,
  IncomingHooksApi,
  MessageListQuery,
  MessageSender,
  NamedListQuery,
} from '../hooks-api.ts';
import type { TextVault } from '../secret/index.ts';
import {
  type IncomingHookDefinition,
  type IncomingHookRow,
  findHook,
  insertHook,
  listHooks,
  lockHook,
  removeHook,
  toHookDefinition,
  toIncomingHook,
  writeHook,
} from './incoming-hook-store.ts';
import { IncomingMessages } from './incoming-messages.ts';
import { newSigningSecret } from './signature.ts';

interface IncomingHooksDeps {
  database: Database;
  now(): Date;
  onAppended(): void;
  vault: TextVault;
}

const WHAT = 'The incoming hook does not fit its schema';
const newSecret = (kind: Verification): string =>
  kind === 'standard' ? newSigningSecret() : randomBytes(32).toString('base64url');

/** Makes, reads and changes incoming hooks; what is sent to them is for `IncomingMessages`. */
export class IncomingHooks implements IncomingHooksApi {
  readonly #deps: IncomingHooksDeps;
  readonly #messages: IncomingMessages;

  constructor(deps: IncomingHooksDeps) {
    this.#deps = deps;
    this.#messages = new IncomingMessages(deps);
  }

  async create(draft: IncomingHookDraft, by: Actor = {}): Promise<IncomingHookWithSecret> {
    const given = parseAs(IncomingHookInput, draft, { what: WHAT });
    const secret = given.secret ?? newSecret(given.verification);
    const row = await this.#deps.database.transaction(async (tx) => {
      const seal = await this.#deps.vault.sealer(tx);
      const made = await insertHook(tx, { ...given, secret: seal(secret) }, by.actor ?? 'local');
      await audit(tx, 'hook.created', made, by, { after: shown(toHookDefinition(made)) });
      return made;
    });
    return { ...toIncomingHook(row), secret };
  }

  async get(id: number): Promise<IncomingHook> {
    return toIncomingHook(await findHook(this.#deps.database, id));
  }

  async list(query: NamedListQuery): Promise<Page<IncomingHook>> {
    const { rows, total } = await listHooks(this.#deps.database, query);
    const items = rows.map(toIncomingHook);
    return { items, total, limit: query.limit, offset: query.offset ?? 0, nextCursor: null };
  }

  replace(id: number, draft: IncomingHookDraft, edit: Edit = {}): Promise<IncomingHook> {
    const { secret, ...input } = parseAs(IncomingHookInput, draft, { what: WHAT });
    return this.#edit(id, edit, (row) => ({ ...input, secret: secret ?? row.secret }));
  }

  update(id: number, patch: IncomingHookPatch, edit: Edit = {}): Promise<IncomingHook> {
    const changes = parseAs(IncomingHookPatch, patch, { what: 'The change does not fit its schema' });
    return this.#edit(
      id,
      edit,
      (row) => ({ ...toHookDefinition(row), ...changes }) as IncomingHookDefinition,
    );
  }

  async delete(id: number, edit: Edit = {}): Promise<void> {
    await this.#deps.database.transaction(async (tx) => {
      const row = await lockHook(tx, id);
      checkMatch(row, edit);
      await removeHook(tx, id);
      await audit(tx, 'hook.deleted', row, edit, { before: shown(toHookDefinition(row)) });
    });
  }

  receive(name: string, message: HookMessage, from?: MessageSender): Promise<HookReceipt> {
    return this.#messages.receive(name, message, from);
  }

  refuseTooLarge(name: string, message: Pick<HookMessage, 'headers'>, from?: MessageSender): Promise<void> {
    return this.#messages.refuseTooLarge(name, message, from);
  }

  messages(id: number, query: MessageListQuery): Promise<Page<IncomingMessage>> {
    return this.#messages.list(id, query);
  }

  message(id: number): Promise<IncomingMessageDetail> {
    return this.#messages.get(id);
  }

  replay(messageId: number, by?: Actor): Promise<IncomingMessage> {
    return this.#messages.replay(messageId, by);
  }

  async #edit(
    id: number,
    edit: Edit,
    next: (row: IncomingHookRow) => IncomingHookDefinition,
  ): Promise<IncomingHook> {
    const row = await this.#deps.database.transaction(async (tx) => {
      const before = await lockHook(tx, id);
      checkMatch(before, edit);
      const input = next(before);
      const change = { before: shown(toHookDefinition(before)), after: shown(input) };
      await audit(tx, 'hook.updated', before, edit, change);
      const seal = await this.#deps.vault.sealer(tx);
      return writeHook(tx, id, { ...input, secret: seal(input.secret) });
    });
    return toIncomingHook(row);
  }
}

const shown = ({ secret: _secret, ...definition }: IncomingHookDefinition): object => definition;

const audit = (
  tx: Queryable,
  action: string,
  { id }: IncomingHookRow,
  { actor = 'local', requestId }: Actor,
  change: { before?: unknown; after?: unknown },
): Promise<void> =>
  appendAudit(tx, [
    { actor, action, entityType: 'incoming_hook', entityId: String(id), requestId, ...change },
  ]);

function checkMatch(row: IncomingHookRow, { ifMatch }: Edit): void {
  if (ifMatch === undefined || ifMatch === row.updated_at.toISOString()) return;
  throw new TuttiError(
    'PRECONDITION_FAILED',
    `Incoming hook ${row.id} was changed at ${row.updated_at.toISOString()}, after you read it. Read it again and repeat the change.`,
  );
}
