import type { ExecutionSummary } from '@tutti/contract';
import { formatCount, formatDuration, formatRough } from '../output/duration.ts';
import { wallClock } from '../output/instant.ts';
import { plainText } from '../output/safe-text.ts';
import type { Colours, View } from '../output/view.ts';
import { fitText } from './text-width.ts';
import type { WatchState } from './watch-state.ts';

export interface Screen {
  columns: number;
  rows: number;
}
interface Line {
  text: string;
  colour?: keyof Colours;
}
interface Section {
  title: string;
  empty: string;
  lines: Line[];
}

const HEAD_LINES = 4;
const LEAST_LINES = 2;

/** The lines of the dashboard, none longer than the screen is wide, and no more than it is high. */
export function watchLines(view: View, state: WatchState, live: string, screen: Screen): string[] {
  const sections = sectionsOf(view, state);
  const room = Math.max(0, screen.rows - HEAD_LINES);
  const sizes = shareRows(
    sections.map(({ lines }) => Math.max(1, lines.length)),
    room,
  );
  const body = sections.flatMap((section, index) => sectionLines(section, sizes[index] ?? 0));
  const lines = [...headLines(view, state, live), ...body].slice(0, screen.rows);
  return lines.map(({ text, colour }) => {
    const fitted = fitText(text, screen.columns, view.unicode ? '…' : '~').trimEnd();
    const paint = colour && view.colours[colour];
    return typeof paint === 'function' ? paint(fitted) : fitted;
  });
}

/** How many lines each section gets, its title included: what it needs, or its part of what there is. */
export function shareRows(needs: readonly number[], room: number): number[] {
  const sizes = needs.map(() => 0);
  let left = room;
  // A line at a time in turn, so that what a short one leaves goes to the longer ones.
  for (let given = true; given && left > 0;) {
    given = false;
    for (const [index, need] of needs.entries()) {
      const size = sizes[index] as number;
      const step = size === 0 ? LEAST_LINES : 1;
      if (size > need || left < step) continue;
      sizes[index] = size + step;
      left -= step;
      given = true;
    }
  }
  return sizes;
}

function headLines(
  view: View,
  { health, scheduler, counts, lastHour, readAt }: WatchState,
  live: string,
): Line[] {
  const dot = view.unicode ? ' · ' : ', ';
  const trouble = Object.entries(health.checks).find(([, check]) => check.status !== 'ok');
  const word = { ok: 'healthy', degraded: 'degraded', down: 'down' }[health.status];
  const time = wallClock(new Date(readAt), view.zone).slice(11);
  const work = counts
    ? [`${formatCount(counts.running.count)} running`, `${formatCount(counts.pending.count)} waiting`]
    : [];
  const firing = scheduler ? (scheduler.running ? 'schedules fire' : 'schedules are stopped') : '';
  const hour = `last hour ${formatCount(lastHour.completed)} ok, ${formatCount(lastHour.failed)} failed`;
  return [
    { text: ['Tutti', time, live].join(dot), colour: 'bold' },
    {
      text: [word, `up ${formatDuration(health.uptimeMs)}`, ...(firing ? [firing] : [])].join(dot),
      colour: health.status === 'ok' ? 'green' : health.status === 'degraded' ? 'yellow' : 'red',
    },
    trouble
      ? {
          text: `${trouble[0]}: ${plainText(trouble[1].message ?? trouble[1].status)}`,
          colour: 'yellow' as const,
        }
      : { text: [...work, hour].join(dot) },
    { text: '' },
  ];
}

function sectionsOf(view: View, state: WatchState): Section[] {
  const now = Date.parse(state.readAt);
  return [
    { title: 'RUNNING', empty: 'nothing runs', lines: state.running.map((one) => runningLine(one, now)) },
    {
      title: 'WAITING',
      empty: 'nothing waits for a place',
      lines: state.queues.map(({ queue, ready, oldestMs }) => ({
        text: `${plainText(queue)}  ${formatCount(ready)}, the oldest for ${formatDuration(oldestMs)}`,
      })),
    },
    {
      title: 'FAILED',
      empty: 'nothing has failed',
      lines: state.failures.map((one) => failureLine(one, now)),
    },
    {
      title: 'NEXT',
      empty: 'no schedule is due',
      lines: state.next.map(({ name, nextRunAt }) => ({
        text: `${dueText(nextRunAt, now)}  ${plainText(name)}`,
      })),
    },
    {
      title: 'NODES',
      empty: 'none',
      lines: state.nodes.map((node) => nodeLine(node, view.unicode ? ' · ' : ', ')),
    },
  ].map((section) => ({ ...section, title: view.unicode ? `▸ ${section.title}` : section.title }));
}

function runningLine({ id, label, attempt, startedAt, node }: ExecutionSummary, now: number): Line {
  const since = startedAt === null ? '-' : formatDuration(Math.max(0, now - Date.parse(startedAt)));
  const again = attempt > 1 ? `, attempt ${attempt}` : '';
  return { text: `${since.padStart(9)}  #${id} ${plainText(label)}${again}  on ${plainText(node ?? '-')}` };
}

function failureLine({ id, label, status, completedAt, error }: ExecutionSummary, now: number): Line {
  const ago = completedAt === null ? '-' : `${formatRough(Math.max(0, now - Date.parse(completedAt)))} ago`;
  const why = error ? `: ${plainText(error.message)}` : '';
  return { text: `${ago.padStart(9)}  #${id} ${plainText(label)} ${status}${why}`, colour: 'red' };
}

function nodeLine(node: WatchState['nodes'][number], dot: string): Line {
  const { name, state, running, maxConcurrent, cpuPercent, memoryPercent } = node;
  const percent = (value: number | null): string => (value === null ? '-' : `${Math.round(value)} %`);
  const parts = [
    `${running} of ${maxConcurrent} running`,
    `CPU ${percent(cpuPercent)}`,
    `memory ${percent(memoryPercent)}`,
    ...(state === 'active' ? [] : [state]),
  ];
  const colours = { active: undefined, draining: 'yellow', lost: 'red' } as const;
  const colour = colours[state];
  return { text: `${plainText(name)}  ${parts.join(dot)}`, ...(colour && { colour }) };
}

const dueText = (nextRunAt: string | null, now: number): string => {
  const ms = nextRunAt === null ? 0 : Date.parse(nextRunAt) - now;
  return (ms <= 0 ? 'now' : `in ${formatRough(ms)}`).padStart(11);
};

/** `size` counts the title; what does not fit is told in its last line. */
function sectionLines({ title, empty, lines }: Section, size: number): Line[] {
  if (size < LEAST_LINES) return [];
  const room = size - 1;
  const shown = lines.length > room ? lines.slice(0, room - 1) : lines;
  const hidden = lines.length - shown.length;
  const rest: Line[] = hidden > 0 ? [{ text: `and ${hidden} more`, colour: 'dim' }] : [];
  const body = lines.length === 0 ? [{ text: empty, colour: 'dim' as const }] : [...shown, ...rest];
  return [{ text: title, colour: 'cyan' }, ...body.map((line) => ({ ...line, text: `  ${line.text}` }))];
}
