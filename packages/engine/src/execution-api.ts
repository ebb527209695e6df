import type {
  Attempt,
  Execution,
  ExecutionCounts,
  ExecutionDraft,
  ExecutionFacets,
  ExecutionPhase,
  ExecutionStatus,
  ExecutionSummary,
  Page,
  QueueView,
  TaskTypeInfo,
} from '@tutti/contract';
import type { Actor } from './engine-api.ts';
import type { TimelineApi } from './execution/index.ts';

export interface Enqueued {
  id: number;
  executionId: string;
}
export interface ExecutionListQuery {
  limit: number;
  offset?: number;
  cursor?: string | undefined;
  scheduleId?: number | undefined;
  status?: ExecutionStatus[] | undefined;
  phase?: ExecutionPhase[] | undefined;
  /** Key of the breaker it waits for. */
  deferredBy?: string | undefined;
  queue?: string | undefined;
  type?: string | undefined;
  tag?: string | undefined;
  from?: string | undefined;
  until?: string | undefined;
  text?: string | undefined;
  node?: string | undefined;
  batchId?: string | undefined;
  order?: 'asc' | 'desc';
  searchMs?: number | undefined;
}
export type ExecutionFilter = Omit<ExecutionListQuery, 'limit' | 'offset' | 'cursor' | 'order' | 'searchMs'>;
/**
 * No text is indexed, so that nothing slows down the queue: one is looked for row by row, which takes a second where there
 * are millions. With `searchMs` that look ends after about so long, and the answer says how far it got.
 */
export interface SearchTime {
  searchMs?: number | undefined;
}

/** All methods throw `TuttiError`s of the catalogue. `key` is an integer id or a UUID, as text. */
export interface ExecutionsApi extends TimelineApi {
  /** Enqueues one; calls at the same time share a commit. Returns once it is durable; never waits for the run. */
  enqueue(draft: ExecutionDraft, by?: Actor): Promise<Enqueued>;
  /** Enqueues up to 100,000 at once, all or none. */
  enqueueMany(drafts: readonly ExecutionDraft[], by?: Actor): Promise<Enqueued[]>;
  get(key: string): Promise<Execution>;
  /**
   * With a text and `searchMs` a page may be short, even empty, though `nextCursor` says that there is more to look through;
   * `total` is then what was found on this page.
   */
  list(query: ExecutionListQuery): Promise<Page<ExecutionSummary>>;
  /** By status, among those that fit. */
  counts(filter: ExecutionFilter & SearchTime): Promise<ExecutionCounts>;
  /** Which queues, schedules, types, nodes, tags and phases there are among those that fit, with counts. */
  facets(filter: ExecutionFilter & SearchTime): Promise<ExecutionFacets>;
  attempts(key: string): Promise<Attempt[]>;
  cancel(key: string, options?: Actor & { reason?: string | undefined }): Promise<Execution>;
  /** What waits, in the order in which it will be served. */
  queue(query: { queue?: string | undefined; limit: number }): Promise<QueueView>;
  taskTypes(): TaskTypeInfo[];
}
