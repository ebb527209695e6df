import { type Outcome, TaskFailure, failed } from '../../execution/index.ts';
import { AddressRefused } from './guarded-fetch.ts';

/** A request that is not even made: a header that is not the task's to set, or at odds with the body. */
const NEVER_SENT = new Set(['UND_ERR_INVALID_ARG', 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH']);

/** The outcome of a request that got no answer. */
export function outcomeOfFailure(error: unknown, host: string): Outcome {
  if (error instanceof TaskFailure)
    return failed({ code: error.code, message: error.message, permanent: error.permanent });
  const causes = causesOf(error);
  const refused = causes.find((cause) => cause instanceof AddressRefused);
  if (refused) return failed({ code: 'ADDRESS_REFUSED', message: refused.message, permanent: true });
  const cause = causes.findLast((candidate) => candidate.message !== '') ?? new Error('no answer');
  const code = causes
    .map((candidate) => (candidate as { code?: unknown }).code)
    .findLast((candidate): candidate is string => typeof candidate === 'string');
  const invalid =
    code === undefined ? causes.length === 1 && error instanceof TypeError : NEVER_SENT.has(code);
  if (invalid) return failed({ code: 'TASK_CONFIG_INVALID', message: cause.message, permanent: true });
  return failed({
    code: 'HTTP_CONNECTION_FAILED',
    message: `no answer from ${host}: ${cause.message}`,
    permanent: false,
    data: { cause: code ?? null },
  });
}

/** From the outermost to the innermost; of several addresses tried, the last. */
function causesOf(error: unknown): Error[] {
  const causes: Error[] = [];
  for (
    let cause = error;
    cause instanceof Error && causes.length < 10;
    cause = cause.cause ?? (cause instanceof AggregateError ? cause.errors.at(-1) : undefined)
  ) {
    causes.push(cause);
  }
  return causes;
}
