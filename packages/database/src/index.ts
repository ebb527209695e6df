/**
 * PostgreSQL for Tutti: the pool, hot pipelined connections, notifications, the migrator, and the embedded server.
 * A connection-level failure is always a DatabaseUnavailableError; a statement that was cut is never rerun here.
 */
export { Database, type DatabaseOptions, type Queryable } from './database.ts';
export { HotConnection, type HotOptions, type Statement } from './hot-connection.ts';
export { DatabaseUnavailableError, isDatabaseUnavailable } from './unavailable.ts';
export { Notifier } from './notifier.ts';
export { type MigrateOptions, migrate, pendingMigrations } from './migrate.ts';
export { ArchiveError } from './backup/archive.ts';
export { type Exported, exportDatabase } from './backup/export-database.ts';
export { type Imported, importDatabase } from './backup/import-database.ts';
export { dumpSchema } from './dump-schema.ts';
export {
  EmbeddedPostgres,
  type EmbeddedOptions,
  type EmbeddedStatus,
  embeddedStatus,
  embeddedUrl,
  startEmbedded,
  stopEmbedded,
} from './embedded/embedded.ts';
