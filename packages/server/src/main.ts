import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Configuration } from '@tutti/contract';
import { TuttiError } from '@tutti/contract';
import { migrate } from '@tutti/database';
import type { Database, EmbeddedPostgres } from '@tutti/database';
import { createEngine, sandboxProblem, silentLog } from '@tutti/engine';
import type { Engine } from '@tutti/engine';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { buildApp } from './app.ts';
import { auditSigner } from './audit-key.ts';
import { securityOptions, shellOptions } from './engine-security.ts';
import { createExamples } from './examples.ts';
import { assertLoopback } from './guards.ts';
import { startHousekeeping } from './housekeeping.ts';
import { Lifecycle } from './lifecycle.ts';
import type { Origins } from './node-configuration.ts';
import { signInLink } from './local-access.ts';
import { openDatabase } from './local-database.ts';
import { openLog } from './logging.ts';
import { type Monitoring, openMonitoring } from './monitoring/monitoring.ts';
import { VERSION } from './version.ts';
import { Shutdown } from './shutdown.ts';
import { portHolder, portIsFree, tuttiAt } from './port-holder.ts';

export interface StartOptions {
  /** Hears what is being done, a line each. */
  onStep?: (line: string) => void;
  /** Folder of the built dashboard; default: the one of this installation. */
  webRoot?: string;
  /** Where the values of the configuration came from, for those who look at them. */
  origins?: Origins;
}

export interface RunningServer {
  /** Where API and dashboard are; null for a node without the role api. */
  readonly url: string | null;
  readonly engine: Engine;
  readonly database: Database;
  readonly embedded: EmbeddedPostgres | undefined;
  readonly logFile: string;
  /** True when this start made the example schedules. */
  readonly examplesCreated: boolean;
  /** A one-time link, in token mode while nobody is signed in. */
  readonly signInUrl: string | null;
  /** Refuses new requests, drains, and stops everything, PostgreSQL last if nobody else uses it. Safe to call twice. */
  stop(): Promise<void>;
}

const REQUEST_GRACE_MS = 5000;
/** The engine bounds its own parts; this is for the worst of all cases. */
const ENGINE_LIMIT_MS = 75_000;
/** Answers under way, streams and sockets are ended before: what stays open then is a client that hangs. */
const HTTP_GRACE_MS = 3000;
const HTTP_LIMIT_MS = 10_000;
const DATABASE_LIMIT_MS = 10_000;
/** PostgreSQL writes out what it holds; slower than this, it recovers at its next start. */
const POSTGRES_LIMIT_MS = 45_000;
const TELLING_LIMIT_MS = 5000;

/** Starts a whole node. When something is in the way, what was started is stopped again and the error says what to do. */
export async function startServer(
  configuration: Configuration,
  options: StartOptions = {},
): Promise<RunningServer> {
  const step = options.onStep ?? (() => undefined);
  const shutdown = new Shutdown(silentLog);
  const serves = configuration.roles.includes('api');
  try {
    if (serves) await checkAddress(configuration);
    await mkdir(configuration.home, { recursive: true, mode: 0o700 });
    const { log, file, monitoring } = await openObservers(configuration, shutdown);

    step(configuration.databaseUrl ? 'Connecting to the database' : 'Starting PostgreSQL');
    const opened = await openDatabase(configuration, databaseWatchers(log));
    shutdown.add('PostgreSQL', POSTGRES_LIMIT_MS, opened.stopServer);
    shutdown.add('database connections', DATABASE_LIMIT_MS, () => opened.database.close());
    const { applied } = await migrate(opened.database);
    if (applied.length > 0)
      step(`Preparing the database (${applied.length} migration${applied.length > 1 ? 's' : ''})`);

    step('Starting the engine');
    let app: FastifyInstance | undefined;
    // Below the engine, so that requests are answered (with 503) for as long as it drains.
    shutdown.add('HTTP server', HTTP_LIMIT_MS, () => app && closeApp(app));
    const engine = await openEngine(configuration, opened.database, log, monitoring);
    shutdown.add('engine', ENGINE_LIMIT_MS, () => engine.stop());
    await engine.start();
    await warnOfSandbox(configuration, log);

    const lifecycle = new Lifecycle();
    const webRoot = options.webRoot ?? installedDashboard();
    if (serves)
      app = await buildApp({
        engine,
        database: opened.database,
        configuration,
        origins: options.origins,
        log,
        webRoot,
        lifecycle,
        tracer: monitoring.tracer,
      });
    const url = app ? await listen(app, configuration) : null;
    shutdown.add('housekeeping', TELLING_LIMIT_MS, startHousekeeping(opened.database, engine, log));
    lifecycle.ready();
    const examplesCreated =
      url !== null &&
      (await createExamples(engine, opened.database, { wanted: configuration.examples, url }));
    log.info({ url, node: engine.node, roles: configuration.roles }, 'started');
    return {
      url,
      engine,
      database: opened.database,
      embedded: opened.embedded,
      logFile: file,
      examplesCreated,
      signInUrl: url === null ? null : await signInUrl(engine, configuration, url),
      stop: stopOnce(lifecycle, shutdown),
    };
  } catch (error) {
    await shutdown.run();
    throw error;
  }
}

