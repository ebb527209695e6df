import { randomBytes } from 'node:crypto';
import type { ActiveSpan, Log, SpanStart, Tracer } from '@tutti/engine';
import { VERSION } from '../version.ts';

export interface OtlpOptions {
  /** As OTEL_EXPORTER_OTLP_ENDPOINT: /v1/traces is added. */
  endpoint: string;
  headers: Readonly<Record<string, string>>;
  serviceName: string;
  node: () => string;
  log: Log;
  flushMs?: number;
}

const FLUSH_MS = 2000;
const MOST_IN_A_POST = 512;
const MOST_WAITING = 4096;
const TIMEOUT_MS = 10_000;
/** https://opentelemetry.io/docs/specs/otlp/: kinds and the status of a failure. */
const KINDS = { server: 2, consumer: 5 } as const;
const STATUS_ERROR = 2;
const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/;

type Attributes = Record<string, string | number | boolean | undefined>;

/** Spans by OTLP over HTTP in its JSON form. What cannot be delivered is dropped: traces must not cost work. */
export class OtlpTracer implements Tracer {
  readonly #options: OtlpOptions;
  readonly #url: string;
  #waiting: object[] = [];
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> = Promise.resolve();
  #failed = false;

  constructor(options: OtlpOptions) {
    this.#options = options;
    this.#url = `${options.endpoint.replace(/\/+$/, '')}/v1/traces`;
  }

  start({ name, kind, traceparent, attributes }: SpanStart): ActiveSpan {
    const [, parentTrace, parentSpan] = TRACEPARENT.exec(traceparent ?? '') ?? [];
    const traceId = parentTrace ?? randomBytes(16).toString('hex');
    const spanId = randomBytes(8).toString('hex');
    // The wall clock at the start, and from there a clock that only grows.
    const [startMs, began] = [Date.now(), performance.now()];
    let ended = false;
    return {
      traceparent: `00-${traceId}-${spanId}-01`,
      end: ({ name: better, failure, attributes: more } = {}) => {
        if (ended) return;
        ended = true;
        this.#keep({
          traceId,
          spanId,
          ...(parentSpan && { parentSpanId: parentSpan }),
          name: better ?? name,
          kind: KINDS[kind],
          startTimeUnixNano: nanos(startMs),
          endTimeUnixNano: nanos(startMs + performance.now() - began),
          attributes: attributesOf({ ...attributes, ...more }),
          status: failure === undefined ? {} : { code: STATUS_ERROR, message: failure },
        });
      },
    };
  }

  /** Sends what waits. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#flush();
    await this.#sending;
  }

  #keep(span: object): void {
    if (this.#waiting.length >= MOST_WAITING) return;
    this.#waiting.push(span);
    if (this.#waiting.length >= MOST_IN_A_POST) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), this.#options.flushMs ?? FLUSH_MS).unref();
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const spans = this.#waiting.splice(0);
    if (spans.length > 0) this.#sending = this.#sending.then(() => this.#send(spans));
  }

  async #send(spans: object[]): Promise<void> {
    const { serviceName, node, headers, log } = this.#options;
    const resource = {
      attributes: attributesOf({
        'service.name': serviceName,
        'service.version': VERSION,
        'service.instance.id': node(),
      }),
    };
    const scopeSpans = [{ scope: { name: 'tutti', version: VERSION }, spans }];
    try {
      const answer = await fetch(this.#url, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans }] }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await answer.body?.cancel();
      if (!answer.ok) throw new Error(`the collector answered ${answer.status}`);
      this.#failed = false;
    } catch (error) {
      // Once, until it works again.
      if (!this.#failed)
        log.warn({ err: error, url: this.#url }, 'traces cannot be delivered; they are dropped');
      this.#failed = true;
    }
  }
}

const nanos = (ms: number): string => String(BigInt(Math.round(ms * 1000)) * 1000n);

const attributesOf = (attributes: Attributes): object[] =>
  Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ({ key, value: valueOf(value as string | number | boolean) }));

function valueOf(value: string | number | boolean): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

/** `key=value,key2=value2`, values percent-encoded, as OTEL_EXPORTER_OTLP_HEADERS is written. */
export function parseOtlpHeaders(text: string | undefined): Record<string, string> {
  const pairs = (text ?? '').split(',').filter((pair) => pair.includes('='));
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at).trim().toLowerCase(), decoded(pair.slice(at + 1).trim())];
    }),
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
