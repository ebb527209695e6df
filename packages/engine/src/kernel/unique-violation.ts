/** True when PostgreSQL refused a row because one with the same value of this unique constraint exists. */
export function isUniqueViolation(error: unknown, constraint: string): boolean {
  const {
    code,
    constraint: broken,
    cause,
  } = error as { code?: string; constraint?: string; cause?: unknown };
  if (code === '23505' && broken === constraint) return true;
  return cause !== undefined && cause !== null && isUniqueViolation(cause, constraint);
}
