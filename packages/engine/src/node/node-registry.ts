import type { Labels } from '@tutti/contract';
import { type Database, isDatabaseUnavailable } from '@tutti/database';
import { type Log, Loop } from '../kernel/index.ts';
import { unmetWords } from '../queue/index.ts';
import { LoadMeter } from './machine-load.ts';
import {
  type NodeIdentity,
  beat,
  countServing,
  forgetGone,
  joinNodes,
  leaveNodes,
  readHandled,
  readTakers,
} from './node-store.ts';

const EVERY_MS = 5000;
/** An operator waits for it to fall still. */
const EVERY_WHILE_DRAINING_MS = 1000;
const SILENT_MS = 30_000;
const FORGET_AFTER_DAYS = 7;
const FORGET_EVERY_MS = 3_600_000;

interface RegistryDeps {
  database: Database;
  log: Log;
  identity: NodeIdentity;
  running(): number;
  /** Why it starts nothing just now; undefined while it does. */
  refusal(): string | undefined;
  /** A node joined, left or fell silent. */
  onChanged(): void;
}

/** This process's entry in the register, its signs of life, and what it learns from the others'. */
export class NodeRegistry {
  readonly #deps: RegistryDeps;
  readonly #loop: Loop;
  readonly #meter = new LoadMeter();
  #draining = false;
  #onDraining: ((draining: boolean) => void) | undefined;
  #handled: ReadonlyMap<string, boolean> | undefined;
  #takers: Awaited<ReturnType<typeof readTakers>> | undefined;
  #serving = 0;
  #forgotMs = 0;

  constructor(deps: RegistryDeps) {
    this.#deps = deps;
    this.#loop = new Loop({ name: 'node registry', log: deps.log, round: () => this.round() });
  }

  get draining(): boolean {
    return this.#draining;
  }

  /** Whether some living node can do it; undefined while nobody knows. */
  handles(taskType: string): boolean | undefined {
    return this.#handled && this.#handled.get(taskType) === true;
  }

  /** Whether some node can do it, or could before it left or fell silent. */
  knows(taskType: string): boolean {
    return this.#handled?.has(taskType) === true;
  }

  /** What no living worker has of the labels that work of a type requires, in words; undefined when one has all, or nobody knows. */
  unmet(taskType: string, requires: Labels): string | undefined {
    return this.#takers && unmetWords(this.#takers, taskType, requires);
  }

  /** How many nodes answer requests, this one included. */
  get serving(): number {
    return Math.max(1, this.#serving);
  }

  /** Reads anew who can do what, and who answers. */
  async refresh(): Promise<void> {
    const { database } = this.#deps;
    [this.#handled, this.#takers, this.#serving] = await Promise.all([
      readHandled(database),
      readTakers(database),
      countServing(database),
    ]);
  }

  /** Enters the register; from then on the signs of life. `onDraining` hears when the node is to take no work, or may again. */
  async start(onDraining: (draining: boolean) => void): Promise<void> {
    this.#onDraining = onDraining;
    const { database, identity, log, onChanged } = this.#deps;
    try {
      this.#setDraining(await joinNodes(database, identity));
      await this.refresh();
      onChanged();
    } catch (error) {
      // The first sign of life that gets through enters it.
      if (!isDatabaseUnavailable(error)) throw error;
      log.warn({ err: error }, 'this node could not enter the register yet');
    }
    this.#loop.start();
  }

  /** The register has changed. */
  wake(): void {
    if (this.#loop.active) this.#loop.wake();
  }

  /** Leaves the register. A database that is away finds out by itself. */
  async stop(): Promise<void> {
    if (!this.#loop.active) return;
    await this.#loop.stop();
    const { database, identity, log, onChanged } = this.#deps;
    try {
      await leaveNodes(database, identity);
      onChanged();
    } catch (error) {
      log.warn({ err: error }, 'this node could not leave the register; it will be taken for lost');
    }
  }

  /** One sign of life; returns the milliseconds until the next. */
  async round(): Promise<number> {
    const { database, identity, running, refusal, log, onChanged } = this.#deps;
    const state = { running: running(), refusal: refusal() ?? null };
    const found = await beat(database, identity, state, this.#meter.read(), SILENT_MS);
    if (found.own === null) this.#setDraining(await joinNodes(database, identity));
    else if (found.own) this.#setDraining(found.draining === true);
    else
      log.warn(
        { node: identity.name },
        'another process uses the name of this node; give each its own with TUTTI_NODE',
      );
    if (found.lost.length > 0) log.warn({ nodes: found.lost }, 'nodes have fallen silent');
    if (found.lost.length > 0 || found.returned || found.own === null) onChanged();
    await this.refresh();
    await this.#forget();
    return this.#draining ? EVERY_WHILE_DRAINING_MS : EVERY_MS;
  }

  #setDraining(draining: boolean): void {
    if (draining === this.#draining) return;
    this.#draining = draining;
    this.#deps.log.info({}, draining ? 'draining: no more work is taken' : 'resumed: work is taken again');
    this.#onDraining?.(draining);
  }

  async #forget(): Promise<void> {
    const now = performance.now();
    if (this.#forgotMs > 0 && now - this.#forgotMs < FORGET_EVERY_MS) return;
    this.#forgotMs = now;
    await forgetGone(this.#deps.database, FORGET_AFTER_DAYS);
  }
}
