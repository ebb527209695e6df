import { ENTRIES } from '../targets.mjs';
import { judge, ratioTo } from './judge.mjs';

const MARKS = { true: 'met', false: 'missed', undefined: 'not measured' };

/** The results as rows of text, one per entry, for the terminal and for the document. */
export function rowsOf(measures) {
  return Object.keys(ENTRIES)
    .filter((entry) => measures[entry])
    .map((entry) => {
      const systems = measures[entry];
      const { title, unit } = ENTRIES[entry];
      const peers = Object.keys(systems).filter((name) => name !== 'tutti');
      return {
        title,
        tutti: valueOf(systems.tutti, unit),
        peers: peers.map((peer) => peerText(entry, systems, peer)).join('; ') || '–',
        target:
          judge(entry, systems)
            .map(({ text, met }) => `${text}: ${MARKS[met]}`)
            .join('; ') || '–',
      };
    });
}

function valueOf(summary, unit) {
  if (!summary) return '–';
  const failed = summary.failed ? `failed ${summary.failed}` : '';
  if (summary.median === undefined) return failed;
  const [median, min, max] = [summary.median, summary.min, summary.max].map(numeral);
  const spread = median === min && median === max ? '' : ` (${min}–${max})`;
  return [`${median} ${unit}${spread}`, failed].filter(Boolean).join(', ');
}

function peerText(entry, systems, peer) {
  const ratio = ratioTo(entry, systems.tutti, systems[peer]);
  return `${peer} ${valueOf(systems[peer], ENTRIES[entry].unit)}${ratio === undefined ? '' : ` → ${ratio.toPrecision(2).replace(/e\+\d+$/, '')} ×`}`;
}

const numeral = (value) =>
  value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
