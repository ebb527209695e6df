import type { IncomingHook, Schedule } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useClient } from '../../../app/api.ts';
import { CommandLine } from '../../../ui/copy-button.tsx';
import { formatCount } from '../../../ui/format-number.ts';
import { Fact, Facts } from '../../../ui/panel.tsx';
import { TimeStamp } from '../../../ui/time-stamp.tsx';
import { RunStrip } from '../../schedules/run-strip.tsx';
import { eventSchedulesQuery } from '../webhook-queries.ts';
import { triggeredBy, VERIFICATIONS } from '../webhook-words.ts';
import { HowToSend } from './how-to-send.tsx';

/** Where to send, how, and what it sets off. */
export const IncomingDefinition = ({ hook }: { hook: IncomingHook }) => (
  <>
    <HowToSend hook={hook} />
    <Facts>
      <Fact name="Verified by">{VERIFICATIONS.find(({ value }) => value === hook.verification)?.shows}</Fact>
      <Fact name="Received">
        {formatCount(hook.received)}, last{' '}
        {hook.lastReceivedAt === null ? 'never' : <TimeStamp at={hook.lastReceivedAt} />}
      </Fact>
      <Fact name="Refused">
        {formatCount(hook.refused)}
        {hook.refused > 0 ? (
          <>
            ,{' '}
            <Link
              to="/webhooks/incoming/$id"
              params={{ id: String(hook.id) }}
              search={{ status: 'refused' }}
              className="rounded-sm text-link hover:underline"
            >
              which and why
            </Link>
          </>
        ) : null}
      </Fact>
      {hook.headers.length > 0 ? <Fact name="Headers">{hook.headers.join(', ')}</Fact> : null}
      <Fact name="Made">
        <TimeStamp at={hook.createdAt} /> <span className="text-muted">by {hook.createdBy}</span>
      </Fact>
    </Facts>
    <Triggers hook={hook} />
  </>
);

function Triggers({ hook }: { hook: IncomingHook }) {
  const query = useQuery(eventSchedulesQuery(useClient()));
  const schedules = query.data && triggeredBy(hook, query.data.items);
  return (
    <section className="flex flex-col gap-2">
      <h3 className="text-emphasis font-semibold">What its messages trigger</h3>
      {schedules === undefined ? (
        <p className="text-muted">{query.error ? 'The schedules could not be read.' : '…'}</p>
      ) : schedules.length === 0 ? (
        <>
          <p className="text-muted">Nothing yet. A schedule can wait for them:</p>
          <CommandLine
            command={`tutti schedule create build --on webhook.received --filter '{"data.name":"${hook.name}"}' --shell 'make'`}
          />
        </>
      ) : (
        <ul className="overflow-hidden rounded-md border border-line bg-surface">
          {schedules.map((schedule) => (
            <TriggeredRow key={schedule.id} schedule={schedule} />
          ))}
        </ul>
      )}
    </section>
  );
}

const TriggeredRow = ({ schedule }: { schedule: Schedule }) => (
  <li className="flex min-h-9 items-center gap-3 border-b border-line px-3 last:border-0">
    <Link
      to="/schedules/$id"
      params={{ id: String(schedule.id) }}
      className="min-w-0 flex-1 truncate rounded-sm font-medium hover:underline"
    >
      {schedule.name}
      {schedule.enabled ? null : <span className="font-normal text-muted"> (off)</span>}
    </Link>
    <RunStrip runs={schedule.recent ?? []} zone={undefined} align="start" most={8} />
    <Link
      to="/executions"
      search={{ schedule: schedule.id }}
      className="shrink-0 rounded-sm text-label text-link hover:underline"
    >
      its runs
    </Link>
  </li>
);
