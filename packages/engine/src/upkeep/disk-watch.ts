import { statfs } from 'node:fs/promises';
import { type Log, LoopService } from '../kernel/index.ts';

interface DiskWatchDeps {
  /** A folder on the disk that must not fill up; absent: nothing is watched. */
  folder: string | undefined;
  log: Log;
  /** Percent free of the disk of a folder; null when it cannot be told. */
  freePercent?(folder: string): Promise<number | null>;
  /** There is room again. */
  onRoom(): void;
}

/** Below this no work is taken; it is taken again a little above, so that it does not flutter. */
export const LEAST_FREE_PERCENT = 5;
const ROOM_AGAIN_PERCENT = 6;
const EVERY_MS = 5000;

/** Keeps an eye on the disk: work that is taken while it is full cannot even be recorded as failed. */
export class DiskWatch extends LoopService {
  readonly #deps: DiskWatchDeps;
  #freePercent: number | null = null;
  #isFull = false;

  constructor(deps: DiskWatchDeps) {
    super('disk watch', deps.log);
    this.#deps = deps;
  }

  /** Percent free when it was last looked; null while not known. */
  get freePercent(): number | null {
    return this.#freePercent;
  }

  get isFull(): boolean {
    return this.#isFull;
  }

  override start(): void {
    if (this.#deps.folder !== undefined) super.start();
  }

  /** Whether there is room to take work; for the worker, before each claim. */
  readonly mayClaim = (): boolean => !this.#isFull;

  async look(): Promise<void> {
    const { folder, log, onRoom, freePercent = freePercentOf } = this.#deps;
    if (folder === undefined) return;
    const free = await freePercent(folder);
    this.#freePercent = free;
    const wasFull = this.#isFull;
    this.#isFull = free !== null && free < (wasFull ? ROOM_AGAIN_PERCENT : LEAST_FREE_PERCENT);
    if (this.#isFull === wasFull) return;
    if (this.#isFull)
      log.error({ freePercent: free, folder }, 'the disk is full: no work is taken until there is room');
    else {
      log.warn({ freePercent: free, folder }, 'the disk has room again: work is taken');
      onRoom();
    }
  }

  protected async round(): Promise<number> {
    await this.look();
    return EVERY_MS;
  }
}

/** Percent free for users other than root, to a tenth. */
export async function freePercentOf(folder: string): Promise<number | null> {
  try {
    const { bavail, blocks } = await statfs(folder);
    return blocks > 0 ? Math.round((1000 * bavail) / blocks) / 10 : null;
  } catch {
    return null;
  }
}
