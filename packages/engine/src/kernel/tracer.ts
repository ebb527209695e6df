/** What a trace is told by: a part of the work, from its start to its end. */
export interface SpanStart {
  name: string;
  kind: 'server' | 'consumer';
  /** W3C trace context of what asked for it; absent or invalid: a trace of its own. */
  traceparent?: string | undefined;
  attributes: Record<string, string | number | boolean | undefined>;
}
export interface ActiveSpan {
  /** For what this one asks for in turn. */
  readonly traceparent: string;
  end(ended?: {
    /** A better name, known at the end only. */
    name?: string | undefined;
    failure?: string | undefined;
    attributes?: Record<string, string | number | boolean | undefined>;
  }): void;
}
export interface Tracer {
  start(span: SpanStart): ActiveSpan;
}
