import { useQuery } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import { useClient } from '../../app/api.ts';
import { Button } from '../../ui/button.tsx';
import { CommandLine } from '../../ui/copy-button.tsx';
import { causeOf } from '../../ui/error-panel.tsx';
import { Popover } from '../../ui/popover.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { auditVerdictQuery } from './audit-queries.ts';
import { chainWords } from './audit-words.ts';

/** Whether the log is as it was written: "Chain whole · 1,204 entries · verified 12 s ago". */
export function ChainVerdict() {
  const query = useQuery(auditVerdictQuery(useClient()));
  const verdict = query.data;
  const words = verdict && chainWords(verdict);
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      {words ? (
        <StatusBadge kind={words.kind} word={words.word} />
      ) : query.error ? (
        <StatusBadge kind="failed" word="Not verified" />
      ) : (
        <StatusBadge kind="running" word="Verifying" />
      )}
      {words ? <span>{words.text}</span> : null}
      {query.error && !verdict ? <span>{causeOf(query.error)}</span> : null}
      {verdict ? (
        <span>
          · verified <TimeStamp at={verdict.verifiedAt} />
        </span>
      ) : null}
      {verdict && !verdict.ok ? <Findings findings={verdict.findings} /> : null}
      <Button
        look="ghost"
        size="sm"
        icon={<ShieldCheck />}
        busy={query.isFetching}
        onClick={() => void query.refetch()}
      >
        Verify now
      </Button>
    </span>
  );
}

function Findings({
  findings,
}: {
  findings: readonly { kind: string; position: number; message: string }[];
}) {
  return (
    <Popover
      label="What does not fit"
      className="w-120 max-w-[calc(100vw-24px)]"
      trigger={
        <Button look="danger" size="sm">
          What does not fit
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        <ul className="flex max-h-80 flex-col gap-2 overflow-y-auto">
          {findings.map(({ kind, position, message }) => (
            <li key={`${kind} ${position} ${message}`}>
              <b>{kind}</b> <span className="break-words text-muted">{message}</span>
            </li>
          ))}
        </ul>
        <p className="text-label text-muted">
          Verify it past the server, which might be what was tampered with, and compare with a backup:
        </p>
        <CommandLine command="tutti audit verify" />
      </div>
    </Popover>
  );
}
