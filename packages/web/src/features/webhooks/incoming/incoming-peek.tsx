import type { IncomingHook, Schedule } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useClient } from '../../../app/api.ts';
import { Button } from '../../../ui/button.tsx';
import { CommandLine } from '../../../ui/copy-button.tsx';
import { formatCount } from '../../../ui/format-number.ts';
import { Fact, Facts } from '../../../ui/panel.tsx';
import { Peek } from '../../../ui/peek.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import { TimeStamp } from '../../../ui/time-stamp.tsx';
import { useMay } from '../../access/use-may.ts';
import { RunStrip } from '../../schedules/run-strip.tsx';
import { eventSchedulesQuery } from '../webhook-queries.ts';
import { triggeredBy, VERIFICATIONS } from '../webhook-words.ts';
import { DeleteIncoming, IncomingDialog } from './incoming-dialogs.tsx';
import { HowToSend } from './how-to-send.tsx';

/** One incoming hook: where to send, how, and what it sets off. */
export function IncomingPeek({ hook, onClose }: { hook: IncomingHook; onClose: () => void }) {
  const [open, setOpen] = useState<'edit' | 'delete'>();
  const refused = useMay('webhooks:write').reason;
  return (
    <>
      <Peek
        title={hook.name}
        note={
          hook.enabled ? (
            <StatusBadge kind="completed" word="Listens" plain />
          ) : (
            <StatusBadge kind="paused" word="Off: its address answers 404" plain />
          )
        }
        actions={
          <>
            <Button icon={<Pencil />} refused={refused} onClick={() => setOpen('edit')}>
              Edit
            </Button>
            <Button look="danger" icon={<Trash2 />} refused={refused} onClick={() => setOpen('delete')}>
              Delete …
            </Button>
          </>
        }
        onClose={onClose}
        className="xl:w-144"
      >
        <HowToSend hook={hook} />
        <Facts>
          <Fact name="Verified by">
            {VERIFICATIONS.find(({ value }) => value === hook.verification)?.shows}
          </Fact>
          <Fact name="Received">
            {formatCount(hook.received)}, last{' '}
            {hook.lastReceivedAt === null ? 'never' : <TimeStamp at={hook.lastReceivedAt} />}
          </Fact>
          <Fact name="Refused">
            {formatCount(hook.refused)}
            {hook.refused > 0 ? (
              <span className="text-muted">, their signature or time did not fit</span>
            ) : null}
          </Fact>
          {hook.headers.length > 0 ? <Fact name="Headers">{hook.headers.join(', ')}</Fact> : null}
          <Fact name="Made">
            <TimeStamp at={hook.createdAt} /> <span className="text-muted">by {hook.createdBy}</span>
          </Fact>
        </Facts>
        <Triggers hook={hook} />
      </Peek>
      {open === 'edit' ? <IncomingDialog hook={hook} onClose={() => setOpen(undefined)} /> : null}
      {open === 'delete' ? <DeleteIncoming hook={hook} onClose={() => setOpen(undefined)} /> : null}
    </>
  );
}

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
