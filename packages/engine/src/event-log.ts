import {
  type Event,
  EmitRequest,
  type EmitResult,
  type ExecutionEvents,
  TuttiError,
  eventMatches,
  parseAs,
} from '@tutti/contract';
import type { Database } from '@tutti/database';
import type { Actor, EventsApi } from './engine-api.ts';
import {
  type EventTail,
  appendEvents,
  compareCursors,
  formatCursor,
  isOwnPlace,
  parseCursor,
  readEventRows,
  readRowsAbout,
  readNewestRows,
  readOldest,
  unfoldEvents,
} from './events/index.ts';
import { getRow } from './execution/index.ts';
import { eventSchedules, readState, scheduleWants } from './schedule/index.ts';

interface EventLogDeps {
  database: Database;
  tail: EventTail;
  now(): Date;
  onAppended(): void;
}

/** How many rows a page of single events may cost at most, when most of them are not wanted. */
const MOST_ROWS = 2000;

/** What is told of one execution: its retries and interventions are few. */
const MOST_ABOUT = 500;
/** Records and dead letters follow an end a little later. */
const TAIL_MS = 600_000;
/** Slots are noted before their execution is. */
const SKEW_MS = 5000;

/** What callers do with the event log. */
export class EventLog implements EventsApi {
  readonly #deps: EventLogDeps;
  readonly compare = compareCursors;

  constructor(deps: EventLogDeps) {
    this.#deps = deps;
  }

  /** Appends the event; the schedules that wait for it are fired by whichever node reads it first. */
  async emit(
    request: { event: string; data?: Record<string, unknown> },
    { actor = 'local', traceparent }: Actor = {},
  ): Promise<EmitResult> {
    const { event: type, data } = parseAs(EmitRequest, request, {
      what: 'The event does not fit its schema',
    });
    const { database, now, onAppended } = this.#deps;
    const [cursor] = await database.transaction((tx) =>
      appendEvents(tx, [{ type, data, actor, traceparent }]),
    );
    onAppended();
    const id = cursor ? formatCursor(cursor) : '';
    const event: Event = {
      id,
      type,
      data,
      actor,
      at: now().toISOString(),
      correlationId: null,
      causationId: null,
      depth: 0,
    };
    const [schedules, state] = await Promise.all([eventSchedules(database), readState(database)]);
    const matching = schedules.filter((schedule) =>
      scheduleWants({ ...schedule, updated_at: new Date(0) }, event),
    ).length;
    return {
      eventId: id,
      matchingSchedules: matching,
      queuedExecutions: state.scheduler_running ? matching : 0,
    };
  }

  async list({
    cursor,
    types,
    limit,
  }: {
    cursor?: string | undefined;
    types?: string[] | undefined;
    limit: number;
  }): Promise<{ items: Event[]; cursor: string }> {
    const { database } = this.#deps;
    if (cursor === undefined) return this.#newest(types, limit);
    const from = parseCursor(cursor);
    if (!from) throw badCursor();
    let place = from;
    const items: Event[] = [];
    for (let read = 0; read < MOST_ROWS && items.length < limit;) {
      const rows = await readEventRows(database, place, Math.min(200, limit + 1));
      const events = await unfoldEvents(database, rows, place);
      const last = events.at(-1);
      if (!last) break;
      items.push(...events.filter((event) => !types || eventMatches(types, event.type)));
      place = parseCursor(last.id) ?? place;
      read += rows.length;
    }
    const page = items.slice(0, limit);
    return { items: page, cursor: items.length > limit ? (page.at(-1) as Event).id : formatCursor(place) };
  }

  async about(key: string): Promise<ExecutionEvents> {
    const { database, now } = this.#deps;
    const row = await getRow(database, key);
    const until = new Date((row.completed_at ?? now()).getTime() + TAIL_MS);
    const from = new Date(row.created_at.getTime() - SKEW_MS);
    const rows = await readRowsAbout(database, row.execution_id, { from, until }, MOST_ABOUT);
    const events = await unfoldEvents(database, rows);
    return {
      items: events.filter(({ data }) => data['executionId'] === row.execution_id),
      cause: await this.#byId(row.trigger?.event?.id),
    };
  }

  async #byId(id: string | undefined): Promise<Event | null> {
    const place = id === undefined ? undefined : parseCursor(id);
    if (!place) return null;
    const rows = await readEventRows(this.#deps.database, place, 1);
    return (await unfoldEvents(this.#deps.database, rows)).find((event) => event.id === id) ?? null;
  }

  head(): Promise<string> {
    return this.#deps.tail.head();
  }

  async checkCursor(cursor: string): Promise<'ok' | 'expired' | 'invalid'> {
    const place = parseCursor(cursor);
    if (!place) return 'invalid';
    const oldest = await readOldest(this.#deps.database);
    // While the very first row is still there, nothing has been dropped yet.
    if (oldest && oldest.id !== '1' && compareCursors(cursor, formatCursor(oldest)) < 0) return 'expired';
    return (await isOwnPlace(this.#deps.database, place)) ? 'ok' : 'expired';
  }

  subscribe(
    listener: (events: readonly Event[]) => void,
    onLag?: (from: string, to: string) => void,
  ): () => void {
    return this.#deps.tail.subscribe({ onEvents: listener, ...(onLag && { onLag }) });
  }

  async #newest(types: string[] | undefined, limit: number): Promise<{ items: Event[]; cursor: string }> {
    const { database } = this.#deps;
    const rows = await readNewestRows(database, limit);
    const events = await unfoldEvents(database, rows);
    const items = events.filter((event) => !types || eventMatches(types, event.type)).slice(-limit);
    return { items, cursor: events.at(-1)?.id ?? (await this.head()) };
  }
}

const badCursor = (): TuttiError =>
  new TuttiError('VALIDATION_FAILED', 'The cursor is not one of the event log.', {
    errors: [
      {
        field: 'cursor',
        message: 'is not a cursor of the event log',
        fix: 'pass the id of an event, or leave it out for the newest',
      },
    ],
  });
