import type { IncomingMessage } from '@tutti/contract';
import type { Column } from '../../../ui/data-table-parts.tsx';
import { DASH, formatBytes, formatCount } from '../../../ui/format-number.ts';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import { TimeStamp } from '../../../ui/time-stamp.tsx';
import { messageState } from '../message-words.ts';

type Choose = (id: number) => void;

/** The state with its reason in the same line. */
function What({ message, onChoose }: { message: IncomingMessage; onChoose: Choose }) {
  const { kind, word, why } = messageState(message);
  return (
    <button
      type="button"
      data-primary
      onClick={() => onChoose(message.id)}
      className="flex min-w-0 items-center gap-2 rounded-sm text-start hover:underline"
    >
      <StatusBadge kind={kind} word={word} plain className="shrink-0" />
      {why ? <span className="min-w-0 truncate text-muted">{why}</span> : null}
    </button>
  );
}

const Runs = ({ message: { status, runs } }: { message: IncomingMessage }) =>
  status === 'refused' || status === 'duplicate' ? (
    <span className="text-faint">{DASH}</span>
  ) : (
    <>{formatCount(runs)}</>
  );

export const messageColumns = (onChoose: Choose): Column<IncomingMessage>[] => [
  {
    key: 'state',
    header: 'State',
    track: 'minmax(0, 1fr)',
    cell: (message) => <What message={message} onChoose={onChoose} />,
  },
  {
    key: 'from',
    header: 'From',
    track: '132px',
    from: 'sm',
    cell: ({ source }) =>
      source === null ? (
        <span className="text-faint">{DASH}</span>
      ) : (
        <span className="min-w-0 truncate font-mono text-log text-muted">{source}</span>
      ),
  },
  {
    key: 'size',
    header: 'Size',
    track: '76px',
    align: 'end',
    cell: ({ sizeBytes }) => formatBytes(sizeBytes),
  },
  { key: 'runs', header: 'Runs', track: '52px', align: 'end', cell: (message) => <Runs message={message} /> },
  {
    key: 'when',
    header: 'When',
    track: '132px',
    align: 'end',
    cell: ({ receivedAt }) => <TimeStamp at={receivedAt} />,
  },
];

export const MessageCard = ({ message, onChoose }: { message: IncomingMessage; onChoose: Choose }) => (
  <div className="min-w-0">
    <What message={message} onChoose={onChoose} />
    <p className="flex items-center gap-2 text-label text-muted">
      {formatBytes(message.sizeBytes)}
      {message.runs > 0 ? <span>started {formatCount(message.runs)}</span> : null}
      <span className="ml-auto">
        <TimeStamp at={message.receivedAt} />
      </span>
    </p>
  </div>
);
