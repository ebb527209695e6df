import {
  type InstallationSettings,
  InstallationSettingsPatch,
  type InstallationSettingsView,
  parseAs,
} from '@tutti/contract';
import type { Database, Queryable } from '@tutti/database';
import { appendAudit } from '../audit/index.ts';
import type { Actor } from '../engine-api.ts';
import { appendEvents } from '../events/index.ts';
import { type Log, LoopService } from '../kernel/index.ts';
import { type SettingDefaults, changesBetween, effectiveSettings, splitPatch } from './setting-values.ts';
import {
  type SettingRow,
  forgetSettings,
  lockSettings,
  readSettings,
  writeSettings,
} from './settings-store.ts';

interface SettingsDeps {
  database: Database;
  log: Log;
  /** Instead of what Tutti brings, where nobody has set anything. */
  defaults: SettingDefaults;
  /** Within the transaction of an edit, after it: what stands elsewhere and depends on a setting follows it here. */
  follow(tx: Queryable, before: InstallationSettings, after: InstallationSettings): Promise<void>;
  /** The values in use here are other ones from now on. */
  onApplied(settings: InstallationSettings): void;
  /** An edit of this node is committed. */
  onChanged(): void;
}

/** Should every notification be lost, another node's edit is seen after this. */
const REFRESH_MS = 60_000;

/** The settings of the installation, as this node holds them. */
export class Settings extends LoopService {
  readonly #deps: SettingsDeps;
  #current: InstallationSettings;

  constructor(deps: SettingsDeps) {
    super('settings', deps.log);
    this.#deps = deps;
    this.#current = effectiveSettings([], deps.defaults);
  }

  /** Without asking the database: at most a notification behind. */
  get current(): InstallationSettings {
    return this.#current;
  }

  /** Another node may have changed something. */
  override wake(): void {
    if (this.loop.active) super.wake();
    else this.load().catch((error: unknown) => this.#deps.log.warn({ err: error }, 'settings were not read'));
  }

  async load(): Promise<void> {
    this.#apply(await readSettings(this.#deps.database));
  }

  async get(): Promise<InstallationSettingsView> {
    return this.#view(await readSettings(this.#deps.database));
  }

  async update(patch: InstallationSettingsPatch, by: Actor = {}): Promise<InstallationSettingsView> {
    const { actor = 'local' } = by;
    const { written, forgotten } = splitPatch(
      parseAs(InstallationSettingsPatch, patch, { what: 'The settings do not fit their schema' }),
    );
    const rows = await this.#deps.database.transaction(async (tx) => {
      await lockSettings(tx);
      const before = effectiveSettings(await readSettings(tx), this.#deps.defaults);
      await writeSettings(tx, written, actor);
      await forgetSettings(tx, forgotten);
      const stored = await readSettings(tx);
      await this.#tell(tx, before, effectiveSettings(stored, this.#deps.defaults), by);
      return stored;
    });
    this.#apply(rows);
    this.#deps.onChanged();
    return this.#view(rows);
  }

  async #tell(
    tx: Queryable,
    before: InstallationSettings,
    after: InstallationSettings,
    { actor = 'local', requestId }: Actor,
  ): Promise<void> {
    const changes = changesBetween(before, after);
    if (Object.keys(changes).length === 0) return;
    await this.#deps.follow(tx, before, after);
    await appendEvents(tx, [{ type: 'settings.changed', actor, data: { changes } }]);
    const entry = { actor, action: 'settings.changed', entityType: 'settings', requestId };
    await appendAudit(tx, [{ ...entry, before: valuesOf(changes, 'from'), after: valuesOf(changes, 'to') }]);
  }

  protected async round(): Promise<number> {
    await this.load();
    return REFRESH_MS;
  }

  #apply(rows: readonly SettingRow[]): void {
    const next = effectiveSettings(rows, this.#deps.defaults);
    const isSame = Object.keys(changesBetween(this.#current, next)).length === 0;
    this.#current = next;
    if (!isSame) this.#deps.onApplied(next);
  }

  #view(rows: readonly SettingRow[]): InstallationSettingsView {
    return {
      values: effectiveSettings(rows, this.#deps.defaults),
      changed: Object.fromEntries(
        rows.map((row) => [row.key, { by: row.updated_by, at: row.updated_at.toISOString() }]),
      ),
    };
  }
}

const valuesOf = (
  changes: Record<string, { from: unknown; to: unknown }>,
  side: 'from' | 'to',
): Record<string, unknown> =>
  Object.fromEntries(Object.entries(changes).map(([name, change]) => [name, change[side]]));
