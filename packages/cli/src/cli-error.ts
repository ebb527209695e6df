import type { ErrorCode, FieldError } from '@tutti/contract';
import { EXIT } from './exit-code.ts';

/** Codes of failures that no server told of. */
export type LocalErrorCode = 'USAGE' | 'UNREACHABLE' | 'FILE_INVALID' | 'INTERRUPTED' | 'COMMAND_MISSING';

/** A text and the part of it that is wrong. */
export interface Pointer {
  text: string;
  span: readonly [number, number];
}

export interface CliErrorDetails {
  exitCode?: number;
  /** For machines: whatever helps beside the message. */
  details?: unknown;
  /** What to do instead: a command, or a sentence. */
  suggestion?: string | undefined;
  pointer?: Pointer | undefined;
  /** Further lines for people, one per fault. */
  lines?: readonly string[] | undefined;
  cause?: unknown;
}

/** A failure as it is shown: what is wrong, and what to do. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: ErrorCode | LocalErrorCode;
  readonly exitCode: number;
  readonly details: unknown;
  readonly suggestion: string | undefined;
  readonly pointer: Pointer | undefined;
  readonly lines: readonly string[];

  constructor(code: ErrorCode | LocalErrorCode, message: string, more: CliErrorDetails = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.exitCode = more.exitCode ?? EXIT.failed;
    this.details = more.details ?? null;
    this.suggestion = more.suggestion;
    this.pointer = more.pointer;
    this.lines = more.lines ?? [];
  }
}

export const usageError = (message: string, suggestion?: string, pointer?: Pointer): CliError =>
  new CliError('USAGE', message, { exitCode: EXIT.usage, suggestion, pointer });

/** One line per bad field: where, why, and what to write instead. */
export const describeField = ({ field, message, fix }: FieldError): string =>
  `${field === '' ? '' : `${field}: `}${message}${fix ? `; ${fix}` : ''}`;
