import type { Queryable } from '@tutti/database';

export interface SettingRow {
  key: string;
  value: unknown;
  updated_by: string;
  updated_at: Date;
}

export const readSettings = (db: Queryable): Promise<SettingRow[]> =>
  db.query<SettingRow>(`select key, value, updated_by, updated_at from settings order by key`);

/** Editors come one after another; readers do not wait. */
export const lockSettings = (tx: Queryable): Promise<unknown> =>
  tx.query(`lock table settings in share row exclusive mode`);

export const writeSettings = (
  tx: Queryable,
  values: readonly { key: string; value: unknown }[],
  by: string,
): Promise<unknown> =>
  tx.query(
    `insert into settings (key, value, updated_by) select key, value::json, $3 from unnest($1::text[], $2::text[]) as x(key, value)
     on conflict (key) do update set value = excluded.value, updated_by = excluded.updated_by, updated_at = now()`,
    [values.map(({ key }) => key), values.map(({ value }) => JSON.stringify(value)), by],
  );

export const forgetSettings = (tx: Queryable, keys: readonly string[]): Promise<unknown> =>
  tx.query(`delete from settings where key = any ($1::text[])`, [keys]);
