import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { MessageRefusal, Verification } from '@tutti/contract';
import type { HookMessage } from '../hooks-api.ts';
import { standardSignature } from './signature.ts';

/** What can be wrong with the proof of a message. */
type ProofRefusal = Extract<MessageRefusal, 'unsigned' | 'wrong_signature' | 'stale'>;

/** `messageId` is the same for a copy of the message; null where copies cannot be told. */
export type Verdict =
  { ok: true; messageId: string | null } | { ok: false; reason: ProofRefusal; problem: string };

interface Proof {
  secret: string;
  now: Date;
  toleranceMs: number;
}

const refused = (reason: ProofRefusal, problem: string): Verdict => ({ ok: false, reason, problem });

/** Whether the message comes from who knows the secret, and recently. */
export function verifyMessage(kind: Verification, message: HookMessage, proof: Proof): Verdict {
  switch (kind) {
    case 'token':
      return verifyToken(message, proof);
    case 'standard':
      return verifyStandard(message, proof);
    case 'github':
      return verifyGithub(message, proof);
    case 'stripe':
      return verifyStripe(message, proof);
  }
}

function verifyToken(message: HookMessage, { secret }: Proof): Verdict {
  const bearer = /^Bearer +(.+)$/i.exec(header(message, 'authorization') ?? '')?.[1];
  const token = header(message, 'x-hook-token') ?? bearer;
  if (token === undefined) return refused('unsigned', 'it has neither X-Hook-Token nor a bearer token');
  return sameText(token, secret)
    ? { ok: true, messageId: null }
    : refused('wrong_signature', 'the token is another');
}

/** https://github.com/standard-webhooks/standard-webhooks */
function verifyStandard(message: HookMessage, proof: Proof): Verdict {
  const [id, time, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    header(message, name),
  );
  if (id === undefined || time === undefined || signatures === undefined)
    return refused('unsigned', 'it lacks one of webhook-id, webhook-timestamp and webhook-signature');
  const timestamp = Number(time);
  if (!isRecent(timestamp, proof)) return refused('stale', 'webhook-timestamp is too far from the present');
  const expected = standardSignature(proof.secret, { id, timestamp, body: message.body });
  // All are compared, so that the time it takes tells nothing.
  const fits = signatures.split(' ').filter((given) => sameText(given, expected));
  return fits.length > 0
    ? { ok: true, messageId: fingerprint(`${id}.${time}`) }
    : refused('wrong_signature', 'the signature does not fit');
}

/** https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries */
function verifyGithub(message: HookMessage, { secret }: Proof): Verdict {
  const given = header(message, 'x-hub-signature-256');
  if (given === undefined) return refused('unsigned', 'it lacks X-Hub-Signature-256');
  const expected = `sha256=${createHmac('sha256', secret).update(message.body).digest('hex')}`;
  // The id of the delivery is not signed, so a copy under another id is known by its signature.
  return sameText(given, expected)
    ? { ok: true, messageId: fingerprint(expected) }
    : refused('wrong_signature', 'the signature does not fit');
}

/** https://docs.stripe.com/webhooks#verify-manually */
function verifyStripe(message: HookMessage, proof: Proof): Verdict {
  const given = header(message, 'stripe-signature');
  if (given === undefined) return refused('unsigned', 'it lacks Stripe-Signature');
  const parts = given.split(',').map((part) => part.trim().split('=', 2) as [string, string?]);
  const time = parts.find(([name]) => name === 't')?.[1];
  if (time === undefined || !isRecent(Number(time), proof))
    return refused('stale', 'the time in Stripe-Signature is missing or too far from the present');
  const mac = createHmac('sha256', proof.secret).update(`${time}.`).update(message.body);
  const expected = mac.digest('hex');
  const fits = parts.filter(([name, value]) => name === 'v1' && sameText(value ?? '', expected));
  return fits.length > 0
    ? { ok: true, messageId: fingerprint(expected) }
    : refused('wrong_signature', 'the signature does not fit');
}

const isRecent = (seconds: number, { now, toleranceMs }: Proof): boolean =>
  Number.isFinite(seconds) && Math.abs(now.getTime() - seconds * 1000) <= toleranceMs;

function header({ headers }: HookMessage, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
const fingerprint = (text: string): string => hash(text).toString('base64url');

/** In constant time, whatever their lengths. */
const sameText = (a: string, b: string): boolean => timingSafeEqual(hash(a), hash(b));
