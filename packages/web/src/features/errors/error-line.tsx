import type { ErrorRecord } from '@tutti/contract';
import { CopyButton } from '../../ui/copy-button.tsx';
import { StatusIcon } from '../../ui/status-icon.tsx';
import { stripAnsi } from '../executions/log/ansi.ts';

/** What went wrong, before anything else. */
export function ErrorLine({ record }: { record: ErrorRecord }) {
  const message = stripAnsi(record.message);
  return (
    <div
      role="group"
      aria-label="Error"
      className="flex items-start gap-2.5 rounded-lg border border-failed/40 bg-[color-mix(in_oklab,var(--failed)_8%,transparent)] py-2.5 pr-2 pl-3"
    >
      <StatusIcon kind={record.errorType === 'timeout' ? 'timeout' : 'failed'} className="mt-0.5" />
      <div className="min-w-0 flex-1">
        <p className="max-h-40 overflow-y-auto font-mono text-log break-words whitespace-pre-wrap text-text">
          {message}
        </p>
        <p className="mt-1 text-label text-muted">
          {record.errorCode ? <code className="font-mono">{record.errorCode}</code> : null}
          {record.errorCode ? ' · ' : ''}
          {record.category}
        </p>
      </div>
      <CopyButton text={message} label="Copy the error" />
    </div>
  );
}
