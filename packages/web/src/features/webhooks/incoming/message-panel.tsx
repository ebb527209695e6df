import type { IncomingMessageDetail, StartedByMessage } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { RotateCw } from 'lucide-react';
import { useClient } from '../../../app/api.ts';
import { Button } from '../../../ui/button.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { formatBytes } from '../../../ui/format-number.ts';
import { Panel } from '../../../ui/panel.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import { TimeStamp } from '../../../ui/time-stamp.tsx';
import { useMay } from '../../access/use-may.ts';
import { shownStatus, skipWords } from '../../executions/execution-status.ts';
import { HalfView } from '../half-view.tsx';
import { bodyNote, messageHalf, messageState, unreplayable } from '../message-words.ts';
import { messageQuery } from '../webhook-queries.ts';

interface MessagePanelProps {
  id: number;
  onReplay: () => void;
  replaying: boolean;
}

/** One message: what it said, and what it started. */
export function MessagePanel({ id, onReplay, replaying }: MessagePanelProps) {
  const query = useQuery(messageQuery(useClient(), id));
  const refused = useMay('webhooks:write').reason;
  const message = query.data;
  if (!message)
    return query.error ? (
      <ErrorPanel
        error={query.error}
        what="The message could not be read"
        onRetry={() => void query.refetch()}
      />
    ) : null;
  const { kind, word } = messageState(message);
  return (
    <Panel
      title={
        <span className="flex min-w-0 items-center gap-2">
          Message {id}
          <StatusBadge kind={kind} word={word} />
        </span>
      }
      actions={
        <Button
          size="sm"
          icon={<RotateCw />}
          busy={replaying}
          refused={refused ?? unreplayable(message)}
          onClick={onReplay}
        >
          Replay
        </Button>
      }
    >
      <div className="flex flex-col gap-3" role="region" aria-label={`Message ${id}`}>
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-muted">
          {formatBytes(message.sizeBytes)}
          {message.source === null ? null : (
            <span>
              from <code className="font-mono text-log text-text">{message.source}</code>
            </span>
          )}
          <TimeStamp at={message.receivedAt} />
        </p>
        <Why message={message} />
        {message.eventId === null ? null : <Started message={message} />}
        <HalfView title="Message" half={messageHalf(message)} none="" />
        <Note text={bodyNote(message)} />
      </div>
    </Panel>
  );
}

function Why({ message }: { message: IncomingMessageDetail }) {
  const { why } = messageState(message);
  if (why === undefined) return null;
  if (message.status !== 'refused') return <p className="text-muted first-letter:uppercase">{why}.</p>;
  return (
    <p className="rounded-md bg-[color-mix(in_oklab,var(--failed)_10%,transparent)] px-3 py-2 break-words">
      <b className="text-failed">Refused</b> {why}
    </p>
  );
}

const Note = ({ text }: { text: string | undefined }) =>
  text === undefined ? null : <p className="text-label text-muted">{text}</p>;

const Started = ({ message: { status, started } }: { message: IncomingMessageDetail }) => (
  <section aria-label="What it started" className="flex flex-col gap-1.5">
    <h3 className="text-label font-medium text-muted">
      {status === 'duplicate' ? 'What the first one started' : 'What it started'}
    </h3>
    {started.length === 0 ? (
      <p className="text-muted">Nothing: no schedule waited for what it says.</p>
    ) : (
      <ul className="overflow-hidden rounded-md border border-line">
        {started.map((one, index) => (
          <StartedRow key={index} started={one} />
        ))}
      </ul>
    )}
  </section>
);

const StartedRow = ({ started }: { started: StartedByMessage }) => {
  const { scheduleId, scheduleName, executionId, status, skipReason } = started;
  return (
    <li className="flex min-h-9 flex-wrap items-center gap-x-3 border-b border-line px-3 py-1 last:border-0">
      <Link
        to="/schedules/$id"
        params={{ id: String(scheduleId) }}
        className="min-w-0 flex-1 truncate rounded-sm font-medium hover:underline"
      >
        {scheduleName}
      </Link>
      {status ? <StatusBadge {...shownStatus({ status })} plain /> : null}
      {skipReason ? <StatusBadge kind="skipped" word={`Skipped: ${skipWords(skipReason)}`} plain /> : null}
      {executionId ? (
        <Link
          to="/executions/$id"
          params={{ id: executionId }}
          className="shrink-0 rounded-sm text-label text-link hover:underline"
        >
          its run
        </Link>
      ) : null}
    </li>
  );
};
