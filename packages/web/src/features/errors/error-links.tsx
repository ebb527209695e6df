import type { ErrorRecord } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useClient } from '../../app/api.ts';
import { DASH, plural } from '../../ui/format-number.ts';
import { Fact, Facts, Panel } from '../../ui/panel.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { BreakerMark } from '../breakers/breaker-mark.tsx';
import { linkLook } from '../recovery/tab-look.ts';
import { useScheduleName } from '../schedules/use-schedule-name.ts';
import { errorGroupQuery } from './error-queries.ts';

/** What stands around it, each a step away. */
export function ErrorLinks({ record }: { record: ErrorRecord }) {
  const group = useQuery(errorGroupQuery(useClient(), record.fingerprint)).data;
  const scheduleName = useScheduleName(record.scheduleId ?? undefined);
  return (
    <Panel title="Around it">
      <Facts>
        <Fact name="Execution">
          {record.executionId === null ? (
            <span className="text-muted">not kept any more</span>
          ) : (
            <Link to="/executions/$id" params={{ id: record.executionId }} className={linkLook}>
              Log at the error line
            </Link>
          )}
        </Fact>
        <Fact name="Schedule">
          {record.scheduleId === null ? (
            <span className="text-muted">{DASH}</span>
          ) : (
            <Link to="/schedules/$id" params={{ id: String(record.scheduleId) }} className={linkLook}>
              {scheduleName ?? `#${record.scheduleId}`}
            </Link>
          )}
        </Fact>
        <Fact name="Dead letter">
          {record.deadLetterId === null ? (
            <span className="text-muted">{DASH}</span>
          ) : (
            <Link to="/dead-letters/$id" params={{ id: String(record.deadLetterId) }} className={linkLook}>
              #{record.deadLetterId}
            </Link>
          )}
        </Fact>
        <Fact name="Breaker">
          <BreakerMark breakerKey={record.breaker} named />
        </Fact>
        <Fact name="Group">
          <Link
            to="/errors/groups/$fingerprint"
            params={{ fingerprint: record.fingerprint }}
            className={linkLook}
          >
            {group ? `${plural(group.count, 'error')} like it` : 'Errors like it'}
          </Link>
        </Fact>
        <Fact name="Type">
          {record.taskType ?? DASH}
          {record.queue ? <span className="text-muted"> in queue {record.queue}</span> : null}
        </Fact>
        <Fact name="Recorded">
          <TimeStamp at={record.createdAt} />
        </Fact>
        <Fact name="Changed">
          <TimeStamp at={record.updatedAt} />
        </Fact>
      </Facts>
    </Panel>
  );
}
