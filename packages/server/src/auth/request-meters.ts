import { RATE_LIMITS, type RateLimit } from '@tutti/contract';

/** `q` requests per window. With a burst they come back evenly, so many at once at most; without one all at its end. */
interface Quota {
  name: string;
  perWindow: number;
  windowS: number;
  burst: number | undefined;
}
interface Meter {
  quota: Quota;
  left: number;
  /** Until when `left` was worked out; of a quota without a burst: the start of its window. */
  atMs: number;
}
interface Allowance {
  limit: RateLimit;
  meters: Meter[];
  usedAtMs: number;
}
export interface Taken {
  allowed: boolean;
  /** As the IETF draft has them: https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/ */
  headers: Record<string, string>;
}

const MOST = 20_000;
const LONGEST_WINDOW_MS = 3_600_000;

/**
 * Counts the requests of each caller that come to this node. Of `serving` nodes each gives out its part of a limit: a
 * request costs as many as there are nodes, so that all of them together keep it without asking each other.
 */
export class RequestMeters {
  readonly #monotonicMs: () => number;
  readonly #serving: () => number;
  readonly #allowances = new Map<string, Allowance>();

  constructor(monotonicMs: () => number = () => performance.now(), serving: () => number = () => 1) {
    this.#monotonicMs = monotonicMs;
    this.#serving = serving;
  }

  take(key: string, limit: Exclude<RateLimit, 'none'>): Taken {
    const nowMs = this.#monotonicMs();
    const { meters } = this.#allowanceOf(key, limit, nowMs);
    for (const meter of meters) refill(meter, nowMs);
    const nodes = this.#serving();
    const allowed = meters.every((meter) => meter.left >= costOf(meter, nodes));
    if (allowed) for (const meter of meters) meter.left -= costOf(meter, nodes);
    return { allowed, headers: headersOf(meters, nowMs, allowed, nodes) };
  }

  /** Seconds until this one may come again; 0 when it may now. Takes nothing. */
  waitS(key: string): number {
    const nowMs = this.#monotonicMs();
    const meters = this.#allowances.get(key)?.meters ?? [];
    for (const meter of meters) refill(meter, nowMs);
    return Math.max(0, ...meters.map((meter) => secondsUntil(meter, costOf(meter, this.#serving()), nowMs)));
  }

  #allowanceOf(key: string, limit: Exclude<RateLimit, 'none'>, nowMs: number): Allowance {
    const found = this.#allowances.get(key);
    // A limit that was edited starts afresh.
    if (found && isSame(found.limit, limit)) {
      found.usedAtMs = nowMs;
      return found;
    }
    if (this.#allowances.size >= MOST) this.#forget(nowMs);
    const meters = quotasOf(limit).map((quota) => ({
      quota,
      left: quota.burst ?? quota.perWindow,
      atMs: nowMs,
    }));
    const made = { limit, meters, usedAtMs: nowMs };
    this.#allowances.set(key, made);
    return made;
  }

  /** Whoever was away for longer than any window may start afresh, which is what forgetting does. */
  #forget(nowMs: number): void {
    for (const [key, { usedAtMs }] of this.#allowances)
      if (nowMs - usedAtMs > LONGEST_WINDOW_MS) this.#allowances.delete(key);
    if (this.#allowances.size >= MOST) this.#allowances.clear();
  }
}

function quotasOf(limit: Exclude<RateLimit, 'none'>): Quota[] {
  const given: { perMinute: number; burst?: number | undefined; perHour?: number | undefined } =
    typeof limit === 'string' ? RATE_LIMITS[limit] : limit;
  const { perMinute, burst, perHour } = given;
  const minute = { name: 'minute', perWindow: perMinute, windowS: 60, burst };
  if (perHour === undefined) return [minute];
  return [minute, { name: 'hour', perWindow: perHour, windowS: 3600, burst: undefined }];
}

function refill(meter: Meter, nowMs: number): void {
  const { perWindow, windowS, burst } = meter.quota;
  const passedS = (nowMs - meter.atMs) / 1000;
  if (burst !== undefined) meter.left = Math.min(burst, meter.left + (passedS * perWindow) / windowS);
  else if (passedS >= windowS) meter.left = perWindow;
  else return;
  meter.atMs = nowMs;
}

const fullOf = ({ burst, perWindow }: Quota): number => burst ?? perWindow;

/** Never more than there can be: where the nodes outnumber a limit each lets one through. */
const costOf = ({ quota }: Meter, nodes: number): number => Math.min(nodes, fullOf(quota));

function headersOf(
  meters: readonly Meter[],
  nowMs: number,
  allowed: boolean,
  nodes: number,
): Record<string, string> {
  const scarcest = meters.reduce((a, b) => (b.left < a.left ? b : a));
  const waitS = Math.max(...meters.map((meter) => secondsUntil(meter, costOf(meter, nodes), nowMs)));
  const full = fullOf(scarcest.quota);
  return {
    'ratelimit-policy': meters.map(({ quota }) => policyOf(quota)).join(', '),
    ratelimit: `"${scarcest.quota.name}";r=${Math.floor(scarcest.left / costOf(scarcest, nodes))};t=${secondsUntil(scarcest, full, nowMs)}`,
    ...(!allowed && { 'retry-after': String(Math.max(1, waitS)) }),
  };
}

const policyOf = ({ name, perWindow, windowS, burst }: Quota): string =>
  `"${name}";q=${perWindow};w=${windowS}${burst === undefined ? '' : `;burst=${burst}`}`;

/** How long until there are so many left. */
function secondsUntil({ quota, left, atMs }: Meter, wanted: number, nowMs: number): number {
  if (left >= wanted) return 0;
  const { burst, perWindow, windowS } = quota;
  if (burst !== undefined) return Math.ceil(((wanted - left) * windowS) / perWindow);
  return Math.ceil((atMs - nowMs) / 1000 + windowS);
}

const isSame = (a: RateLimit, b: RateLimit): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b));
