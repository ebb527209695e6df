import { fillToken, lineToken, type ChartColour } from './chart-colours.ts';
import type { ChartProps } from './chart-props.ts';

/** How lines differ where colours do not: solid, then ever shorter strokes. */
export const DASHES: readonly (readonly number[])[] = [[], [7, 4], [2, 3], [10, 3, 2, 3]];

interface SwatchProps {
  colour: ChartColour;
  kind: ChartProps['kind'];
  /** Its place among the series. */
  index: number;
}

/** A series as it is drawn, small enough for a legend. */
export function Swatch({ colour, kind, index }: SwatchProps) {
  if (kind === 'lines') {
    return (
      <svg width="16" height="8" aria-hidden="true">
        <path
          d="M0 4h16"
          stroke={`var(${lineToken(colour)})`}
          strokeWidth="2"
          strokeDasharray={DASHES[index % DASHES.length]?.join(' ')}
        />
      </svg>
    );
  }
  const fill = `var(${fillToken(colour)})`;
  const hatch = `repeating-linear-gradient(135deg, ${fill} 0 2px, transparent 2px 4px)`;
  return (
    <i
      aria-hidden="true"
      className="size-2.5 rounded-[2px] border"
      style={{ background: colour === 'failed' ? hatch : fill, borderColor: `var(${lineToken(colour)})` }}
    />
  );
}
