import type { NodeRole } from '@tutti/contract';
import type { Database } from '@tutti/database';
import type { AuditSigner } from './audit/index.ts';
import type { MachineLoad, MachineSize, TaskHandler } from './execution/index.ts';
import type { ShellOptions } from './handlers/index.ts';
import type { Clock, Log, Tracer } from './kernel/index.ts';
import type { KeyPlace } from './secret/index.ts';

export interface EngineOptions {
  /** An open database, which stays the caller's; or where to open one. */
  database: Database | ConstructorParameters<typeof Database>[0]['connection'];
  /** Handlers beside the built-in ones. */
  handlers?: readonly TaskHandler[];
  /** Name of this node; must be its own. */
  node?: string;
  roles?: readonly NodeRole[];
  /** What this node has or where it stands, for others to see: `{ region: 'eu' }`. */
  labels?: Readonly<Record<string, string>>;
  /** Of the program around the engine; shown with the node. */
  version?: string;
  /** Executions at the same time; default 4. */
  maxConcurrent?: number;
  /** Claimed ahead of that; default 0. Worth it for tiny handlers by the thousand only. */
  prefetch?: number;
  /** Default 30,000. */
  leaseMs?: number;
  /** Hosts and CIDRs that http_request may reach beside the public internet; absent: loopback and private ones. */
  httpAllow?: readonly string[];
  /** What shell_command may run, as whom, and in which sandbox. */
  shell?: ShellOptions;
  /** Where the key for secrets is; absent: there can be none. */
  secretKey?: KeyPlace;
  /** Zone of cron schedules that name none; default UTC. */
  defaultTimezone?: string;
  /** A folder whose disk must not fill up: below 5 % free this node takes no work. */
  diskFolder?: string;
  /** Bytes of log kept per run; default 1 MiB. */
  logLimitBytes?: number;
  /** Signs the end of the audit log and where retention cuts it; absent: unsigned. */
  auditSigner?: AuditSigner;
  /** Refuse work that no handler of this node can do; default false, since another node may. */
  refuseUnknownTasks?: boolean;
  /** Percent of the processor, and of memory, from which on nothing more is started; default 100: no limit. */
  cpuLimit?: number;
  memoryLimit?: number;
  /** Measures the machine; default: the container or the host this runs on. */
  machineLoad?: () => MachineLoad | undefined;
  /** What the machine has, for executions that state what they cost; default: the container or the host this runs on. */
  machineSize?: MachineSize;
  /** An execution whose stated cost does not fit gets a node alone after so long; default 60,000. */
  costPatienceMs?: number;
  /** Where dead letters are archived; absent: they stay in their table. */
  archiveFolder?: string;
  /** Bring the schema up to date first; default true. */
  migrate?: boolean;
  /** Told of every attempt; absent: nobody is, and it costs nothing. */
  tracer?: Tracer;
  clock?: Clock;
  random?: () => number;
  log?: Log;
}
