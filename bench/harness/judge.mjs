import { ENTRIES, moreIsBetter } from '../targets.mjs';
import { rounded } from './statistics.mjs';

/** Tutti beside one peer, as a number above 1 where Tutti is better. */
export function ratioTo(entry, tutti, peer) {
  if (tutti?.median === undefined || peer?.median === undefined) return undefined;
  return rounded(moreIsBetter(ENTRIES[entry].unit) ? tutti.median / peer.median : peer.median / tutti.median);
}

/** Each part of an entry's target, with whether it is met; `met` is undefined where something was not measured. */
export function judge(entry, systems) {
  const { target } = ENTRIES[entry];
  if (!target) return [];
  const own = systems.tutti?.median;
  const parts = [];
  for (const [peer, least] of Object.entries(target.ratios ?? {})) {
    const ratio = ratioTo(entry, systems.tutti, systems[peer]);
    parts.push({ text: `≥ ${least} × ${peer}`, met: ratio && ratio >= least });
  }
  const number = (text, limit, isMet) =>
    limit !== undefined &&
    parts.push({
      text: `${text} ${limit.toLocaleString('en')}`,
      met: own === undefined ? undefined : isMet(limit),
    });
  number('≥', target.atLeast, (limit) => own >= limit);
  number('≤', target.atMost, (limit) => own <= limit);
  number('<', target.below, (limit) => own < limit);
  if (target.underPeers) {
    const ratios = Object.keys(systems)
      .filter((name) => name !== 'tutti')
      .map((peer) => ratioTo(entry, systems.tutti, systems[peer]));
    parts.push({
      text: 'under every peer',
      met: ratios.length === 0 || ratios.includes(undefined) ? undefined : ratios.every((ratio) => ratio > 1),
    });
  }
  return parts;
}
