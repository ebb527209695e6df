import { asOne, type Notice, type NoticeKind } from './notice-plan.ts';

const QUIET_MS = 60_000;

/** Tells the first of a kind at once, and whatever else comes within a minute together when that is over. */
export class NoticeGroups {
  readonly #tell: (notice: Notice) => void;
  readonly #held = new Map<NoticeKind, { notices: Notice[]; timer: ReturnType<typeof setTimeout> }>();

  constructor(tell: (notice: Notice) => void) {
    this.#tell = tell;
  }

  add(notice: Notice): void {
    const held = this.#held.get(notice.kind);
    if (held) held.notices.push(notice);
    else this.#release(notice.kind, [notice]);
  }

  stop(): void {
    for (const { timer } of this.#held.values()) clearTimeout(timer);
    this.#held.clear();
  }

  #release(kind: NoticeKind, notices: readonly Notice[]): void {
    const one = asOne(notices);
    this.#held.delete(kind);
    if (!one) return;
    const timer = setTimeout(() => this.#release(kind, this.#held.get(kind)?.notices ?? []), QUIET_MS);
    this.#held.set(kind, { notices: [], timer });
    this.#tell(one);
  }
}
