// A process that uses the embedded server of the folder it is given: tells how it got it, and leaves when told to.
import { Database, startEmbedded } from '@tutti/database';

const [directory = ''] = process.argv.slice(2);
const say = (message: object) => process.stdout.write(`${JSON.stringify(message)}\n`);

try {
  const server = await startEmbedded({ directory, fsync: false });
  const database = new Database({ connection: server.connection });
  const [row] = await database.query('select current_user as "user"');
  await database.close();
  say({ pid: server.pid, adopted: server.adopted, ...row });
  process.stdin.once('data', () => {
    void server.stop().then((result) => {
      say(result);
      process.exit();
    });
  });
} catch (error) {
  say({ error: error instanceof Error ? error.message : String(error) });
  process.exitCode = 1;
}
