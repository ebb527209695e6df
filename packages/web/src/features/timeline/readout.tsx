import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../app/api.ts';
import { Duration } from '../../ui/duration.tsx';
import { formatDuration } from '../../ui/format-duration.ts';
import { formatCount, plural } from '../../ui/format-number.ts';
import { formatClockSeconds, formatDay, ownZone, zoneLabel } from '../../ui/format-time.ts';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { StatusIcon } from '../../ui/status-icon.tsx';
import { useWaited } from '../../ui/skeleton.tsx';
import { useWaits } from '../executions/execution-note.tsx';
import { executionQuery } from '../executions/execution-queries.ts';
import { skipWords } from '../executions/execution-status.ts';
import { barStatus, runOf, waitOf, type Bar, type Ghost } from './bars.ts';
import { crowdWords } from './crowd-words.ts';
import type { Crowd, Target } from './find-bar.ts';

const MOST_NAMED = 6;

const when = (at: number): string =>
  `${formatDay(at, ownZone(), Date.now())} ${formatClockSeconds(at, ownZone())} ${zoneLabel(ownZone())}`;

/** What a bar or due time is, in a few lines. */
export function Readout({ target }: { target: Target }) {
  switch (target.kind) {
    case 'bar':
      return <BarReadout bar={target.bar} />;
    case 'crowd':
      return <CrowdReadout crowd={target.crowd} />;
    case 'ghost':
      return <GhostReadout ghost={target.ghost} />;
  }
}

function BarReadout({ bar }: { bar: Bar }) {
  const { source } = bar;
  const status = barStatus(bar);
  const now = Date.now();
  const run = runOf(bar, now);
  return (
    <>
      <p className="flex items-center gap-2">
        <StatusBadge kind={status.kind} word={status.word} />
        <b className="min-w-0 truncate font-semibold">{source.label}</b>
        <span className="text-faint">#{source.id}</span>
      </p>
      <dl className="mt-1.5 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 text-label">
        {source.status === 'skipped' ? (
          <Line name="Why">{skipWords(source.skipReason)}</Line>
        ) : (
          <>
            <Line name="Waited">{formatDuration(waitOf(bar, now))}</Line>
            <Line name="Ran">
              {run === undefined ? (
                'not yet'
              ) : (
                <Duration ms={source.endedAt ? run : null} from={source.endedAt ? null : source.startedAt} />
              )}
            </Line>
          </>
        )}
        {source.attempt > 1 ? <Line name="Attempt">{source.attempt}</Line> : null}
        <Line name="Node">{source.node ?? '–'}</Line>
        <Line name="Queue">{source.queue}</Line>
        <Line name={source.startedAt ? 'Started' : 'Queued'}>{when(bar.startedAt ?? bar.from)}</Line>
        {source.runAt ? <Line name="Due">{when(Date.parse(source.runAt))}</Line> : null}
        {source.status === 'pending' ? <WaitsFor key={source.id} id={source.id} /> : null}
      </dl>
    </>
  );
}

/** Bars carry no more than is drawn: the reason is asked for once somebody rests on one. */
function WaitsFor({ id }: { id: number }) {
  const rested = useWaited(true);
  const query = useQuery({ ...executionQuery(useClient(), String(id)), enabled: rested });
  const waits = useWaits({ waitingFor: query.data?.waitingFor ?? null });
  return waits ? (
    <Line name="Waits for">
      <span className="whitespace-normal">{waits}</span>
    </Line>
  ) : null;
}

const Line = ({ name, children }: { name: string; children: React.ReactNode }) => (
  <>
    <dt className="text-muted">{name}</dt>
    <dd className="min-w-0 truncate">{children}</dd>
  </>
);

function CrowdReadout({ crowd: { group, at, bars } }: { crowd: Crowd }) {
  return (
    <>
      <p className="flex items-baseline gap-2">
        <b className="font-semibold">{formatCount(bars.length)} here</b>
        <span className="min-w-0 truncate text-label text-muted">{when(at)}</span>
      </p>
      <ul className="mt-1.5 flex flex-col gap-1 text-label">
        {crowdWords(bars).map(({ kind, word, count }) => (
          <li key={word} className="flex items-center gap-2">
            <StatusIcon kind={kind} />
            {word}
            <span className="ml-auto tabular-nums">{formatCount(count)}</span>
          </li>
        ))}
      </ul>
      <p className="mt-1.5 text-label text-faint">
        A click unfolds all {plural(group.laneCount, 'lane')} of {group.label}
      </p>
    </>
  );
}

function GhostReadout({ ghost }: { ghost: Ghost }) {
  const more = ghost.due.length - MOST_NAMED;
  return (
    <>
      <p className="flex items-center gap-2 font-semibold">
        <StatusIcon kind="pending" />
        {ghost.due.length === 1 ? ghost.due[0]?.name : `${plural(ghost.due.length, 'schedule')} due`}
      </p>
      <p className="mt-1 text-label text-muted">Due {when(ghost.at)}</p>
      {ghost.due.length > 1 ? (
        <ul className="mt-1 text-label">
          {ghost.due.slice(0, MOST_NAMED).map((due) => (
            <li key={due.scheduleId} className="truncate">
              {due.name}
            </li>
          ))}
          {more > 0 ? <li className="text-faint">and {more} more</li> : null}
        </ul>
      ) : null}
    </>
  );
}

/** The same in one sentence, for who hears it. */
export function barSentence(bar: Bar, now: number): string {
  const run = runOf(bar, now);
  const { source } = bar;
  return [
    `${source.label}, number ${source.id}`,
    barStatus(bar).word,
    ...(source.status === 'skipped'
      ? [skipWords(source.skipReason)]
      : [
          `waited ${formatDuration(waitOf(bar, now))}`,
          run === undefined ? 'has not run yet' : `ran ${formatDuration(run)}`,
        ]),
    ...(source.attempt > 1 ? [`attempt ${source.attempt}`] : []),
    ...(source.node ? [`on ${source.node}`] : []),
    when(bar.startedAt ?? bar.from),
  ].join(', ');
}
