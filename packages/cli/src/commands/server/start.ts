import type { Configuration, NodeRole } from '@tutti/contract';
import type { RunningServer } from '@tutti/server';
import { plainText } from '../../output/safe-text.ts';
import { withGlyph } from '../../output/status-mark.ts';
import { renderFields } from '../../output/table.ts';
import type { View } from '../../output/view.ts';
import { watchParents } from '../../parent-watch.ts';
import { defineCommand } from '../../program/command.ts';
import type { Context } from '../../program/context.ts';
import { negatedFlag, text } from '../../program/option.ts';

interface Started {
  url: string | null;
  home: string;
  logFile: string;
  database: 'embedded' | 'external';
  roles: readonly NodeRole[];
  examplesCreated: boolean;
  signInUrl: string | null;
  pid: number;
}

export const command = defineCommand({
  options: {
    port: text('port', 'Port of API and dashboard; 0 takes a free one'),
    host: text('address', 'Address to bind to; without TUTTI_AUTH=token loopback only'),
    roles: text('roles', 'all, or some of api, scheduler, worker, separated by commas'),
    examples: negatedFlag('Make no example schedules at the first start'),
  },
  examples: ['tutti start', 'tutti start --port 0 --no-examples'],
  notes:
    'Ctrl-C lets running work end and stops everything, PostgreSQL included. The next start finds everything as it was.',
  run: async ({ context, options }) => {
    const { configuration, origins } = await context.loaded(options);
    const parentsGone = isBelowNpm(context) ? watchParents() : undefined;
    const { startServer, stopOnSignals } = await import('@tutti/server');
    const onStep = (line: string): void =>
      context.note(context.view.colours.dim(`${line}${context.view.unicode ? ' …' : ' ...'}`));
    const server = await startServer(configuration, { onStep, origins });
    stopOnSignals(server, { onStep });
    void parentsGone?.then(() => endWith(server));
    const started = describe(configuration, server);
    return {
      data: started,
      text: (view) => startedText(view, started, isBelowNpm(context)),
      brief: started.url ?? '',
    };
  },
});

/** npm names the script it runs. */
const isBelowNpm = ({ io }: Context): boolean => io.environment['npm_lifecycle_event'] !== undefined;

async function endWith(server: RunningServer): Promise<never> {
  await server.stop().catch(() => undefined);
  process.exit(0);
}

const describe = (
  { home, databaseUrl, roles }: Configuration,
  { url, logFile, examplesCreated, signInUrl }: RunningServer,
): Started => ({
  url,
  home,
  logFile,
  database: databaseUrl === undefined ? 'embedded' : 'external',
  roles,
  examplesCreated,
  signInUrl,
  pid: process.pid,
});

function startedText(
  view: View,
  { url, home, logFile, database, examplesCreated, signInUrl }: Started,
  isBelow: boolean,
): string {
  const tutti = isBelow ? 'npx tutti' : 'tutti';
  const head =
    url === null
      ? 'Tutti runs, without an API'
      : `Tutti runs at ${view.colours.bold(view.colours.cyan(url))}`;
  const next = examplesCreated
    ? 'three example schedules are at work; one of them fails, for practice'
    : `${tutti} schedule create hello --every 1m --shell "echo hello"`;
  const fields = renderFields(view, [
    [
      'sign in',
      signInUrl === null ? undefined : `${signInUrl}\nonce, within 15 minutes; later: ${tutti} token link`,
    ],
    [
      'data',
      database === 'embedded'
        ? plainText(home)
        : `the database of DATABASE_URL; the rest in ${plainText(home)}`,
    ],
    ['log', plainText(logFile)],
    ['stop', 'Ctrl-C, or SIGTERM to process ' + process.pid],
    ['next', url === null ? `${tutti} status` : `${next}\n${tutti} status`],
  ]);
  return `\n${withGlyph(view, 'ok', head)}\n\n${fields.replaceAll(/^/gm, '  ')}\n`;
}
