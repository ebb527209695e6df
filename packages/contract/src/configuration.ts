import { z } from 'zod';

const number = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
const list = z.union([
  z.array(z.string()),
  z.string().transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  ),
]);

const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);

export const NODE_ROLES = ['api', 'scheduler', 'worker'] as const;
export type NodeRole = (typeof NODE_ROLES)[number];
const roles = z
  .union([z.literal('all').transform(() => [...NODE_ROLES]), list.pipe(z.array(z.enum(NODE_ROLES)).min(1))])
  .meta({ description: '`all`, or some of api, scheduler, worker, separated by commas' });

/** Yes or no, or whom; one word at a time is checked by the server, which knows what an address is. */
const trustProxy = z
  .union([z.boolean(), z.string()])
  .transform((value) => (value === 'true' || value === 'false' ? value === 'true' : value))
  .pipe(
    z.union([
      z.boolean(),
      z
        .string()
        .regex(
          /^(loopback|linklocal|uniquelocal|[\da-f.:]+(\/\d{1,3})?)(\s*,\s*(loopback|linklocal|uniquelocal|[\da-f.:]+(\/\d{1,3})?))*$/i,
          {
            error: 'must be true, false, or addresses and CIDRs separated by commas, like 10.0.0.0/8',
          },
        ),
    ]),
  );

const LABEL = /^[A-Za-z0-9][A-Za-z0-9_./-]{0,62}$/;
const labels = z
  .union([z.record(z.string(), z.string()), z.string().transform(parseLabels)])
  .refine(
    (found) => Object.entries(found).every(([name, value]) => LABEL.test(name) && value.length <= 200),
    {
      error: 'must be name=value, separated by commas, for example gpu=true,region=eu',
    },
  );

/** A part without = is a name that no label may have. */
function parseLabels(text: string): Record<string, string> {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  return Object.fromEntries(
    parts.map((part) => {
      const at = part.indexOf('=');
      return at < 0 ? ['', part] : [part.slice(0, at).trim(), part.slice(at + 1).trim()];
    }),
  );
}

interface Setting {
  /** Name in the environment; the key in configuration files is the property name. */
  env: string;
  schema: z.ZodType;
  /** As it would be written in the environment; absent means unset. */
  default?: string;
  description: string;
  /** Never shown. */
  secret?: true;
}
const setting = <const S extends Setting>(definition: S): S => definition;

