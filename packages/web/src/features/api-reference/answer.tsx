import { formatDuration } from '../../ui/format-duration.ts';
import { JsonView } from '../../ui/json-view.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import type { SentAnswer } from './use-send.ts';

/** What the server said. */
export const Answer = ({
  answer: { status, statusText, tookMs, requestId, body, cut },
}: {
  answer: SentAnswer;
}) => (
  <section aria-label="What the server answered" aria-live="polite" className="flex min-w-0 flex-col gap-2">
    <p className="flex flex-wrap items-center gap-2 text-label text-muted">
      <StatusBadge kind={status < 400 ? 'completed' : 'failed'} word={`${status} ${statusText}`.trim()} />
      <span>in {formatDuration(tookMs)}</span>
      {requestId === null ? null : (
        <span>
          request <code className="font-mono select-all">{requestId}</code>
        </span>
      )}
      {cut ? <span>cut after 200,000 characters</span> : null}
    </p>
    {body === '' ? <p className="text-muted">Without a body</p> : <JsonView value={body} label="Answer" />}
  </section>
);
