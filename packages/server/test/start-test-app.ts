import { createEngine, silentLog } from '@tutti/engine';
import type { Engine, EngineOptions } from '@tutti/engine';
import { temporaryFolder, testDatabase } from '@tutti/testkit';
import type { TestDatabase } from '@tutti/testkit';
import type { FastifyInstance } from 'fastify';
import { buildApp } from '../src/app.ts';
import type { AppDeps } from '../src/app.ts';
import { Lifecycle } from '../src/lifecycle.ts';

export interface TestApp {
  url: string;
  app: FastifyInstance;
  engine: Engine;
  database: TestDatabase['database'];
  lifecycle: Lifecycle;
  /** Sends JSON where there is a body, and reads JSON back. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<TestAnswer>;
  close(): Promise<void>;
}
export interface TestAnswer {
  status: number;
  headers: Headers;
  // oxlint-disable-next-line typescript/no-explicit-any -- a test asserts what it expects of it
  body: any;
}

/** A server on a port and a database of its own, every answer of which is checked against the contract. */
export async function startTestApp(
  options: {
    engine?: Omit<EngineOptions, 'database'>;
    app?: Partial<AppDeps>;
    configuration?: Partial<AppDeps['configuration']>;
    running?: boolean;
  } = {},
): Promise<TestApp> {
  const testing = await testDatabase();
  const home = await temporaryFolder();
  const engine = await createEngine({
    database: testing.database,
    migrate: false,
    log: silentLog,
    ...options.engine,
  });
  if (options.running) await engine.start();
  const lifecycle = new Lifecycle();
  lifecycle.ready();
  const app = await buildApp({
    engine,
    database: testing.database,
    configuration: { home: home.path, databaseUrl: 'postgresql://elsewhere/tutti', ...options.configuration },
    log: silentLog,
    validateResponses: true,
    lifecycle,
    ...options.app,
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const close = async (): Promise<void> => {
    await app.close();
    await engine.stop({ drainMs: 0 });
    await testing.drop();
    await home.remove();
  };
  return {
    url,
    app,
    engine,
    database: testing.database,
    lifecycle,
    call: (...request) => call(url, ...request),
    close,
  };
}

async function call(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<TestAnswer> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await fetch(url + path, {
    method,
    headers: { ...(text !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(text !== undefined && { body: text }),
  });
  const received = await answer.text();
  const json = answer.headers.get('content-type')?.includes('json') && received !== '';
  return { status: answer.status, headers: answer.headers, body: json ? JSON.parse(received) : received };
}
