import type { Verdict } from '../access-api.ts';

interface Entry {
  verdict: Verdict;
  readAtMs: number;
}

const MOST = 10_000;
/** A notification may be lost; this is the longest that a revoked token then lives on. */
const LONGEST_MS = 10_000;

/** Verdicts by hash, so that a request costs no round trip. Emptied whenever any token changes: that is rare. */
export class TokenCache {
  readonly #monotonicMs: () => number;
  readonly #read: (hash: string) => Promise<Verdict>;
  #entries = new Map<string, Entry>();
  #reading = new Map<string, Promise<Verdict>>();
  /** Hashes once found good; kept when verdicts are dropped. */
  readonly #familiar = new Set<string>();

  constructor(deps: { monotonicMs: () => number; read: (hash: string) => Promise<Verdict> }) {
    this.#monotonicMs = deps.monotonicMs;
    this.#read = deps.read;
  }

  clear(): void {
    this.#entries = new Map();
    this.#reading = new Map();
  }

  /** The verdict if it is known without asking the database. */
  peek(hash: string): Verdict | undefined {
    const entry = this.#entries.get(hash);
    return entry && this.#monotonicMs() - entry.readAtMs < LONGEST_MS ? entry.verdict : undefined;
  }

  /** Whether it was good when it was last looked at, however long ago. */
  wasKnown(hash: string): boolean {
    return this.#familiar.has(hash);
  }

  /** Requests that come together share one look. */
  get(hash: string): Promise<Verdict> {
    const known = this.peek(hash);
    if (known) return Promise.resolve(known);
    const underWay = this.#reading.get(hash);
    if (underWay) return underWay;
    const reading = this.#load(hash);
    this.#reading.set(hash, reading);
    return reading;
  }

  async #load(hash: string): Promise<Verdict> {
    const entries = this.#entries;
    const underWay = this.#reading;
    const readAtMs = this.#monotonicMs();
    try {
      const verdict = await this.#read(hash);
      if (entries.size >= MOST) entries.clear();
      // Into the map of the time it began: were that emptied meanwhile, what was read may be stale.
      entries.set(hash, { verdict, readAtMs });
      if (this.#familiar.size >= MOST) this.#familiar.clear();
      if (verdict.kind === 'known') this.#familiar.add(hash);
      return verdict;
    } finally {
      underWay.delete(hash);
    }
  }
}
