import type { z } from 'zod';
import { describeIssues } from './describe-issues.ts';
import { type ErrorCode, TuttiError } from './error.ts';
import { fieldSentence } from './field-sentence.ts';

interface Wording {
  /** Begins the sentence: "The schedule does not fit its schema". */
  what: string;
  code?: ErrorCode;
  /** Where the value stood, for the names of its fields. */
  prefix?: string;
}

/** The value as its schema takes it; otherwise throws, naming every bad field, why it is bad and what to write. */
export function parseAs<S extends z.ZodType>(schema: S, value: unknown, wording: Wording): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = describeIssues(schema, value, wording.prefix);
  const words = errors.map(({ field, message }) => fieldSentence(field, message)).join('; ');
  throw new TuttiError(wording.code ?? 'VALIDATION_FAILED', `${wording.what}: ${words}.`, { errors });
}
