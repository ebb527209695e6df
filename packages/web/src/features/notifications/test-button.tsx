import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Send } from 'lucide-react';
import { useClient } from '../../app/api.ts';
import { useAsk } from '../../app/changes/use-ask.ts';
import { Button } from '../../ui/button.tsx';
import { causeOf } from '../../ui/error-panel.tsx';
import { Hint } from '../../ui/hint.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { useMay } from '../access/use-may.ts';

interface TestButtonProps {
  /** "Test ops chat" */
  label: string;
  send: () => Promise<{ executionIds: string[] }>;
}

/** Sends a test message, and tells what came of it in the same place. */
export function TestButton({ label, send }: TestButtonProps) {
  const test = useAsk({ ask: send, refresh: ['notifications'] });
  const refused = useMay('notifications:write').reason;
  return (
    <span className="flex min-w-0 items-center gap-2">
      {test.error ? <Outcome kind="failed" word="Not sent" why={causeOf(test.error)} /> : null}
      {test.data?.executionIds.length === 0 ? (
        <Outcome kind="skipped" word="No channel" why="None of its channels exists" />
      ) : null}
      {test.data?.executionIds.map((id) => (
        <Answer key={id} id={id} />
      ))}
      <Hint content={label}>
        <Button
          look="ghost"
          size="sm"
          icon={<Send />}
          aria-label={label}
          busy={test.isPending}
          refused={refused}
          onClick={() => test.mutate()}
        >
          Test
        </Button>
      </Hint>
    </span>
  );
}

const ENDED = new Set(['completed', 'failed', 'timeout', 'cancelled', 'skipped']);

/** Follows the execution that sends the message, until it has ended. */
function Answer({ id }: { id: string }) {
  const client = useClient();
  const run = useQuery({
    queryKey: ['notifications', 'test', id],
    queryFn: ({ signal }) => client.getExecution({ params: { id } }, { signal }),
    refetchInterval: ({ state }) => (state.data && ENDED.has(state.data.status) ? false : 700),
  }).data;
  const link = (
    <Link
      to="/executions/$id"
      params={{ id }}
      className="shrink-0 rounded-sm text-label text-link hover:underline"
    >
      log
    </Link>
  );
  if (!run || !ENDED.has(run.status))
    return (
      <>
        <Outcome
          kind={run?.error ? 'retrying' : 'running'}
          word={run?.error ? 'Tried, trying again' : 'Sending'}
          why={run?.error?.message}
        />
        {link}
      </>
    );
  const result = run.result as { sent?: boolean; reason?: string } | null;
  if (run.status === 'completed')
    return result?.sent === false ? (
      <Outcome kind="skipped" word="Dropped" why={result.reason} />
    ) : (
      <Outcome kind="completed" word="Arrived" why={undefined} />
    );
  return (
    <>
      <Outcome kind="failed" word="Failed" why={run.error?.message} />
      {link}
    </>
  );
}

const Outcome = ({
  kind,
  word,
  why,
}: {
  kind: Parameters<typeof StatusBadge>[0]['kind'];
  word: string;
  why: string | undefined;
}) => (
  <span role="status" className="flex min-w-0 items-center gap-2" title={why}>
    <StatusBadge kind={kind} word={word} className="shrink-0" />
    {why ? <span className="min-w-0 truncate text-label text-muted">{why}</span> : null}
  </span>
);
