import { TuttiError, describeIssues, fieldSentence } from '@tutti/contract';
import type { FieldError } from '@tutti/contract';
import type { z } from 'zod';

export type Part = 'body' | 'query' | 'params';

/** Parses one part of a request; throws VALIDATION_FAILED that names each bad field. */
export function parseInput(schema: z.ZodType, value: unknown, part: Part): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw validationError(describeIssues(schema, value), part, value === undefined);
}

function validationError(errors: FieldError[], part: Part, absent: boolean): TuttiError {
  if (part === 'body' && absent) {
    const missing = {
      field: '',
      message: 'a JSON body is needed',
      fix: 'send it with Content-Type: application/json',
    };
    return new TuttiError('VALIDATION_FAILED', 'The request needs a JSON body.', { errors: [missing] });
  }
  const first = errors[0] ?? { field: '', message: 'does not fit' };
  const subject = {
    body: first.field || 'The body',
    query: `Query parameter ${first.field}`,
    params: `Path parameter ${first.field}`,
  };
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  const about = part === 'query' && !first.field ? 'The query' : subject[part];
  const message = `${fieldSentence(about, first.message)}${more}.`;
  return new TuttiError('VALIDATION_FAILED', message, { errors });
}
