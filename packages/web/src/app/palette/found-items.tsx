import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Bug, CalendarClock, Hash, ListChecks, Play } from 'lucide-react';
import { useDeferredValue } from 'react';
import { errorSearchQuery } from '../../features/errors/error-queries.ts';
import { executionSearchQuery } from '../../features/executions/execution-queries.ts';
import { ExecutionBadge } from '../../features/executions/execution-columns.tsx';
import { useTrigger } from '../../features/schedules/schedule-actions.ts';
import { scheduleSearchQuery } from '../../features/schedules/schedule-queries.ts';
import { useClient } from '../api.ts';
import type { Then } from './command-palette.tsx';
import { numberIn, searchedText } from './palette-text.ts';
import { PaletteGroup, PaletteItem } from './palette-item.tsx';

interface FoundProps {
  text: string;
  then: Then;
}

/** Found by the server, for there may be more of everything than a browser should hold. */
export const FoundItems = ({ text, then }: FoundProps) => (
  <>
    <ByNumber text={text} then={then} />
    <Schedules text={text} then={then} />
    <Executions text={text} then={then} />
    <Errors text={text} then={then} />
  </>
);

function ByNumber({ text, then }: FoundProps) {
  const navigate = useNavigate();
  const id = numberIn(text);
  if (id === undefined) return null;
  return (
    <PaletteGroup heading="By number">
      <PaletteItem
        value={`execution #${id}`}
        foundBy={text}
        icon={<Hash />}
        onSelect={then(() => void navigate({ to: '/executions/$id', params: { id } }))}
      >
        Execution #{id}
      </PaletteItem>
    </PaletteGroup>
  );
}

function Schedules({ text, then }: FoundProps) {
  const navigate = useNavigate();
  const trigger = useTrigger();
  const wanted = useDeferredValue(searchedText(text));
  const schedules = useQuery(scheduleSearchQuery(useClient(), wanted)).data?.items ?? [];
  if (schedules.length === 0) return null;
  return (
    <PaletteGroup heading="Schedules">
      {schedules.flatMap((schedule) => [
        <PaletteItem
          key={`open ${schedule.id}`}
          value={`open ${schedule.name} ${schedule.id}`}
          icon={<CalendarClock />}
          onSelect={then(() => void navigate({ to: '/schedules/$id', params: { id: String(schedule.id) } }))}
        >
          {schedule.name}
        </PaletteItem>,
        <PaletteItem
          key={`trigger ${schedule.id}`}
          value={`trigger ${schedule.name} ${schedule.id}`}
          icon={<Play />}
          aside="now"
          onSelect={then(() => trigger.mutate(schedule))}
        >
          Trigger {schedule.name}
        </PaletteItem>,
      ])}
    </PaletteGroup>
  );
}

/** Asked for only once something is typed: the newest of all say little. */
function Executions({ text, then }: FoundProps) {
  const navigate = useNavigate();
  const wanted = useDeferredValue(searchedText(text));
  const found = useQuery({
    ...executionSearchQuery(useClient(), wanted),
    enabled: wanted.length >= 2 && numberIn(text) === undefined,
  });
  const rows = found.data?.items ?? [];
  if (rows.length === 0 || wanted.length < 2) return null;
  return (
    <PaletteGroup heading="Executions, the newest first">
      {rows.map((row) => (
        <PaletteItem
          key={row.executionId}
          value={`execution ${row.executionId}`}
          foundBy={text}
          icon={<ListChecks />}
          aside={<ExecutionBadge row={row} />}
          onSelect={then(() => void navigate({ to: '/executions/$id', params: { id: String(row.id) } }))}
        >
          #{row.id} {row.label}
        </PaletteItem>
      ))}
    </PaletteGroup>
  );
}

function Errors({ text, then }: FoundProps) {
  const navigate = useNavigate();
  const wanted = useDeferredValue(searchedText(text));
  const found = useQuery({ ...errorSearchQuery(useClient(), wanted), enabled: wanted.length >= 2 });
  const errors = found.data?.items ?? [];
  if (errors.length === 0 || wanted.length < 2) return null;
  return (
    <PaletteGroup heading="Errors, the newest first">
      {errors.map(({ id, message, severity }) => (
        <PaletteItem
          key={id}
          value={`error ${id}`}
          foundBy={text}
          icon={<Bug />}
          aside={severity}
          onSelect={then(() => void navigate({ to: '/errors/$id', params: { id: String(id) } }))}
        >
          {message}
        </PaletteItem>
      ))}
    </PaletteGroup>
  );
}
