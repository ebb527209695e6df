import type { ErrorRecord } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useClient } from '../../app/api.ts';
import { Fact, Facts, Panel } from '../../ui/panel.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { inlineLinkLook, linkLook } from '../recovery/tab-look.ts';
import { recoveryQuery } from './error-queries.ts';
import { categoryWhy, nextWords, retriesWords, severityWhy } from './error-words.ts';

/** How it was classified and by what, and what happens next. */
export function ErrorWhy({ record }: { record: ErrorRecord }) {
  const running = useQuery(recoveryQuery(useClient())).data?.running ?? true;
  return (
    <Panel title="Why, and what next">
      <Facts>
        <Fact name="Next">
          <b className="font-medium">{nextWords(record, running)}</b>
          {record.recoveryStatus === 'retry_scheduled' && record.nextRetryAt && running ? (
            <>
              , <TimeStamp at={record.nextRetryAt} />
            </>
          ) : null}
          .
        </Fact>
        <Fact name="Retries">{retriesWords(record)}</Fact>
        <Fact name="Class">{categoryWhy(record)}</Fact>
        <Fact name="Severity">{severityWhy(record)}</Fact>
        <Fact name="Rule">
          {record.rule === null ? (
            <span className="text-muted">
              none matched;{' '}
              <Link
                to="/errors/rules"
                search={{ code: record.errorCode ?? undefined }}
                className={inlineLinkLook}
              >
                add one
              </Link>
            </span>
          ) : (
            <Link to="/errors/rules" className={linkLook}>
              {record.rule}
            </Link>
          )}
        </Fact>
        {record.resolvedAt ? (
          <Fact name="Settled">
            <TimeStamp at={record.resolvedAt} /> by {record.resolvedBy ?? 'nobody known'}
          </Fact>
        ) : null}
        {record.resolutionNotes ? <Fact name="Notes">{record.resolutionNotes}</Fact> : null}
      </Facts>
    </Panel>
  );
}
