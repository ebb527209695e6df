import { type ChannelInput, TuttiError } from '@tutti/contract';
import type { Queryable } from '@tutti/database';
import type { NamedListQuery } from '../hooks-api.ts';
import { isUniqueViolation, storableJson, storableText } from '../kernel/index.ts';
import type { TextTable } from '../secret/index.ts';
import { mapConfig } from './channel-secrets.ts';
import type { ChannelRow } from './notification-row.ts';

async function one(db: Queryable, text: string, id: number): Promise<ChannelRow> {
  const [row] = await db.query<ChannelRow>(text, [id]);
  if (!row) throw new TuttiError('CHANNEL_NOT_FOUND', `There is no notification channel ${id}.`);
  return row;
}
export const findChannel = (db: Queryable, id: number): Promise<ChannelRow> =>
  one(db, `select * from notification_channels where id = $1`, id);
export const lockChannel = (tx: Queryable, id: number): Promise<ChannelRow> =>
  one(tx, `select * from notification_channels where id = $1 for update`, id);

/** Without those that are not there. */
export const channelsNamed = (db: Queryable, names: readonly string[]): Promise<ChannelRow[]> =>
  db.query<ChannelRow>(`select * from notification_channels where name = any ($1::text[]) order by id`, [
    names,
  ]);

export const channelNames = async (db: Queryable): Promise<string[]> => {
  const rows = await db.query<{ name: string }>(
    `select name from notification_channels order by name limit 1000`,
  );
  return rows.map((row) => row.name);
};

const FILTER = `($1::boolean is null or enabled = $1) and ($2::text is null or name ilike $2)`;

export async function listChannels(
  db: Queryable,
  { enabled, text, limit, offset }: NamedListQuery,
): Promise<{ rows: ChannelRow[]; total: number }> {
  const filter = [enabled ?? null, text ? `%${text.replaceAll(/[\\%_]/g, '\\$&')}%` : null];
  const [rows, [count]] = await Promise.all([
    db.query<ChannelRow>(
      `select * from notification_channels where ${FILTER} order by id limit $3 offset $4`,
      [...filter, limit, offset ?? 0],
    ),
    db.query<{ total: number }>(
      `select count(*)::int as total from notification_channels where ${FILTER}`,
      filter,
    ),
  ]);
  return { rows, total: count?.total ?? 0 };
}

const values = (input: ChannelInput): unknown[] => [
  storableText(input.name),
  input.type,
  storableJson(input.config),
  input.enabled,
];

export async function insertChannel(
  tx: Queryable,
  input: ChannelInput,
  createdBy: string,
): Promise<ChannelRow> {
  const text = `insert into notification_channels (name, type, config, enabled, created_by) values ($1, $2, $3, $4, $5) returning *`;
  const [row] = await naming(input.name, tx.query<ChannelRow>(text, [...values(input), createdBy]));
  return row as ChannelRow;
}

/** A new name reaches those who go by it: rules and schedules. */
export async function writeChannel(
  tx: Queryable,
  before: ChannelRow,
  input: ChannelInput,
): Promise<ChannelRow> {
  const text = `update notification_channels set name = $1, type = $2, config = $3, enabled = $4, last_error = null where id = $5 returning *`;
  const [row] = await naming(input.name, tx.query<ChannelRow>(text, [...values(input), before.id]));
  if (input.name !== before.name) {
    const names = [before.name, input.name];
    await tx.query(
      `update notification_rules set channels = array_replace(channels, $1, $2) where $1 = any (channels)`,
      names,
    );
    await tx.query(
      `update task_schedules set on_failure = array_replace(on_failure, $1, $2), on_success = array_replace(on_success, $1, $2)
        where $1 = any (on_failure) or $1 = any (on_success)`,
      names,
    );
  }
  return row as ChannelRow;
}

export const removeChannel = (tx: Queryable, id: number): Promise<unknown> =>
  tx.query(`delete from notification_channels where id = $1`, [id]);

export const noteSent = (db: Queryable, id: number, error: string | null): Promise<unknown> =>
  db.query(
    `update notification_channels set last_error = $2, last_sent_at = case when $2::text is null then now() else last_sent_at end where id = $1`,
    [id, error && storableText(error).slice(0, 1000)],
  );

async function naming<T>(name: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!isUniqueViolation(error, 'notification_channels_name_key')) throw error;
    throw new TuttiError('CHANNEL_NAME_TAKEN', `A channel named ${JSON.stringify(name)} exists already.`, {
      errors: [
        { field: 'name', message: 'is taken', fix: 'choose another name, or edit the channel that has it' },
      ],
    });
  }
}

type SecretColumns = Pick<ChannelRow, 'id' | 'type' | 'config'>;

/** What of channels is encrypted: the parts of their configs that are never shown. */
export const channelTexts: TextTable = {
  texts: async (db) => {
    const texts: string[] = [];
    const text = `select id, type, config from notification_channels`;
    for (const { type, config } of await db.query<SecretColumns>(text))
      mapConfig(type, config, (secret) => {
        texts.push(secret);
        return secret;
      });
    return texts;
  },
  rewrite: async (tx, by) => {
    const text = `select id, type, config from notification_channels order by id for update`;
    for (const { id, type, config } of await tx.query<SecretColumns>(text)) {
      const after = mapConfig(type, config, by);
      if (JSON.stringify(after) === JSON.stringify(config)) continue;
      await tx.query(`update notification_channels set config = $2 where id = $1`, [id, storableJson(after)]);
    }
  },
};
