import { Link } from '@tanstack/react-router';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, buttonLook } from '../../ui/button.tsx';
import { cn } from '../../ui/cn.ts';
import { CommandLine } from '../../ui/copy-button.tsx';
import { StatusIcon } from '../../ui/status-icon.tsx';
import type { Step } from './steps.ts';
import { useFirstSteps, type FirstSteps as Steps } from './use-first-steps.ts';

/** Four steps for the first five minutes. Never a gate: it can be sent away for good. */
export function FirstSteps() {
  const state = useFirstSteps();
  if (!state) return null;
  const { steps, dismiss } = state;
  const done = steps.filter((step) => step.done).length;
  return (
    <section aria-label="First steps" className="rounded-lg border border-line bg-surface p-4 shadow-card">
      <header className="mb-3 flex items-center gap-2">
        <h2 className="text-emphasis font-semibold">
          {done === steps.length ? 'All done: you know your way around' : 'First steps'}
        </h2>
        <span className="flex-1 text-muted">
          {done} of {steps.length} done
        </span>
        <Button
          look="ghost"
          size="iconSm"
          aria-label="Dismiss the first steps"
          icon={<X />}
          onClick={dismiss}
        />
      </header>
      <ol className="grid gap-x-6 gap-y-4 sm:grid-cols-2 xl:grid-cols-4">
        {steps.map((step) => (
          <li key={step.id} className="flex min-w-0 gap-2.5">
            <StatusIcon kind={step.done ? 'completed' : 'pending'} className="mt-0.5" />
            <div className="flex min-w-0 flex-1 flex-col items-start gap-2">
              <div>
                <h3 className={cn('font-medium', step.done && 'text-muted')}>
                  {step.title}
                  <span className="sr-only">{step.done ? ', done' : ', to do'}</span>
                </h3>
                <p className="text-label text-muted text-pretty">{step.words}</p>
              </div>
              {step.done ? null : <Way step={step} state={state} />}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

const look = cn(buttonLook({ size: 'sm' }), 'tap');

function Way({ step, state }: { step: Step; state: Steps }): ReactNode {
  const { practice, newestExecution, note } = state;
  switch (step.id) {
    case 'schedule':
      return (
        <Link to="/schedules/new" search={{ preset: 'every-minute' }} className={look}>
          New schedule, filled in
        </Link>
      );
    case 'mend':
      return practice ? <MendWay practice={practice} /> : null;
    case 'watch':
      return newestExecution === undefined ? (
        <p className="text-label text-faint">The first run shows here.</p>
      ) : (
        <Link
          to="/executions/$id"
          params={{ id: String(newestExecution) }}
          onClick={() => note('watch')}
          className={look}
        >
          Open run #{newestExecution}
        </Link>
      );
    case 'command':
      return (
        <div className="w-full">
          <CommandLine command="tutti status" onCopy={() => note('command')} />
        </div>
      );
  }
}

function MendWay({ practice: { scheduleId, letterId } }: { practice: NonNullable<Steps['practice']> }) {
  if (letterId === undefined) {
    return (
      <Link to="/schedules/$id" params={{ id: String(scheduleId) }} className={look}>
        Open practice-failure
      </Link>
    );
  }
  return (
    <Link to="/dead-letters/$id" params={{ id: String(letterId) }} className={look}>
      Open its dead letter
    </Link>
  );
}
