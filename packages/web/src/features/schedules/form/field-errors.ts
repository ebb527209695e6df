import { ApiError } from '@tutti/client';
import type { FieldError } from '@tutti/contract';
import { causeOf } from '../../../ui/error-panel.tsx';

/** Errors by the field they belong to. */
export class FieldErrors {
  readonly #errors: readonly FieldError[];
  /** Told above the button: errors of no field the form shows. */
  readonly general: string | undefined;

  constructor(errors: readonly FieldError[] = [], general?: string) {
    this.#errors = errors;
    this.general = general;
  }

  get all(): readonly FieldError[] {
    return this.#errors;
  }

  /** The error of a field, or of something within it. */
  of(field: string): FieldError | undefined {
    return (
      this.#errors.find((error) => error.field === field) ??
      this.#errors.find((error) => error.field.startsWith(`${field}.`))
    );
  }

  /** `hour is 25; allowed 0–23. Try 0 23 * * *` */
  text(field: string): string | undefined {
    const error = this.of(field);
    return error && errorText(error, field);
  }

  /** Errors of a part of the form as they stand now, in the place of what was told of that part before. */
  replacing(part: string, errors: FieldErrors): FieldErrors {
    if (errors.isEmpty) return this;
    return new FieldErrors([...errors.#errors, ...this.beside([part])], this.general ?? errors.general);
  }

  get isEmpty(): boolean {
    return this.#errors.length === 0 && this.general === undefined;
  }

  /** Errors that belong to none of these fields. */
  beside(fields: readonly string[]): FieldError[] {
    return this.#errors.filter(
      ({ field }) => !fields.some((known) => field === known || field.startsWith(`${known}.`)),
    );
  }

  /** In words what no field of these tells: for above the button. */
  toldApart(fields: readonly string[]): string[] {
    const others = this.beside(fields).map((error) => errorText(error, ''));
    return this.general === undefined ? others : [this.general, ...others];
  }
}

export function errorText({ field, message, fix }: FieldError, shownAt: string): string {
  const where = field === shownAt || shownAt === '' ? '' : `${field.slice(shownAt.length + 1)} `;
  return `${where}${message}${fix ? `. Try: ${fix}` : ''}`;
}

export function errorsOf(error: Error | null): FieldErrors {
  if (!error) return new FieldErrors();
  const errors = error instanceof ApiError ? (error.problem.errors ?? []) : [];
  if (errors.length > 0) return new FieldErrors(errors);
  if (error instanceof ApiError && error.code === 'SCHEDULE_NAME_TAKEN') {
    return new FieldErrors([{ field: 'name', message: 'is taken by another schedule', fix: 'another name' }]);
  }
  return new FieldErrors([], causeOf(error));
}
