import { createHash } from 'node:crypto';

/** A delay in [0, jitterMs) that is always the same for one slot, so that a repeated decision is the same decision. */
export function jitterOf(scheduleId: number, slot: number, jitterMs: number): number {
  if (jitterMs === 0) return 0;
  const digest = createHash('sha1').update(`${scheduleId}:${slot}`).digest();
  return digest.readUInt32BE(0) % jitterMs;
}