/** Every setting: flags win over the environment, then tutti.config.json, then config.json in the home, then the default. */
export const SETTINGS = {
  port: setting({
    env: 'PORT',
    schema: number(0, 65_535),
    default: '3000',
    description: 'Port of the API and the dashboard; 0 takes a free one',
  }),
  host: setting({
    env: 'HOST',
    schema: z.string().min(1),
    default: '127.0.0.1',
    description: 'Address to bind to; in local mode loopback only',
  }),
  home: setting({
    env: 'TUTTI_HOME',
    schema: z.string().min(1),
    default: '~/.tutti',
    description: 'Folder of the embedded database, logs and configuration',
  }),
  databaseUrl: setting({
    env: 'DATABASE_URL',
    schema: z
      .string()
      .regex(/^postgres(ql)?:\/\//, { error: 'must start with postgresql://' })
      .optional(),
    description: 'A PostgreSQL 15 or newer to use; absent: the embedded one',
  }),
  databasePoolSize: setting({
    env: 'DATABASE_POOL_SIZE',
    schema: number(2, 500),
    default: '20',
    description: 'Connections in the pool',
  }),
  roles: setting({
    env: 'TUTTI_ROLES',
    schema: roles,
    default: 'all',
    description: 'What this node does: `all`, or some of api, scheduler, worker',
  }),
  node: setting({
    env: 'TUTTI_NODE',
    schema: z
      .string()
      .max(100)
      .regex(/^[A-Za-z0-9][A-Za-z0-9_.:-]*$/, {
        error: 'must start with a letter or digit and hold only letters, digits and _ . : -',
      })
      .optional(),
    description:
      'Name of this node, no two alike; absent: the host and the process. With it a drained node stays so when it restarts',
  }),
  labels: setting({
    env: 'TUTTI_LABELS',
    schema: labels,
    default: '',
    description: 'What this node has or where it stands, e.g. gpu=true,region=eu',
  }),
  maxConcurrent: setting({
    env: 'TUTTI_MAX_CONCURRENT',
    schema: number(1, 10_000),
    default: '4',
    description: 'Executions that run at the same time on this node',
  }),
  cpuLimit: setting({
    env: 'TUTTI_CPU_LIMIT',
    schema: number(1, 100),
    default: '80',
    description: 'Percent of the processor from which on a busy node takes no more work; 100: no limit',
  }),
  memoryLimit: setting({
    env: 'TUTTI_MEMORY_LIMIT',
    schema: number(1, 100),
    default: '85',
    description: 'Percent of the memory from which on a node takes no more work; 100: no limit',
  }),
  leaseMs: setting({
    env: 'TUTTI_LEASE_MS',
    schema: number(1000, 3_600_000),
    default: '30000',
    description: 'Milliseconds until the work of a dead node is taken over',
  }),
  httpAllow: setting({
    env: 'TUTTI_HTTP_ALLOW',
    schema: list.optional(),
    description:
      'Hosts and CIDRs that requests may reach beside the public internet, separated by commas; absent: in local mode loopback and private networks, in token mode none',
  }),
  shellAllow: setting({
    env: 'TUTTI_SHELL_ALLOW',
    schema: list.optional(),
    description:
      'Programs that shell_command may run, names or paths with * and ?, separated by commas; sh allows shell lines; absent: all',
  }),
  runAs: setting({
    env: 'TUTTI_RUN_AS',
    schema: z
      .string()
      .regex(/^(\d+(:\d+)?|[A-Za-z_][A-Za-z0-9_.-]*\$?)$/, { error: 'must be a user name, a uid or uid:gid' })
      .optional(),
    description: 'User that shell_command runs as: a name, a uid or uid:gid; needs root',
  }),
  sandbox: setting({
    env: 'TUTTI_SANDBOX',
    schema: z.enum(['none', 'bubblewrap']),
    default: 'none',
    description: 'What shell_command runs in; bubblewrap needs bwrap on this machine',
  }),
  sandboxNetwork: setting({
    env: 'TUTTI_SANDBOX_NETWORK',
    schema: flag,
    default: 'false',
    description: 'Let commands in the sandbox use the network',
  }),
  secretKey: setting({
    env: 'TUTTI_SECRET_KEY',
    schema: z.string().min(1).optional(),
    secret: true,
    description:
      'Key that secrets are encrypted with: 32 bytes in base64 or hex; while it is being rotated the new one, a comma and the old one; absent: a file in TUTTI_HOME, unless DATABASE_URL is set',
  }),
  secretKeyFile: setting({
    env: 'TUTTI_SECRET_KEY_FILE',
    schema: z.string().min(1).optional(),
    description: 'A file that holds the same',
  }),
  examples: setting({
    env: 'TUTTI_EXAMPLES',
    schema: flag,
    default: 'true',
    description: 'Make three example schedules at the first start',
  }),
  auth: setting({
    env: 'TUTTI_AUTH',
    schema: z.enum(['local', 'token']),
    default: 'local',
    description:
      'Who may call: `local`, everybody on this machine; `token`, whoever has a token or signed in',
  }),
  allowedHosts: setting({
    env: 'TUTTI_ALLOWED_HOSTS',
    schema: list.optional(),
    description:
      'In token mode the names browsers reach this server by, separated by commas; .example.com for all below. Addresses and localhost always are',
  }),
  trustProxy: setting({
    env: 'TRUST_PROXY',
    schema: trustProxy,
    default: 'false',
    description:
      'Whose X-Forwarded-* headers are believed: addresses and CIDRs of reverse proxies, or loopback; `true` for everybody',
  }),
  auditKey: setting({
    env: 'TUTTI_AUDIT_KEY',
    schema: z.string().min(1).optional(),
    secret: true,
    description:
      'Signs the audit log: 32 bytes in base64, the same on all nodes; absent: a file in TUTTI_HOME, and none with DATABASE_URL',
  }),
  token: setting({
    env: 'TUTTI_TOKEN',
    schema: z.string().min(1).max(200).optional(),
    secret: true,
    description: 'Token the CLI sends to a server in token mode',
  }),
  apiUrl: setting({
    env: 'TUTTI_API_URL',
    schema: z.url({ protocol: /^https?$/ }).optional(),
    description: 'Where the CLI finds the API; absent: the port of this configuration',
  }),
  retries: setting({
    env: 'TUTTI_RETRIES',
    schema: number(0, 20),
    default: '3',
    description: 'How often the CLI tries again when the network fails',
  }),
  errorHook: setting({
    env: 'TUTTI_ERROR_HOOK',
    schema: z.string().min(1).optional(),
    description:
      'Who hears of internal errors and critical events: an http(s) address, or the file of a module',
  }),
  otlpEndpoint: setting({
    env: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    schema: z.url({ protocol: /^https?$/ }).optional(),
    description: 'Where traces go, by OTLP over HTTP; absent: there are none',
  }),
  otlpHeaders: setting({
    env: 'OTEL_EXPORTER_OTLP_HEADERS',
    schema: z.string().optional(),
    description: 'Headers for the collector of traces: key=value, separated by commas',
    secret: true,
  }),
  otlpServiceName: setting({
    env: 'OTEL_SERVICE_NAME',
    schema: z.string().min(1),
    default: 'tutti',
    description: 'Name of this service in traces',
  }),
  logLevel: setting({
    env: 'LOG_LEVEL',
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    default: 'info',
    description: 'How much is logged',
  }),
  nodeEnv: setting({
    env: 'NODE_ENV',
    schema: z.string(),
    default: 'production',
    description: 'development adds detail to logs',
  }),
} as const;
export type SettingName = keyof typeof SETTINGS;

/** The parsed, frozen configuration of one process. */
export type Configuration = Readonly<{ [K in SettingName]: z.output<(typeof SETTINGS)[K]['schema']> }>;
