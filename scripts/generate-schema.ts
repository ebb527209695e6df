import { dumpSchema } from '@tutti/database';
import { startTestServer, testDatabase } from '@tutti/testkit';

/** What the migrations add up to, read back from a throw-away server. */
export async function generate(): Promise<string> {
  const server = await startTestServer();
  try {
    const { database, drop } = await testDatabase();
    const text = await dumpSchema(database);
    await drop();
    return text;
  } finally {
    await server.stop();
  }
}