async function openObservers(configuration: Configuration, shutdown: Shutdown) {
  const logging = await openLog(configuration);
  shutdown.tellTo(logging.log);
  shutdown.add('log', TELLING_LIMIT_MS, logging.close);
  const monitoring = await openMonitoring(configuration, logging);
  shutdown.add('traces and error reports', TELLING_LIMIT_MS, monitoring.close);
  return { log: logging.log, file: logging.file, monitoring };
}

async function openEngine(
  configuration: Configuration,
  database: Database,
  log: Logger,
  monitoring: Monitoring,
): Promise<Engine> {
  const signer = await auditSigner(configuration);
  const engine = await createEngine({
    ...engineOptions(configuration, database, log),
    ...(signer && { auditSigner: signer }),
    ...(monitoring.tracer && { tracer: monitoring.tracer }),
  });
  monitoring.attach(engine);
  return engine;
}

/** Ends the process when it is told to: the first signal drains, the second does not wait. */
export function stopOnSignals(server: Pick<RunningServer, 'stop'>, options: StartOptions = {}): void {
  let stopping = false;
  const onSignal = (): void => {
    // PostgreSQL lives on, and the next start adopts it.
    if (stopping) process.exit(130);
    stopping = true;
    options.onStep?.('Stopping; press Ctrl-C again to stop at once');
    void server.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
}

function stopOnce(lifecycle: Lifecycle, shutdown: Shutdown): () => Promise<void> {
  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    lifecycle.drain();
    await lifecycle.whenIdle(REQUEST_GRACE_MS);
    await shutdown.run();
  };
  return () => (stopped ??= stop());
}

/** A connection that never sent a request, or whose reader has gone to sleep, would be waited for by its timeouts. */
async function closeApp(app: FastifyInstance): Promise<void> {
  const force = setTimeout(() => app.server.closeAllConnections(), HTTP_GRACE_MS);
  await app.close().finally(() => clearTimeout(force));
}

async function signInUrl({ tokens }: Engine, { auth }: Configuration, url: string): Promise<string | null> {
  if (auth === 'local' || (await tokens.any('session'))) return null;
  return signInLink(url, await tokens.createSignInCode({ actor: 'tutti' }));
}

const databaseWatchers = (log: Logger) => ({
  log: (message: string) => log.info({}, message),
  onError: (error: Error) => log.debug({ err: error }, 'an idle database connection was lost'),
});

function engineOptions(configuration: Configuration, database: Database, log: Logger) {
  const { maxConcurrent, cpuLimit, memoryLimit, leaseMs, roles, home, node, labels } = configuration;
  return {
    database,
    migrate: false,
    refuseUnknownTasks: true,
    maxConcurrent,
    cpuLimit,
    memoryLimit,
    leaseMs,
    roles,
    diskFolder: home,
    archiveFolder: path.join(home, 'archive'),
    ...securityOptions(configuration),
    labels,
    version: VERSION,
    log,
    ...(node !== undefined && { node }),
  };
}

/** Commands fail rather than run outside of it, and who starts the node should know why. */
async function warnOfSandbox(configuration: Configuration, log: Logger): Promise<void> {
  const problem = await sandboxProblem(shellOptions(configuration));
  if (problem !== undefined) log.warn({}, problem);
}

/** Beside `packages` in the sources, beside the bundle in the published package. */
function installedDashboard(): string | undefined {
  const candidates = ['../../web/dist', './web'].map((place) => path.join(import.meta.dirname, place));
  return candidates.find((folder) => existsSync(path.join(folder, 'index.html')));
}

async function checkAddress({ auth, host, port }: Configuration): Promise<void> {
  if (auth === 'local') assertLoopback(host);
  if (port === 0) return;
  try {
    if (await portIsFree(host, port)) return;
  } catch (cause) {
    throw new TuttiError(
      'CONFIG_INVALID',
      `Cannot listen on ${host}:${port}: ${(cause as Error).message}. Choose another with --port or --host.`,
      { cause },
    );
  }
  throw await portTaken(host, port);
}

async function portTaken(host: string, port: number): Promise<TuttiError> {
  const [tutti, holder] = await Promise.all([tuttiAt(host, port), portHolder(port)]);
  const who = holder ? ` (process ${holder.pid}: ${holder.command})` : '';
  const what = tutti ? `Tutti already runs at ${tutti}${who}.` : `Port ${port} is taken${who}.`;
  const fix = `start with --port ${port + 1}, or with --port 0 for a free one`;
  return new TuttiError('CONFIG_INVALID', `${what} Use that one, end it, or ${fix}.`, {
    errors: [{ field: 'port', message: `is taken${who}`, fix }],
  });
}

async function listen(app: FastifyInstance, { host, port }: Configuration): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') throw await portTaken(host, port);
    throw error;
  }
}
