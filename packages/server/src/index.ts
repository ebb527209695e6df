/**
 * The server: everything that answers on the port (API, event socket, documentation, dashboard), and the whole node
 * as `tutti start` runs it. Owns http_idempotency and websocket_sessions; all other state belongs to the engine.
 */
export { type AppDeps, buildApp } from './app.ts';
export { type BackedUp, type Restored, createBackup, restoreBackup } from './backup/backup.ts';
export { diagnose } from './doctor/diagnose.ts';
export type { Finding } from './doctor/finding.ts';
export { createSignInCode, createTokenLocally, signInLink, verifyAuditLog } from './local-access.ts';
export { databaseUrl, migrateDatabase } from './local-database.ts';
export { type RunningServer, type StartOptions, startServer, stopOnSignals } from './main.ts';
export { type OpenApiDocument, openApiDocument } from './openapi.ts';
export { type Wire, type WorkerEvent, startRemoteWorker } from './remote-worker.ts';
