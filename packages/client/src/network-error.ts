/** No answer came: the server cannot be reached, the connection broke, or the time was up. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
  readonly url: string;

  constructor(url: string, cause: unknown) {
    super(`no answer from ${URL.parse(url)?.origin ?? 'the server'}: ${reason(cause)}`, { cause });
    this.url = url;
  }
}

function reason(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  // Node's fetch says only "fetch failed"; what happened stands one or two causes below, sometimes in an aggregate.
  const below = cause instanceof AggregateError ? cause.errors[0] : cause.cause;
  if (below instanceof Error) return reason(below);
  return cause.message === '' ? cause.name : cause.message;
}
