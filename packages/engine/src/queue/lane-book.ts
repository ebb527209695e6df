import type { Labels } from '@tutti/contract';
import type { Database } from '@tutti/database';
import { type Log, LoopService } from '../kernel/index.ts';
import { meets } from './lane.ts';
import { type Lane, pruneLanes, readLanes } from './lane-store.ts';

/** Looking anyway, should a notification have been lost. */
const EVERY_MS = 2000;
const PRUNE_EVERY_MS = 3_600_000;

interface LaneBookDeps {
  database: Database;
  log: Log;
  /** There are lanes that were not known before: there may be work in them. */
  onNew(): void;
}

/** What a node keeps at hand of the lanes that require labels. Asking it costs no round trip. */
export class LaneBook extends LoopService {
  readonly #deps: LaneBookDeps;
  #lanes: readonly Lane[] = [];
  #prunedMs = performance.now();

  constructor(deps: LaneBookDeps) {
    super('lane book', deps.log);
    this.#deps = deps;
  }

  async load(): Promise<void> {
    const lanes = await readLanes(this.#deps.database);
    const known = new Set(this.#lanes.map(({ lane }) => lane));
    const isNew = lanes.some(({ lane }) => !known.has(lane));
    // The same object while nothing changes: who keeps something by it need not look again.
    if (isNew || lanes.length !== known.size) this.#lanes = lanes;
    if (isNew) this.#deps.onNew();
  }

  /** All that a worker may claim which handles these and has those labels. */
  lanesFor(taskTypes: readonly string[], labels: Labels): string[] {
    const open = this.#lanes.filter(
      ({ taskType, requires }) => taskTypes.includes(taskType) && meets(labels, requires),
    );
    return [...taskTypes, ...open.map(({ lane }) => lane)];
  }

  /** The same, for one who asks again and again. */
  lanesOf(taskTypes: readonly string[], labels: Labels): () => string[] {
    let seen = this.#lanes;
    let found = this.lanesFor(taskTypes, labels);
    return () => {
      if (seen !== this.#lanes) {
        seen = this.#lanes;
        found = this.lanesFor(taskTypes, labels);
      }
      return found;
    };
  }

  protected async round(): Promise<number> {
    await this.load();
    if (performance.now() - this.#prunedMs > PRUNE_EVERY_MS) {
      this.#prunedMs = performance.now();
      await pruneLanes(this.#deps.database);
    }
    return EVERY_MS;
  }
}
