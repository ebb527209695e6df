/**
 * The database could not be reached, or the connection was cut. Whether a statement that was on its way took
 * effect is unknown, so nothing here is ever rerun on the caller's behalf.
 */
export class DatabaseUnavailableError extends Error {
  override readonly name = 'DatabaseUnavailableError';
}

const SYSTEM_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'ENOENT', // the socket file of a server that is not running
  'ENOTSOCK',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EADDRNOTAVAIL',
]);

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const SQL_STATES = new Set([
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now: starting up or shutting down
  '53300', // too_many_connections
  '25006', // read_only_sql_transaction: a former primary
]);

/** What pg says without a code when the socket is gone. */
const MESSAGES =
  /^(Connection terminated|Client (has encountered a connection error|was closed)|timeout expired$|timeout exceeded when trying to connect|Query read timeout)/;

/** True when the error tells of the connection or the server's state, not of the statement. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (error instanceof DatabaseUnavailableError) return true;
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  if (code !== undefined) return SYSTEM_CODES.has(code) || SQL_STATES.has(code) || /^08...$/.test(code);
  if (error instanceof AggregateError) return error.errors.some(isDatabaseUnavailable);
  return MESSAGES.test(error.message);
}

/** Connection-level failures become DatabaseUnavailableError, every other error stays what it is. */
export function toDatabaseError(error: unknown, doing: string): unknown {
  if (error instanceof DatabaseUnavailableError || !isDatabaseUnavailable(error)) return error;
  const reason = error instanceof Error ? error.message || ('code' in error ? error.code : '') : '';
  return new DatabaseUnavailableError(
    `The database is unavailable (${doing}: ${String(reason)}). Check that PostgreSQL is running and reachable.`,
    { cause: error },
  );
}
