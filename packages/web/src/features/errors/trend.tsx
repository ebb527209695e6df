import { plural } from '../../ui/format-number.ts';

const WIDTH = 72;
const HEIGHT = 18;

/** New records by the hour, the last 24 hours: a bar for each, the present one at the right. */
export function Trend({ hours }: { hours: readonly number[] }) {
  const most = Math.max(1, ...hours);
  const total = hours.reduce((sum, count) => sum + count, 0);
  const step = WIDTH / hours.length;
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={`${plural(total, 'new error')} in the last 24 h, ${Math.max(...hours)} at most in an hour`}
      className="shrink-0 text-muted"
    >
      <path d={`M0 ${HEIGHT - 0.5}H${WIDTH}`} stroke="var(--line)" />
      {hours.map((count, hour) => {
        if (count === 0) return null;
        const height = Math.max(2, (count / most) * (HEIGHT - 2));
        return (
          <rect
            key={hour}
            x={hour * step + 0.5}
            y={HEIGHT - 1 - height}
            width={step - 1}
            height={height}
            fill={hour === hours.length - 1 ? 'var(--failed-fill)' : 'currentColor'}
          />
        );
      })}
    </svg>
  );
}
