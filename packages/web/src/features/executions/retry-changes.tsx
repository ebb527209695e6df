import type { Execution } from '@tutti/contract';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Diff } from '../../ui/diff.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { Field, Input, TextArea } from '../../ui/field.tsx';
import { useRetry } from './execution-actions.ts';
import { PriorityField } from './priority-field.tsx';
import { draftFrom, parseDraft, type RetryDraft } from './retry-draft.ts';

/** Another attempt of the same execution with another config, queue, priority or limit; what differs stands below. */
export function RetryChanges({ execution, onClose }: { execution: Execution; onClose: () => void }) {
  const [draft, setDraft] = useState(() => draftFrom(execution));
  const retry = useRetry('form');
  const parsed = parseDraft(draft, execution);
  const bad = (field: 'config' | 'timeout'): string | undefined =>
    parsed.kind === 'bad' && parsed.field === field ? parsed.message : undefined;
  const set = (change: Partial<RetryDraft>): void => setDraft((now) => ({ ...now, ...change }));
  return (
    <Dialog
      open
      title={`Retry #${execution.id} with changes`}
      description="They hold for this execution only; its schedule stays as it is."
      onOpenChange={onClose}
      className="top-[6dvh] max-h-[88dvh] w-[min(860px,calc(100vw-24px))]"
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (parsed.kind === 'changes')
            retry.mutate({ id: execution.id, changes: parsed.changes }, { onSuccess: onClose });
        }}
      >
        <Field label={`Config of ${execution.taskType}, as JSON`} error={bad('config')}>
          {(wiring) => (
            <TextArea
              {...wiring}
              autoFocus
              rows={Math.min(14, draft.config.split('\n').length + 1)}
              className="font-mono text-log"
              value={draft.config}
              onChange={(event) => set({ config: event.target.value })}
            />
          )}
        </Field>
        <div className="grid grid-cols-1 gap-3 sm:grid-cols-3">
          <Field label="Queue">
            {(wiring) => (
              <Input
                {...wiring}
                value={draft.queue}
                onChange={(event) => set({ queue: event.target.value })}
              />
            )}
          </Field>
          <PriorityField value={draft.priority} onChange={(priority) => set({ priority })} />
          <Field label="Time limit, seconds" error={bad('timeout')}>
            {(wiring) => (
              <Input
                {...wiring}
                inputMode="decimal"
                placeholder="As it was"
                value={draft.timeout}
                onChange={(event) => set({ timeout: event.target.value })}
              />
            )}
          </Field>
        </div>
        <Field label="Reason" optional hint="Stands in its history">
          {(wiring) => (
            <Input
              {...wiring}
              maxLength={500}
              value={draft.reason}
              onChange={(event) => set({ reason: event.target.value })}
            />
          )}
        </Field>
        {parsed.kind === 'changes' && parsed.changes.taskConfig ? (
          <Diff
            before={execution.taskConfig}
            after={parsed.config}
            label="Changes of the config"
            names={['As it failed', 'As it will run']}
          />
        ) : null}
        {retry.error ? <ErrorPanel error={retry.error} what="The changes were refused" /> : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Leave it</Button>
          <Button type="submit" look="primary" busy={retry.isPending} disabled={parsed.kind === 'bad'}>
            Retry with these
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
