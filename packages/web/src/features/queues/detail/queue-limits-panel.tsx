import type { Queue } from '@tutti/contract';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { CommandLine } from '../../../ui/copy-button.tsx';
import { Field, Input, Select } from '../../../ui/field.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { useMay } from '../../access/use-may.ts';
import { useSetLimits } from '../queue-actions.ts';
import { limitsCommand, limitsOf, PERIODS, toPatch, type LimitsForm } from './queue-limits.ts';

/** The limits of a queue, in a form. What others change meanwhile shows in the fields nobody has touched here. */
export function QueueLimits({ queue }: { queue: Queue }) {
  const [typed, setTyped] = useState<Partial<LimitsForm>>({});
  const save = useSetLimits(queue.name);
  const refused = useMay('queues:write').reason;
  const form: LimitsForm = { ...limitsOf(queue), ...typed };
  const { patch, errors } = toPatch(form, queue);
  const changed = Object.keys(patch).length > 0;
  const faulty = Object.keys(errors).length > 0;
  const set =
    (name: keyof LimitsForm) =>
    (event: { target: { value: string } }): void =>
      setTyped((old) => ({ ...old, [name]: event.target.value }));
  return (
    <Panel title="Limits">
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (changed && !refused) save.mutate(patch, { onSuccess: () => setTyped({}) });
        }}
      >
        <Field
          label="At the same time"
          optional
          error={errors.concurrency}
          hint="How many of this queue run at once in the whole fleet; empty: as many as the nodes bear."
        >
          {(wiring) => (
            <Input
              {...wiring}
              inputMode="numeric"
              placeholder="no limit"
              value={form.concurrency}
              onChange={set('concurrency')}
            />
          )}
        </Field>
        <Field label="Starts" optional error={errors.count} hint="At most so many start in any such period.">
          {(wiring) => (
            <div className="flex gap-2">
              <Input
                {...wiring}
                inputMode="numeric"
                placeholder="no limit"
                value={form.count}
                onChange={set('count')}
              />
              <Select
                aria-label="Period"
                value={form.period}
                onChange={set('period')}
                className="w-32 shrink-0"
              >
                {periodsWith(form.period).map(({ value, label }) => (
                  <option key={value} value={value}>
                    {label}
                  </option>
                ))}
              </Select>
            </div>
          )}
        </Field>
        <Field
          label="Waiting at most"
          optional
          error={errors.depth}
          hint="From so many waiting on, more are refused with 429 and a time to try again; empty: none are."
        >
          {(wiring) => (
            <Input
              {...wiring}
              inputMode="numeric"
              placeholder="no limit"
              value={form.depth}
              onChange={set('depth')}
            />
          )}
        </Field>
        <div className="flex items-center gap-2">
          <Button
            type="submit"
            look="primary"
            busy={save.isPending}
            disabled={!changed || faulty}
            refused={refused}
          >
            Save limits
          </Button>
          {changed || faulty ? (
            <Button look="ghost" onClick={() => setTyped({})}>
              Take back
            </Button>
          ) : null}
          <span className="text-label text-faint">They hold at once, on all nodes.</span>
        </div>
      </form>
      <div className="mt-4">
        <p className="mb-1 text-label text-faint">The same from a terminal</p>
        <CommandLine command={limitsCommand(queue.name, faulty ? limitsOf(queue) : form)} />
      </div>
    </Panel>
  );
}

/** A period set elsewhere, that is none of the usual, stays to choose. */
const periodsWith = (period: string): readonly { value: string; label: string }[] =>
  PERIODS.some(({ value }) => value === period)
    ? PERIODS
    : [...PERIODS, { value: period, label: `${Number(period) / 1000} s` }];
