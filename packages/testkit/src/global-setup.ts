import { startTestServer } from './test-server.ts';

/** vitest's globalSetup: the one server of a test run. Workers find it through the environment. */
export default async function setup(): Promise<() => Promise<void>> {
  const server = await startTestServer();
  return () => server.stop();
}
