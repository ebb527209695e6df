import { createHmac, randomBytes } from 'node:crypto';

/** https://github.com/standard-webhooks/standard-webhooks: HMAC-SHA256 over `id.timestamp.body`, base64, versioned. */
export interface SignedMessage {
  id: string;
  timestamp: number;
  body: string | Buffer;
}

const PREFIX = 'whsec_';

export const newSigningSecret = (): string => PREFIX + randomBytes(32).toString('base64');

/** The key is what stands behind the prefix, out of base64; a secret without the prefix is the key itself. */
const keyOf = (secret: string): Buffer =>
  secret.startsWith(PREFIX) ? Buffer.from(secret.slice(PREFIX.length), 'base64') : Buffer.from(secret);

export function standardSignature(secret: string, { id, timestamp, body }: SignedMessage): string {
  const mac = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.`).update(body);
  return `v1,${mac.digest('base64')}`;
}

/** The three headers of a delivery; with several secrets one signature each, so that a receiver may know either. */
export function signedHeaders(message: SignedMessage, secrets: readonly string[]): Record<string, string> {
  return {
    'webhook-id': message.id,
    'webhook-timestamp': String(message.timestamp),
    'webhook-signature': secrets.map((secret) => standardSignature(secret, message)).join(' '),
  };
}
