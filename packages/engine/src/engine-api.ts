import type {
  ApplyResult,
  AuditRecord,
  AuditVerdict,
  BackfillResult,
  Calendar,
  Breaker,
  BreakerPatch,
  BreakerPin,
  BreakerState,
  EmitResult,
  Event,
  ExecutionEvents,
  ExecutionMetrics,
  InstallationSettings,
  InstallationSettingsPatch,
  InstallationSettingsView,
  LogChunk,
  LogPage,
  MetricsInterval,
  Node,
  Page,
  Preview,
  PreviewRequest,
  QueueMetrics,
  RetryMetrics,
  Schedule,
  ScheduleDraft,
  ScheduleMetrics,
  SchedulePatch,
  SchedulerStatus,
  ScheduleType,
  Secret,
  SecretInUse,
  SecretRotation,
  Slot,
} from '@tutti/contract';
import type { TokensApi } from './access-api.ts';
import type { LogRange } from './execution/index.ts';
import type { Enqueued, ExecutionsApi } from './execution-api.ts';
import type { BatchesApi, IncomingHooksApi, NotificationsApi, WebhooksApi } from './hooks-api.ts';
import type { Interventions } from './interventions.ts';
import type { Queues } from './queue/index.ts';
import type { RemoteWorkers } from './remote/index.ts';
import type { DeadLetters, Errors, LetterArchive, Rules } from './recovery/index.ts';
import type { CalendarQuery } from './schedule/index.ts';

/** Who acts, and by which request; stands in events and audit. */
export interface Actor {
  actor?: string | undefined;
  requestId?: string | undefined;
  /** W3C trace context of the request; carried into what it enqueues. */
  traceparent?: string | undefined;
}
export interface ScheduleListQuery {
  limit: number;
  offset?: number;
  enabled?: boolean | undefined;
  type?: ScheduleType | undefined;
  tag?: string | undefined;
  text?: string | undefined;
  sort?: 'id' | 'name' | 'nextRunAt' | 'lastRunAt';
  order?: 'asc' | 'desc';
  recent?: number | undefined;
}
export interface SlotListQuery {
  limit: number;
  offset?: number;
  cursor?: string | undefined;
  from?: string | undefined;
  until?: string | undefined;
}
export interface AuditListQuery {
  limit: number;
  cursor?: string | undefined;
  actor?: string | undefined;
  action?: string | undefined;
  entityType?: string | undefined;
  entityId?: string | undefined;
  from?: string | undefined;
  until?: string | undefined;
}
/** An edit; `ifMatch` is the `updatedAt` the caller read: a stale one is PRECONDITION_FAILED. */
export interface Edit extends Actor {
  ifMatch?: string | undefined;
}
export interface TriggerInput extends Actor {
  data?: unknown;
  taskConfig?: Record<string, unknown> | undefined;
  priority?: number | undefined;
  reason?: string | undefined;
}

export type { Enqueued, ExecutionListQuery, ExecutionsApi } from './execution-api.ts';
export type { Act } from './interventions.ts';
export type InterventionsApi = Pick<Interventions, 'act' | 'actMany' | 'list' | 'report'>;
export type ErrorsApi = Pick<
  Errors,
  | 'list'
  | 'groups'
  | 'counts'
  | 'actOnMany'
  | 'get'
  | 'retry'
  | 'resolve'
  | 'ignore'
  | 'escalate'
  | 'state'
  | 'start'
  | 'stop'
>;
export type DeadLettersApi = Pick<
  DeadLetters,
  'list' | 'get' | 'stats' | 'resubmit' | 'resubmitMany' | 'redrives' | 'resolve' | 'pendingIds'
>;
export type LetterArchiveApi = Pick<LetterArchive, 'archive' | 'archiveOld' | 'list' | 'restore'>;
export type RulesApi = Pick<
  Rules,
  'list' | 'create' | 'replace' | 'delete' | 'policies' | 'setPolicy' | 'resetPolicy'
