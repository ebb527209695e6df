import type { DeadLetter } from '@tutti/contract';
import { Link } from '@tanstack/react-router';
import { CopyButton } from '../../ui/copy-button.tsx';
import { DASH, plural } from '../../ui/format-number.ts';
import { Fact, Facts, Panel } from '../../ui/panel.tsx';
import { StatusIcon } from '../../ui/status-icon.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { BreakerMark } from '../breakers/breaker-mark.tsx';
import { stripAnsi } from '../executions/log/ansi.ts';
import { triggerWords } from '../executions/trigger-words.ts';
import { linkLook } from '../recovery/tab-look.ts';

/** Why it failed for good. */
export function LetterError({ letter: { error } }: { letter: DeadLetter }) {
  const message = stripAnsi(error.message);
  return (
    <div
      role="group"
      aria-label="Error"
      className="flex items-start gap-2.5 rounded-lg border border-failed/40 bg-[color-mix(in_oklab,var(--failed)_8%,transparent)] py-2.5 pr-2 pl-3"
    >
      <StatusIcon kind="failed" className="mt-0.5" />
      <div className="min-w-0 flex-1">
        <p className="max-h-40 overflow-y-auto font-mono text-log break-words whitespace-pre-wrap">
          {message}
        </p>
        <p className="mt-1 text-label text-muted">
          <code className="font-mono">{error.code}</code> ·{' '}
          {error.permanent
            ? 'permanent: as it is, another attempt could not help'
            : 'transient: no attempt was left'}
        </p>
      </div>
      <CopyButton text={message} label="Copy the error" />
    </div>
  );
}

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
