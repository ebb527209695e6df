import { ArrowLeftRight, Layers2 } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';
import { cn } from '../../ui/cn.ts';
import { formatCount } from '../../ui/format-number.ts';
import { formatClock, zoneLabel } from '../../ui/format-time.ts';
import { dayName, type Shape } from './calendar-view.ts';
import { levelOf, type Cell, type Heat } from './heat.ts';
import { dayAt } from './local-days.ts';

interface HeatMapProps {
  heat: Heat;
  shape: Shape;
  zone: string;
  now: number;
  /** Begin of the open cell. */
  open: number | undefined;
  onOpen: (cell: Cell) => void;
  /** On a phone the hours run downwards. */
  upright: boolean;
}

/** Rows and columns changed for each other. */
const transposed = (heat: Heat): Heat => ({
  ...heat,
  rows: heat.columns,
  columns: heat.rows,
  cells: heat.columns.map((_, column) => heat.cells.map((row) => row[column])),
});

/** How full the hours are: a number in each, a tint and a bar for the eye. Arrows move, Enter tells what is due. */
export function HeatMap(props: HeatMapProps) {
  const { shape, zone, now, open, onOpen, upright } = props;
  const heat = upright && shape !== 'month' ? transposed(props.heat) : props.heat;
  const [at, setAt] = useState<[number, number]>([0, 0]);
  const month = shape === 'month';
  return (
    <table
      role="grid"
      aria-label={`Due times, ${zoneLabel(zone)}`}
      onKeyDown={(event) => moveFocus(event, heat, at)}
      className="w-full table-fixed border-separate border-spacing-0.5"
    >
      <thead>
        <tr>
          <th
            className={cn(
              'w-16 text-start text-label font-normal text-faint',
              upright && 'w-9',
              month && 'w-14',
            )}
          >
            <span className="sr-only">{month ? 'Week' : 'Time'}</span>
          </th>
          {heat.columns.map((column) => (
            <th key={column} scope="col" className="h-6 text-center text-label font-medium text-muted">
              {upright && !month ? <Stacked words={column} /> : column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {heat.cells.map((cells, row) => (
          <tr key={heat.rows[row]}>
            <th scope="row" className="truncate pr-2 text-start text-label font-medium text-muted">
              {heat.rows[row]}
            </th>
            {cells.map((cell, column) => (
              <td key={heat.columns[column]} className="p-0">
                {cell ? (
                  <CellButton
                    cell={cell}
                    place={`${row} ${column}`}
                    level={levelOf(cell.count, heat.most)}
                    share={heat.most === 0 ? 0 : cell.count / heat.most}
                    month={month}
                    zone={zone}
                    now={now}
                    isOpen={cell.from === open}
                    tabIndex={at[0] === row && at[1] === column ? 0 : -1}
                    onOpen={() => onOpen(cell)}
                    onFocus={() => setAt([row, column])}
                  />
                ) : (
                  <NoTime month={month} />
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** `Mon` above `16`: side by side some days would break and others not. */
const Stacked = ({ words }: { words: string }) =>
  words.split(' ').map((word) => (
    <span key={word} className="block">
      {word}
    </span>
  ));

const NoTime = ({ month }: { month: boolean }) => (
  <span
    className={cn('block h-10 rounded-sm', month ? 'h-16' : 'border border-dashed border-control')}
    title={month ? undefined : 'The clocks jump over this hour'}
  />
);

interface CellButtonProps {
  cell: Cell;
  place: string;
  level: number;
  share: number;
  month: boolean;
  zone: string;
  now: number;
  isOpen: boolean;
  tabIndex: number;
  onOpen: () => void;
  onFocus: () => void;
}

/** A tint for each level, light enough for the number upon it. */
const TINTS = [0, 7, 13, 19, 26, 33];

function CellButton({ cell, place, level, share, month, zone, now, isOpen, ...act }: CellButtonProps) {
  const past = cell.until <= now;
  const current = !past && cell.from <= now;
  return (
    <button
      type="button"
      data-cell={place}
      tabIndex={act.tabIndex}
      aria-label={cellWords(cell, zone, month)}
      aria-pressed={isOpen}
      onClick={act.onOpen}
      onFocus={act.onFocus}
      style={{ background: `color-mix(in oklab, var(--link) ${TINTS[level] ?? 0}%, var(--surface))` }}
      className={cn(
        'relative flex h-10 w-full flex-col items-center justify-center overflow-hidden rounded-sm border border-line text-body -outline-offset-2 hover:border-control',
        month && 'h-16 items-start justify-between p-1.5',
        current && 'border-link',
        isOpen && 'border-2 border-text',
        cell.ghosts > 0 && 'border-dashed border-link',
      )}
    >
      {month ? <span className="text-label text-muted">{dayAt(cell.from, zone).slice(8)}</span> : null}
      <span
        className={cn(
          'leading-4',
          cell.count === 0 ? 'text-faint' : 'font-medium',
          past && 'font-normal text-muted',
        )}
      >
        {cell.count === 0 ? '·' : formatCount(cell.count)}
        {cell.ghosts > 0 ? (
          <b className="font-semibold text-text max-sm:block"> +{formatCount(cell.ghosts)}</b>
        ) : null}
      </span>
      <Marks cell={cell} />
      <span
        aria-hidden="true"
        className="absolute bottom-0 left-0 h-0.75 bg-link"
        style={{ width: `${Math.round(share * 100)}%` }}
      />
    </button>
  );
}

/** That several are due at once, and that the clocks change. */
const Marks = ({ cell }: { cell: Cell }) =>
  cell.atOnce > 1 || cell.clocks ? (
    <span
      aria-hidden="true"
      className="absolute top-0.5 right-0.5 flex items-center text-muted [&_svg]:size-3 [&_svg]:stroke-[1.75]"
    >
      {cell.clocks ? <ArrowLeftRight /> : null}
      {cell.atOnce > 1 ? <Layers2 /> : null}
    </span>
  ) : null;

function cellWords(cell: Cell, zone: string, month: boolean): string {
  const day = dayName(dayAt(cell.from, zone));
  return [
    month ? day : `${day} ${formatClock(cell.from, zone)}`,
    cell.count === 0 ? 'nothing due' : `${formatCount(cell.count)} due`,
    ...(cell.ghosts > 0 ? [`${formatCount(cell.ghosts)} more with the timing you try`] : []),
    ...(cell.atOnce > 1 ? [`up to ${formatCount(cell.atOnce)} at once`] : []),
    ...(cell.clocks === 'back' ? ['the clocks go back'] : cell.clocks ? ['the clocks go forward'] : []),
  ].join(', ');
}

const STEPS: Partial<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** Over parts that do not exist to the next that does. */
function moveFocus(event: KeyboardEvent<HTMLElement>, heat: Heat, [row, column]: [number, number]): void {
  const step = STEPS[event.key];
  if (!step) return;
  event.preventDefault();
  for (let far = 1; far < 32; far++) {
    const [r, c] = [row + step[0] * far, column + step[1] * far];
    if (heat.cells[r]?.[c])
      return event.currentTarget.querySelector<HTMLElement>(`[data-cell="${r} ${c}"]`)?.focus();
  }
}
