import { ClientMessage, TuttiError, describeIssues } from '@tutti/contract';
import { parseJsonBody } from '../json-body.ts';

/** Parses a frame; throws a TuttiError that says what is wrong with it. */
export function readClientMessage(text: string): ClientMessage {
  const value = parseJsonBody(text);
  const parsed = ClientMessage.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = describeIssues(ClientMessage, value);
  const words = errors.map(
    ({ field, message, fix }) => `${field || 'The message'} ${message}${fix ? ` (${fix})` : ''}`,
  );
  throw new TuttiError('VALIDATION_FAILED', `${words.slice(0, 3).join('; ')}.`, { errors });
}
