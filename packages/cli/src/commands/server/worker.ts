import { hostname } from 'node:os';
import type { Configuration } from '@tutti/contract';
import { CliError, usageError } from '../../cli-error.ts';
import { apiAddress } from '../../configuration/api-address.ts';
import { EXIT } from '../../exit-code.ts';
import { safeJson } from '../../output/safe-text.ts';
import { parseDuration } from '../../parse/duration.ts';
import { integer } from '../../parse/integer.ts';
import { nameValue } from '../../parse/name-value.ts';
import { defineCommand } from '../../program/command.ts';
import { choice, type Option, parsed, text, texts } from '../../program/option.ts';
import { eventLine } from '../../worker/event-line.ts';
import { wireOf } from '../../worker/wire.ts';

const DRAIN_MS = 30_000;
const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

const LABELS: Option<(readonly [string, string])[]> = {
  placeholder: 'name=value',
  description: 'What it has or where it stands, beside TUTTI_LABELS; may be given several times',
  many: true,
  parse: nameValue('='),
};

export const command = defineCommand({
  options: {
    url: text('url', 'Where the server is; default: TUTTI_API_URL'),
    name: text('name', 'Its own name; default: TUTTI_NODE, or the host and the process'),
    label: LABELS,
    type: choice(['shell_command', 'http_request'], 'Take only this task type; default: both'),
    queue: texts('name', 'Take work from this queue only; may be given several times'),
    concurrency: parsed('count', 'Runs at the same time; default: TUTTI_MAX_CONCURRENT', integer(1, 1000)),
    drain: parsed('duration', 'How long runs may go on when it is told to stop; default 30s', parseDuration),
  },
  examples: [
    'tutti worker --url http://127.0.0.1:3000 --label gpu=true --concurrency 2',
    'tutti worker --type http_request --queue mail --json',
  ],
  notes: `Takes work over HTTPS with a token of the role worker and needs no database. What its commands may do is said by TUTTI_SHELL_ALLOW,
TUTTI_RUN_AS, TUTTI_SANDBOX and TUTTI_HTTP_ALLOW on this machine. Ctrl-C or SIGTERM lets runs end and gives back what does not end in
time; a second one stops at once. With --json each event is a line of its own: {"success":true,"data":{"event":"started",...}}.
Ends with 0 when told to, 5 when the token is refused, 2 when the server does not take its name or labels.`,
  run: async ({ context, options }) => {
    const { url, label = [], type, queue: queues, drain = DRAIN_MS } = options;
    const configuration = await context.configuration({ apiUrl: url ?? context.flags.apiUrl });
    const address = apiAddress(configuration);
    refusePlain(address);
    const client = await context.client(configuration);
    const { startRemoteWorker } = await import('@tutti/server');
    try {
      await startRemoteWorker(
        configuration,
        {
          wire: wireOf(client),
          name: options.name ?? configuration.node ?? ownName(),
          labels: { ...configuration.labels, ...Object.fromEntries(label) },
          ...(type && { taskTypes: [type] }),
          ...(queues && { queues }),
          maxConcurrent: options.concurrency ?? configuration.maxConcurrent,
          tell: (told) => {
            if (context.json) context.print(safeJson({ success: true, data: told }));
            else if (!context.quiet) context.print(eventLine(context.view, told));
          },
        },
        context.io.interruption(),
        drain,
      );
    } catch (error) {
      throw refusedToken(error, configuration) ?? error;
    }
    return undefined;
  },
});

/** The token and the secrets of tasks go over this line. */
function refusePlain(address: string): void {
  const { protocol, hostname: host } = new URL(address);
  if (protocol === 'https:' || LOOPBACK.test(host)) return;
  throw usageError(
    `a worker speaks https; plain http is for a server on this machine, and ${host} is none`,
    `https://${host}, by a reverse proxy with TLS before the server, or an SSH tunnel`,
  );
}

/** Of letters that every name may have. */
const ownName = (): string =>
  `${
    hostname()
      .replaceAll(/[^\w.:-]/g, '-')
      .replace(/^[^A-Za-z0-9]+/, '')
      .slice(0, 80) || 'worker'
  }-${process.pid}`;

function refusedToken(error: unknown, { token }: Configuration): CliError | undefined {
  const { status, message } = error as { status?: number; message: string };
  if (status !== 401 && status !== 403) return undefined;
  const what =
    token === undefined
      ? 'the server wants a token'
      : 'the server refuses the token, or lets it take no work';
  return new CliError(
    status === 401 ? 'UNAUTHENTICATED' : 'FORBIDDEN',
    `${what}: ${message.replace(/\.$/, '')}`,
    {
      exitCode: EXIT.unauthorised,
      suggestion: 'make one with: tutti token create <name> --role worker; and set TUTTI_TOKEN to its secret',
      details: { status },
      cause: error,
    },
  );
}
