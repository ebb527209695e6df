import type { Alert, NotificationMessage } from '@tutti/contract';
import { Link } from '@tanstack/react-router';
import { plural } from '../../ui/format-number.ts';
import { Panel } from '../../ui/panel.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { messageState } from './notification-words.ts';

/** Alerts that have not recovered: what was told once, and how much of it was only counted and until when. */
export const AlertsPanel = ({ alerts }: { alerts: readonly Alert[] }) => (
  <Panel flush title="Open alerts">
    {alerts.length === 0 ? (
      <p className="p-4 text-muted">None: nothing that was told is still wrong.</p>
    ) : (
      <ul>
        {alerts.map((alert) => (
          <li
            key={`${alert.source} ${alert.title} ${alert.notifiedAt}`}
            className="border-b border-line px-4 py-2 last:border-0"
          >
            <p className="flex min-w-0 items-baseline gap-2">
              <AlertTitle alert={alert} />
              <span className="ml-auto shrink-0 text-label text-muted">
                <TimeStamp at={alert.lastAt} />
              </span>
            </p>
            <p className="text-label text-muted">
              {plural(alert.events, 'event')}
              {alert.suppressed > 0 ? (
                <>
                  , {alert.suppressed} only counted, told again <TimeStamp at={alert.nextAt} />
                </>
              ) : null}{' '}
              · by {alert.source}
            </p>
          </li>
        ))}
      </ul>
    )}
  </Panel>
);

function AlertTitle({ alert }: { alert: Alert }) {
  const look = 'min-w-0 truncate rounded-sm font-medium';
  if (alert.executionId !== null)
    return (
      <Link to="/executions/$id" params={{ id: alert.executionId }} className={`${look} hover:underline`}>
        {alert.title}
      </Link>
    );
  if (alert.scheduleId !== null)
    return (
      <Link
        to="/schedules/$id"
        params={{ id: String(alert.scheduleId) }}
        className={`${look} hover:underline`}
      >
        {alert.title}
      </Link>
    );
  return <span className={look}>{alert.title}</span>;
}

/** The newest messages, sent or not, each with why not. */
export const MessagesPanel = ({ messages }: { messages: readonly NotificationMessage[] }) => (
  <Panel
    flush
    title="Told lately"
    actions={
      <Link
        to="/executions"
        search={{ type: 'notification' }}
        className="rounded-sm text-link hover:underline"
      >
        All of them
      </Link>
    }
  >
    {messages.length === 0 ? (
      <p className="p-4 text-muted">Nothing yet. Test a channel to see a message here.</p>
    ) : (
      <ul className="max-h-120 overflow-y-auto" tabIndex={0} aria-label="Messages, newest first">
        {messages.map((message) => (
          <MessageRow key={message.executionId} message={message} />
        ))}
      </ul>
    )}
  </Panel>
);

function MessageRow({ message }: { message: NotificationMessage }) {
  const { kind, word, why } = messageState(message);
  return (
    <li className="border-b border-line px-4 py-2 last:border-0">
      <p className="flex min-w-0 items-center gap-2">
        <StatusBadge kind={kind} word={word} plain className="w-20 shrink-0" />
        <Link
          to="/executions/$id"
          params={{ id: String(message.id) }}
          className="min-w-0 truncate rounded-sm font-medium hover:underline"
        >
          {message.title}
        </Link>
        <span className="ml-auto shrink-0 text-label text-muted">
          <TimeStamp at={message.endedAt ?? message.createdAt} />
        </span>
      </p>
      <p className="pl-22 text-label text-muted">
        to {message.channel} · {message.source}
        {message.counted > 0 ? ` · tells of ${message.counted} more` : ''}
        {message.status === 'held' ? (
          <>
            {' '}
            · held by quiet hours until <TimeStamp at={message.heldUntil} date />
          </>
        ) : why ? (
          <span className="break-words text-text"> · {why}</span>
        ) : null}
      </p>
    </li>
  );
}
