import type { IncomingMessage, IncomingMessageDetail } from '@tutti/contract';
import type { Half, Told } from './webhook-words.ts';

const WORDS = {
  accepted: { kind: 'completed', word: 'Accepted' },
  duplicate: { kind: 'skipped', word: 'Duplicate' },
  refused: { kind: 'failed', word: 'Refused' },
  replayed: { kind: 'retrying', word: 'Replayed' },
} as const satisfies Record<IncomingMessage['status'], Told>;

/** What became of a message, and why. */
export function messageState({
  status,
  problem,
  replayOf,
  actor,
}: Pick<IncomingMessage, 'status' | 'problem' | 'replayOf' | 'actor'>): Told {
  const told = WORDS[status];
  if (status === 'duplicate') return { ...told, why: 'it had come before' };
  if (status === 'replayed') return { ...told, why: `message ${replayOf} again, by ${actor}` };
  return problem === null ? told : { ...told, why: problem };
}

const ENDED = new Set(['completed', 'failed', 'timeout', 'cancelled', 'skipped']);
const SETTLES_MS = 10_000;

/** More may be told of it in a moment: schedules fire for it, or what they started goes on. */
export function isUnderWay(
  { eventId, receivedAt, started }: Pick<IncomingMessageDetail, 'eventId' | 'receivedAt' | 'started'>,
  now: number,
): boolean {
  if (eventId === null) return false;
  if (now - Date.parse(receivedAt) < SETTLES_MS) return true;
  return started.some(({ status }) => status !== null && !ENDED.has(status));
}

export const messageHalf = ({ headers, body }: Pick<IncomingMessageDetail, 'headers' | 'body'>): Half => ({
  head: '',
  headers: Object.entries(headers),
  body: body === null ? '' : typeof body === 'string' ? body : JSON.stringify(body),
});

/** What is to be said of the body beside what is shown of it; undefined: nothing. */
export function bodyNote({
  bodyKept,
  body,
  sizeBytes,
  reason,
}: Pick<IncomingMessageDetail, 'bodyKept' | 'body' | 'sizeBytes' | 'reason'>): string | undefined {
  if (bodyKept === 'none')
    return reason === 'too_large' ? 'Its body was not read.' : 'Its body is no longer kept.';
  const isCut = bodyKept === 'beginning' && new TextEncoder().encode(String(body)).length < sizeBytes;
  return isCut ? 'Only the beginning of the body is kept.' : undefined;
}

/** Why a message cannot be replayed; undefined: it can. */
export function unreplayable({
  status,
  bodyKept,
}: Pick<IncomingMessageDetail, 'status' | 'bodyKept'>): string | undefined {
  if (status === 'refused') return 'Nobody proved where it comes from: mend that, and have it sent again';
  return bodyKept === 'whole' ? undefined : 'What it said is no longer kept';
}
