import type { NamedRetryPolicy } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { Pencil, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { useClient } from '../../../app/api.ts';
import { useAct } from '../../../app/changes/use-act.ts';
import { StaleMark } from '../../../app/stale.tsx';
import { Button } from '../../../ui/button.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { formatDuration } from '../../../ui/format-duration.ts';
import { plural } from '../../../ui/format-number.ts';
import { Page } from '../../../ui/page.tsx';
import { SkeletonRows, useWaited } from '../../../ui/skeleton.tsx';
import { TimeStamp } from '../../../ui/time-stamp.tsx';
import { toast } from '../../../ui/toast.tsx';
import { useMay } from '../../access/use-may.ts';
import { policiesQuery } from '../error-queries.ts';
import { DelayPreview } from './delay-preview.tsx';
import { PolicyDialog } from './policy-dialog.tsx';

/** How often and when failures are retried, by name. */
export function PoliciesPage() {
  const query = useQuery(policiesQuery(useClient()));
  const waited = useWaited(query.isPending);
  const [edited, setEdited] = useState<NamedRetryPolicy>();
  const policies = query.data?.items ?? [];
  const changed = policies.filter((policy) => policy.edited).length;
  return (
    <Page
      title="Retry policies"
      crumb={{ to: '/errors', label: 'Errors' }}
      verdict={
        <span className="flex flex-wrap items-center gap-2">
          {changed === 0
            ? 'As the program has them; an edit holds for failures from then on, on all nodes'
            : `${plural(changed, 'policy differs', 'policies differ')} from what the program has`}
          <StaleMark at={query.dataUpdatedAt} />
        </span>
      }
      scrolls
    >
      <div className="grid gap-4 px-4 pt-2 pb-6 md:grid-cols-2 lg:px-6">
        {query.error && !query.data ? (
          <ErrorPanel
            error={query.error}
            what="The policies could not be read"
            onRetry={() => void query.refetch()}
          />
        ) : waited ? (
          <SkeletonRows rows={4} />
        ) : null}
        {policies.map((policy) => (
          <PolicyCard key={policy.name} policy={policy} onEdit={() => setEdited(policy)} />
        ))}
      </div>
      {edited ? <PolicyDialog policy={edited} onClose={() => setEdited(undefined)} /> : null}
    </Page>
  );
}

function PolicyCard({ policy, onEdit }: { policy: NamedRetryPolicy; onEdit: () => void }) {
  const { reason } = useMay('errors:admin');
  return (
    <section
      aria-label={policy.name}
      className="flex min-w-0 flex-col gap-3 rounded-lg border border-line bg-surface p-4 shadow-card"
    >
      <header className="flex flex-wrap items-center gap-2">
        <h2 className="text-emphasis font-semibold">{policy.name}</h2>
        {policy.edited ? (
          <span className="text-label text-muted">
            edited <TimeStamp at={policy.updatedAt} />
          </span>
        ) : null}
        <span className="ml-auto flex gap-1">
          {policy.edited ? <ResetButton policy={policy} refused={reason} /> : null}
          <Button
            size="sm"
            icon={<Pencil />}
            aria-label={`Edit ${policy.name}`}
            refused={reason}
            onClick={onEdit}
          >
            Edit
          </Button>
        </span>
      </header>
      <p className="text-muted">{shapeWords(policy)}</p>
      <DelayPreview policy={policy} />
    </section>
  );
}

/** `5 retries; the first wait 1.0 s, each 2 times the one before, 16.0 s at most, give or take 10 %` */
function shapeWords(policy: NamedRetryPolicy): string {
  if (policy.maxRetries === 0) return 'No retries';
  const jitter = policy.jitter > 0 ? `, give or take ${Math.round(policy.jitter * 100)} %` : '';
  return `${plural(policy.maxRetries, 'retry', 'retries')}; the first wait ${formatDuration(policy.initialDelayMs)}, each ${policy.multiplier} times the one before, ${formatDuration(policy.maxDelayMs)} at most${jitter}`;
}

/** Back to what the program has; a toast takes it back. */
function ResetButton({ policy, refused }: { policy: NamedRetryPolicy; refused: string | undefined }) {
  const { name, maxRetries, initialDelayMs, maxDelayMs, multiplier, jitter } = policy;
  const again = useAct({
    operation: 'replaceRetryPolicy',
    input: () => ({
      params: { name },
      body: { maxRetries, initialDelayMs, maxDelayMs, multiplier, jitter },
    }),
    failed: () => `The policy ${name} was not brought back`,
    refresh: ['retry-policies'],
  });
  const reset = useAct({
    operation: 'resetRetryPolicy',
    input: () => ({ params: { name } }),
    failed: () => `The policy ${name} was not reset`,
    done: () =>
      toast.done(`${name} is as the program has it`, { label: 'Undo', onClick: () => again.mutate() }),
    refresh: ['retry-policies'],
  });
  return (
    <Button
      size="sm"
      look="ghost"
      icon={<RotateCcw />}
      aria-label={`Reset ${name}`}
      refused={refused}
      busy={reset.isPending}
      onClick={() => reset.mutate()}
    >
      Reset
    </Button>
  );
}
