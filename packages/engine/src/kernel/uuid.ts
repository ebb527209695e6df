import { randomFillSync } from 'node:crypto';

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const hex = (byte: number): string => HEX[byte & 255] as string;

/**
 * Makes UUIDv7s (RFC 9562) that grow strictly within one generator: 48 bits of milliseconds, then a 26-bit counter
 * that starts at random in each millisecond (method 1), then random bits. Made here since PostgreSQL has
 * uuidv7() only from version 18 on.
 */
export function uuidGenerator(now: () => number = Date.now): () => string {
  const random = new Uint8Array(4096);
  let used = random.length;
  let lastMs = 0;
  let counter = 0;

  const byte = (): number => {
    if (used === random.length) {
      randomFillSync(random);
      used = 0;
    }
    return random[used++] as number;
  };
  const advance = (): void => {
    const ms = now();
    if (ms > lastMs) {
      lastMs = ms;
      counter = ((byte() & 0x7f) << 16) | (byte() << 8) | byte();
    } else if (++counter > 0x3ffffff) {
      lastMs++;
      counter = 0;
    }
  };

  return () => {
    advance();
    const high = Math.floor(lastMs / 0x1_0000_0000);
    const low = lastMs % 0x1_0000_0000;
    return (
      hex(high >>> 8) +
      hex(high) +
      hex(low >>> 24) +
      hex(low >>> 16) +
      '-' +
      hex(low >>> 8) +
      hex(low) +
      '-' +
      hex(0x70 | (counter >>> 22)) +
      hex(counter >>> 14) +
      '-' +
      hex(0x80 | ((counter >>> 8) & 0x3f)) +
      hex(counter) +
      '-' +
      hex(byte()) +
      hex(byte()) +
      hex(byte()) +
      hex(byte()) +
      hex(byte()) +
      hex(byte())
    );
  };
}
