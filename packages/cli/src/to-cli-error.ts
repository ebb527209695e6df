import type { ErrorCode, FieldError, Problem } from '@tutti/contract';
import { CliError, describeField, type Pointer } from './cli-error.ts';
import { EXIT } from './exit-code.ts';
import { mendedCommand } from './program/mended-command.ts';

interface ApiErrorLike extends Error {
  code: ErrorCode;
  status: number;
  problem: Problem;
  sent: unknown;
}
interface TuttiErrorLike extends Error {
  code: ErrorCode;
  errors: FieldError[] | undefined;
  allowed: string[] | undefined;
}

/**
 * Whatever was thrown, as it is shown. Errors are known by their names: to import their classes would load the client
 * and the contract even for commands that need neither.
 */
export function toCliError(thrown: unknown, argv: readonly string[]): CliError {
  if (!(thrown instanceof Error)) return internal(thrown);
  if (thrown instanceof CliError) return thrown;
  switch (thrown.name) {
    case 'ApiError':
      return fromProblem(thrown as ApiErrorLike, argv);
    case 'NetworkError':
      return new CliError('UNREACHABLE', thrown.message, {
        exitCode: EXIT.unreachable,
        details: { url: (thrown as Error & { url: string }).url },
        suggestion: 'tutti start, or name the address of a running Tutti with --api-url',
        cause: thrown,
      });
    case 'TuttiError':
      return fromTuttiError(thrown as TuttiErrorLike);
    default:
      return internal(thrown);
  }
}

function fromProblem(
  { message, problem, sent, status, cause }: ApiErrorLike,
  argv: readonly string[],
): CliError {
  const { errors = [], allowed, requestId, code } = problem;
  const located = locate(errors, sent);
  return new CliError(code, located ? located.error.message : withoutFullStop(message), {
    exitCode: exitCodeOf(status),
    details: { status, requestId, ...(errors.length > 0 && { errors }), ...(allowed && { allowed }) },
    suggestion:
      (located && mended(located, argv)) ??
      anyFix(errors) ??
      (allowed && `allowed from: ${allowed.join(', ')}`),
    pointer: located?.pointer,
    lines: errors.length > 1 ? errors.map(describeField) : [],
    cause,
  });
}

function fromTuttiError(error: TuttiErrorLike): CliError {
  const { code, errors = [] } = error;
  return new CliError(code, withoutFullStop(error.message), {
    exitCode:
      code === 'DATABASE_UNAVAILABLE'
        ? EXIT.unreachable
        : code === 'CONFIG_INVALID'
          ? EXIT.usage
          : code === 'UNAUTHENTICATED'
            ? EXIT.unauthorised
            : EXIT.failed,
    details: errors.length > 0 ? { errors } : null,
    suggestion: anyFix(errors),
    lines: errors.length > 1 ? errors.map(describeField) : [],
    cause: error,
  });
}

const internal = (thrown: unknown): CliError =>
  new CliError('INTERNAL', thrown instanceof Error ? thrown.message || thrown.name : String(thrown), {
    details: thrown instanceof Error ? { stack: thrown.stack } : null,
    cause: thrown,
  });

function exitCodeOf(status: number): number {
  if (status === 401 || status === 403) return EXIT.unauthorised;
  if (status === 404) return EXIT.notFound;
  if (status === 409 || status === 412) return EXIT.conflict;
  if (status === 503) return EXIT.unreachable;
  return status < 500 && status !== 429 ? EXIT.usage : EXIT.failed;
}

interface Located {
  error: FieldError;
  pointer: Pointer;
}

/** The bad part of a value that was sent, when the server says where it is. */
function locate(errors: readonly FieldError[], sent: unknown): Located | undefined {
  for (const error of errors) {
    const value = error.field
      .split('.')
      .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], sent);
    if (error.span && typeof value === 'string') return { error, pointer: { text: value, span: error.span } };
  }
  return undefined;
}

/** The command with the value replaced, when the fix is a value: another cron expression. */
function mended({ error, pointer }: Located, argv: readonly string[]): string | undefined {
  const isValue =
    error.fix !== undefined && /^\S+( \S+){4,5}$/.test(error.fix) && /[\d*]/.test(error.fix[0] ?? '');
  return isValue ? mendedCommand(argv, pointer.text, error.fix ?? '') : undefined;
}

const anyFix = (errors: readonly FieldError[]): string | undefined =>
  errors.find(({ fix }) => fix !== undefined)?.fix;

const withoutFullStop = (sentence: string): string => sentence.replace(/\.$/, '');
