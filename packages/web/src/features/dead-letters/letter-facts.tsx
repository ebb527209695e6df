import type { DeadLetter } from '@tutti/contract';
import { Link } from '@tanstack/react-router';
import { FailureBox } from '../../ui/failure-box.tsx';
import { DASH, plural } from '../../ui/format-number.ts';
import { Fact, Facts, Panel } from '../../ui/panel.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { BreakerMark } from '../breakers/breaker-mark.tsx';
import { stripAnsi } from '../executions/log/ansi.ts';
import { triggerWords } from '../executions/trigger-words.ts';
import { linkLook } from '../recovery/tab-look.ts';

/** Why it failed for good. */
export const LetterError = ({ letter: { error } }: { letter: DeadLetter }) => (
  <FailureBox
    kind="failed"
    message={stripAnsi(error.message)}
    about={
      <>
        <code className="font-mono">{error.code}</code> ·{' '}
        {error.permanent
          ? 'permanent: as it is, another attempt could not help'
          : 'transient: no attempt was left'}
      </>
    }
  />
);

/** What stands around it, each a step away. */
export function LetterFacts({ letter }: { letter: DeadLetter }) {
  return (
    <Panel title="Around it">
      <Facts>
        <Fact name="Execution">
          <Link to="/executions/$id" params={{ id: letter.executionId }} className={linkLook}>
            Log at the error line
          </Link>
        </Fact>
        <Fact name="Errors">
          {letter.fingerprint === null ? (
            DASH
          ) : (
            <Link
              to="/errors/groups/$fingerprint"
              params={{ fingerprint: letter.fingerprint }}
              className={linkLook}
            >
              Errors like it
            </Link>
          )}
        </Fact>
        <Fact name="Schedule">
          {letter.scheduleId === null ? (
            DASH
          ) : (
            <Link to="/schedules/$id" params={{ id: String(letter.scheduleId) }} className={linkLook}>
              {letter.scheduleName ?? `#${letter.scheduleId}, deleted`}
            </Link>
          )}
        </Fact>
        <Fact name="Breaker">
          <BreakerMark breakerKey={letter.breaker} named />
        </Fact>
        <Fact name="Type">{letter.taskType}</Fact>
        <Fact name="Queue">
          {letter.queue} <span className="text-muted">priority {letter.priority}</span>
        </Fact>
        <Fact name="Trigger">{letter.trigger ? triggerWords(letter.trigger) : DASH}</Fact>
        <Fact name="Node">{letter.node ?? DASH}</Fact>
        <Fact name="Resubmitted">{plural(letter.resubmitCount, 'time')}</Fact>
        {letter.resolvedAt ? (
          <Fact name="Settled">
            <TimeStamp at={letter.resolvedAt} /> by {letter.resolvedBy ?? 'nobody known'}
          </Fact>
        ) : null}
        {letter.notes ? <Fact name="Notes">{letter.notes}</Fact> : null}
      </Facts>
    </Panel>
  );
}