>;
export type QueuesApi = Pick<Queues, 'list' | 'get' | 'update' | 'pause' | 'resume' | 'keys'>;
export interface LogsApi {
  /** Pieces of a log in their order: the first from `fromSeq` on, or the last where `before` or `tail` is given. */
  read(key: string, range: LogRange): Promise<LogPage>;
  /** Calls back with every chunk from `fromSeq` on, in order, as the log grows, until the returned function is called. */
  follow(executionId: string, fromSeq: number, onChunks: (chunks: LogChunk[]) => void): () => void;
}
export interface BreakerListQuery {
  state?: BreakerState[] | undefined;
  text?: string | undefined;
  limit: number;
  offset?: number;
}
/** What workers without database access ask for; each call proves its lease. */
export type RemoteWorkersApi = Pick<
  RemoteWorkers,
  | 'register'
  | 'claim'
  | 'heartbeat'
  | 'log'
  | 'progress'
  | 'saveStep'
  | 'complete'
  | 'fail'
  | 'release'
  | 'leave'
>;
/** Circuit breakers, shared by all nodes. */
export interface BreakersApi {
  list(query: BreakerListQuery): Promise<Page<Breaker>>;
  get(key: string): Promise<Breaker>;
  /** The newest changes of its state first. */
  history(key: string): Promise<Event[]>;
  /** Changes thresholds; makes the breaker when it is not there. */
  configure(key: string, patch: BreakerPatch, by?: Actor): Promise<Breaker>;
  /** Opens it until it is reset. */
  trip(key: string, by?: Actor & { reason?: string | undefined }): Promise<Breaker>;
  reset(key: string, by?: Actor & { reason?: string | undefined }): Promise<Breaker>;
  pin(key: string, pin: BreakerPin, by?: Actor & { reason?: string | undefined }): Promise<Breaker>;
}
/** The register of nodes. */
export interface NodesApi {
  list(): Promise<Node[]>;
  /** How many nodes answer requests, as this one last saw it; asks nobody. */
  serving(): number;
  get(name: string): Promise<Node>;
  /** It finishes what it runs and takes nothing more, until it is resumed. */
  drain(name: string, by?: Actor & { reason?: string | undefined }): Promise<Node>;
  resume(name: string, by?: Actor): Promise<Node>;
}
export interface SchedulesApi {
  create(draft: ScheduleDraft, by?: Actor): Promise<Schedule>;
  get(id: number): Promise<Schedule>;
  list(query: ScheduleListQuery): Promise<Page<Schedule>>;
  replace(id: number, draft: ScheduleDraft, edit?: Edit): Promise<Schedule>;
  update(id: number, patch: SchedulePatch, edit?: Edit): Promise<Schedule>;
  delete(id: number, edit?: Edit): Promise<void>;
  trigger(id: number, input?: TriggerInput): Promise<Enqueued>;
  setEnabled(id: number, enabled: boolean, by?: Actor): Promise<Schedule>;
  duplicate(id: number, by?: Actor): Promise<Schedule>;
  backfill(
    id: number,
    range: { from: string; until: string; limit: number; priority?: number | undefined },
    by?: Actor,
  ): Promise<BackfillResult>;
  slots(id: number, query: SlotListQuery): Promise<Page<Slot>>;
  preview(request: PreviewRequest): Preview;
  /** When all enabled schedules are due over a range. */
  calendar(query: CalendarQuery): Promise<Calendar>;
  apply(
    request: { schedules: ScheduleDraft[]; dryRun?: boolean; prune?: boolean },
    by?: Actor,
  ): Promise<ApplyResult>;
  /** Lets time and events fire on all nodes. */
  start(by?: Actor): Promise<SchedulerStatus>;
  stop(by?: Actor): Promise<SchedulerStatus>;
  status(): Promise<SchedulerStatus>;
}
export interface EventsApi {
  emit(event: { event: string; data?: Record<string, unknown> }, by?: Actor): Promise<EmitResult>;
  /** Events after `cursor`, oldest first; without a cursor the newest ones. `cursor` of the answer goes on from its end. */
  list(query: {
    cursor?: string | undefined;
    types?: string[] | undefined;
    limit: number;
  }): Promise<{ items: Event[]; cursor: string }>;
  /** What happened to one execution, oldest first, and the event that caused it. */
  about(executionKey: string): Promise<ExecutionEvents>;
  /** The cursor of the newest event that `subscribe` has delivered or will not deliver: what is appended after it was answered will be. */
  head(): Promise<string>;
  /** Whether events may already be missing after this cursor (older than retention), or it is not a cursor at all. */
  checkCursor(cursor: string): Promise<'ok' | 'expired' | 'invalid'>;
  /** Live events of the whole fleet, in order, in batches; each once. */
  subscribe(
    listener: (events: readonly Event[]) => void,
    onLag?: (from: string, to: string) => void,
  ): () => void;
  /** Negative, 0 or positive as the first cursor stands before, at or after the second. */
  compare(a: string, b: string): number;
}
/** What holds for the whole installation. */
export interface SettingsApi {
  /** As this node holds them, without asking the database. */
  readonly current: InstallationSettings;
  get(): Promise<InstallationSettingsView>;
  /** Changes what is given; null goes back to the default. Reaches all nodes. */
  update(patch: InstallationSettingsPatch, by?: Actor): Promise<InstallationSettingsView>;
}
export interface MetricsQuery {
  interval: MetricsInterval;
  queue?: string | undefined;
  type?: string | undefined;
}
/** The whole installation at this moment, for monitoring. */
export interface FleetSnapshot {
  /** What ended since the beginning. */
  totals: { queue: string; taskType: string; status: string; executions: number }[];
  queues: { queue: string; ready: number; running: number; delayed: number; oldestMs: number | null }[];
}
/** Counts of what ended, at most half a minute behind. */
export interface MetricsApi {
  executions(query: MetricsQuery): Promise<ExecutionMetrics>;
  retryStats(query: MetricsQuery): Promise<RetryMetrics>;
  queues(query: { interval: MetricsInterval }): Promise<QueueMetrics>;
  schedules(query: { interval: MetricsInterval }): Promise<ScheduleMetrics>;
  fleet(): Promise<FleetSnapshot>;
  /** Executions that this node took over from lost ones since it was made. */
  readonly takenOver: number;
}
export interface AuditApi {
  /** Newest first. */
  list(query: AuditListQuery): Promise<Page<AuditRecord>>;
  /** Reads all of it; who asks meanwhile gets the same answer. */
  verify(): Promise<AuditVerdict>;
}
export interface SecretsApi {
  /** Names, never values. */
  list(): Promise<SecretInUse[]>;
  put(name: string, value: string, by?: Actor): Promise<Secret>;
  delete(name: string, by?: Actor): Promise<void>;
  /** Encrypts all of them anew; safe to interrupt and to repeat. */
  rotate(by?: Actor): Promise<SecretRotation>;
}
export interface EngineHealth {
  database: { ok: boolean; latencyMs: number | null; message: string | null };
  scheduler: { running: boolean | null; lastTickAt: string | null; ticking: boolean };
  recovery: { running: boolean | null; lastRunAt: string | null };
  workers: { running: number; limit: number; claiming: boolean; draining: boolean };
  events: { lagMs: number | null };
}

