import { formatCount } from '../../ui/format-number.ts';
import { AMBER_FROM, depthLevel, depthShare, depthWords, RED_FROM, type DepthLevel } from './depth.ts';

const RADIUS = 52;
const CENTRE = 64;

/** A point of the half circle from the left (0) over the top to the right (1). */
function point(share: number, radius = RADIUS): string {
  const angle = Math.PI * (1 - share);
  return `${(CENTRE + radius * Math.cos(angle)).toFixed(2)} ${(CENTRE - radius * Math.sin(angle)).toFixed(2)}`;
}
const arc = (from: number, to: number): string => `M${point(from)}A${RADIUS} ${RADIUS} 0 0 1 ${point(to)}`;

const COLOURS: Record<DepthLevel, string> = {
  empty: '--completed',
  green: '--completed',
  amber: '--running',
  red: '--failed',
};

/** How many wait, with a word: `62, amber`. */
export function DepthGauge({ pending }: { pending: number }) {
  const level = depthLevel(pending);
  const share = depthShare(pending);
  const [amber, red] = [depthShare(AMBER_FROM), depthShare(RED_FROM)];
  const word = level === 'empty' ? 'none' : level;
  return (
    <div className="flex min-w-0 items-center gap-4">
      <div
        role="meter"
        aria-label="Dead letters that wait"
        aria-valuenow={pending}
        aria-valuemin={0}
        aria-valuemax={Math.max(RED_FROM, pending)}
        aria-valuetext={`${formatCount(pending)}, ${word}`}
        className="relative w-32 shrink-0"
      >
        <svg
          viewBox="0 0 128 70"
          className="block w-full"
          aria-hidden="true"
          fill="none"
          strokeLinecap="butt"
        >
          <path d={arc(0, 1)} stroke="var(--hover)" strokeWidth="10" />
          {share > 0 ? <path d={arc(0, share)} stroke={`var(${COLOURS[level]})`} strokeWidth="10" /> : null}
          <Tick at={amber} label={AMBER_FROM} />
          <Tick at={red} label={RED_FROM} />
        </svg>
        <p className="absolute inset-x-0 bottom-0 text-center text-tile font-semibold tabular-nums">
          {formatCount(pending)}
        </p>
      </div>
      <p className="min-w-0">
        <b className="font-semibold" style={{ color: `var(${COLOURS[level]})` }}>
          {formatCount(pending)}, {word}
        </b>
        <span className="block text-muted text-pretty">{depthWords[level]}</span>
      </p>
    </div>
  );
}

const Tick = ({ at, label }: { at: number; label: number }) => (
  <>
    <path d={`M${point(at, RADIUS - 8)}L${point(at, RADIUS + 7)}`} stroke="var(--text)" strokeWidth="1.5" />
    <text
      x={point(at, RADIUS - 15).split(' ')[0]}
      y={point(at, RADIUS - 15).split(' ')[1]}
      fill="var(--muted)"
      fontSize="9"
      textAnchor="middle"
      dominantBaseline="middle"
    >
      {label}
    </text>
  </>
);
