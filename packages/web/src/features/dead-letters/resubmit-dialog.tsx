import type { DeadLetter } from '@tutti/contract';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Diff } from '../../ui/diff.tsx';
import { Field, FieldError, Input, Select, TextArea } from '../../ui/field.tsx';
import { errorsOf } from '../schedules/form/field-errors.ts';
import { useResubmit } from './letter-actions.ts';
import { changesOf, draftOf, readConfig, shownAs, type ResubmitDraft } from './resubmit-draft.ts';

/** Edits what runs, shows what differs from what failed, and runs it. */
export function ResubmitDialog({ letter, onClose }: { letter: DeadLetter; onClose: () => void }) {
  const [draft, setDraft] = useState(draftOf(letter));
  const resubmit = useResubmit(onClose);
  const set = (change: Partial<ResubmitDraft>): void => setDraft((now) => ({ ...now, ...change }));
  const read = readConfig(draft.config);
  const errors = errorsOf(resubmit.error);
  const before = shownAs(letter.taskConfig, letter.queue, letter.priority);
  const after = shownAs(
    read.kind === 'config' ? read.value : letter.taskConfig,
    draft.queue.trim() || letter.queue,
    draft.priority,
  );
  const send = (): void => {
    if (read.kind === 'config')
      resubmit.mutate({ id: letter.id, changes: changesOf(letter, draft, read.value) });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Edit and resubmit dead letter #${letter.id}`}
      description="It runs as a new execution. When that succeeds the letter and its error are resolved; when it fails the letter is pending again."
      className="w-[min(960px,calc(100vw-24px))]"
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <Field
          label="Config"
          error={
            read.kind === 'problem'
              ? read.message
              : (errors.text('taskConfig') ?? errors.beside(['queue', 'priority', 'taskConfig'])[0]?.message)
          }
        >
          {(wiring) => (
            <TextArea
              {...wiring}
              autoFocus
              rows={Math.min(14, Math.max(4, draft.config.split('\n').length))}
              value={draft.config}
              onChange={(event) => set({ config: event.target.value })}
              className="font-mono text-log"
            />
          )}
        </Field>
        <PlaceFields draft={draft} set={set} queueError={errors.text('queue')} />
        <Diff before={before} after={after} label="What differs" names={['As it failed', 'As it will run']} />
        {errors.general ? <FieldError>{errors.general}</FieldError> : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={read.kind === 'problem'} busy={resubmit.isPending}>
            Resubmit
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface PlaceFieldsProps {
  draft: ResubmitDraft;
  set: (change: Partial<ResubmitDraft>) => void;
  queueError: string | undefined;
}

const PRIORITIES = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1] as const;

const PlaceFields = ({ draft, set, queueError }: PlaceFieldsProps) => (
  <div className="grid gap-4 sm:grid-cols-2">
    <Field label="Queue" error={queueError}>
      {(wiring) => (
        <Input {...wiring} value={draft.queue} onChange={(event) => set({ queue: event.target.value })} />
      )}
    </Field>
    <Field label="Priority" hint="10 is served first.">
      {(wiring) => (
        <Select
          {...wiring}
          value={draft.priority}
          onChange={(event) => set({ priority: Number(event.target.value) })}
        >
          {PRIORITIES.map((priority) => (
            <option key={priority} value={priority}>
              {priority}
            </option>
          ))}
        </Select>
      )}
    </Field>
  </div>
);