/** A node of the engine: usable alone as a library, or behind the server. */
export interface Engine {
  readonly node: string;
  readonly executions: ExecutionsApi;
  readonly schedules: SchedulesApi;
  readonly breakers: BreakersApi;
  readonly nodes: NodesApi;
  readonly events: EventsApi;
  readonly logs: LogsApi;
  readonly settings: SettingsApi;
  readonly metrics: MetricsApi;
  readonly audit: AuditApi;
  readonly webhooks: WebhooksApi;
  readonly incomingHooks: IncomingHooksApi;
  readonly secrets: SecretsApi;
  readonly tokens: TokensApi;
  readonly notifications: NotificationsApi;
  readonly batches: BatchesApi;
  /** What operators do to executions. */
  readonly interventions: InterventionsApi;
  readonly errors: ErrorsApi;
  readonly errorRules: RulesApi;
  readonly deadLetters: DeadLettersApi;
  readonly letterArchive: LetterArchiveApi;
  readonly queues: QueuesApi;
  readonly remoteWorkers: RemoteWorkersApi;
  /** Subscribes in-process to events by pattern: `execution.completed`, `order.*`, `*`. */
  on(pattern: string, listener: (event: Event) => void): () => void;
  health(): Promise<EngineHealth>;
  /** One pass over all due work: fires what is due and runs until nothing is ready. Resolves to what ended. */
  processOnce(): Promise<{ completed: number; failed: number }>;
  /** Starts the services of this node's roles. */
  start(): Promise<void>;
  /** Stops claiming, drains for `drainMs` (30,000), gives the rest back to the queue without spending an attempt, closes. */
  stop(options?: { drainMs?: number }): Promise<void>;
}
