import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useClient } from '../../app/api.ts';
import { useAct } from '../../app/changes/use-act.ts';
import { Button } from '../../ui/button.tsx';
import { formatCount, plural } from '../../ui/format-number.ts';
import { Panel } from '../../ui/panel.tsx';
import { ConfirmPopover } from '../../ui/popover.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { useMay } from '../access/use-may.ts';
import { recoveryQuery } from '../overview/overview-queries.ts';
import { schedulerQuery } from '../schedules/schedule-queries.ts';

/** What can be stopped for the whole fleet, and started again. */
export const SwitchesPanel = () => (
  <Panel flush title="What acts by itself">
    <ul>
      <SchedulerSwitch />
      <RecoverySwitch />
    </ul>
  </Panel>
);

function SchedulerSwitch() {
  const status = useQuery(schedulerQuery(useClient())).data;
  const refused = useMay('scheduler:write').reason;
  const start = useAct({
    operation: 'startScheduler',
    input: () => ({}),
    failed: () => 'The scheduler was not started',
    refresh: ['scheduler'],
  });
  const stop = useAct({
    operation: 'stopScheduler',
    input: () => ({}),
    failed: () => 'The scheduler was not stopped',
    refresh: ['scheduler'],
  });
  return (
    <SwitchRow
      name="Scheduler"
      running={status?.running}
      refused={refused}
      onStart={() => start.mutate()}
      onStop={() => stop.mutate()}
      effect="On all nodes, nothing fires by time or event until it is started again. What runs goes on, and triggers by hand still work."
      words="Fires schedules by time and by event."
    >
      {status ? (
        <>
          {formatCount(status.schedules.enabled)} on, {formatCount(status.schedules.disabled)} off
          {status.changedAt ? (
            <>
              {' · '}
              {status.running ? 'started' : 'stopped'} <TimeStamp at={status.changedAt} />
            </>
          ) : null}
        </>
      ) : null}
    </SwitchRow>
  );
}

function RecoverySwitch() {
  const state = useQuery(recoveryQuery(useClient())).data;
  const refused = useMay('errors:admin').reason;
  const start = useAct({
    operation: 'startRecovery',
    input: () => ({}),
    failed: () => 'Recovery was not started',
    refresh: ['recovery', 'execution-heads'],
  });
  const stop = useAct({
    operation: 'stopRecovery',
    input: () => ({}),
    failed: () => 'Recovery was not stopped',
    refresh: ['recovery', 'execution-heads'],
  });
  return (
    <SwitchRow
      name="Recovery"
      running={state?.running}
      refused={refused}
      onStart={() => start.mutate()}
      onStop={() => stop.mutate()}
      effect="On all nodes, what fails is not tried again until it is started. Retries that come due are held, none is lost; first attempts and retries by hand go on."
      words="Tries again what failed, by its retry policy."
    >
      {state ? (
        <>
          {plural(state.waiting, 'retry', 'retries')} ahead
          {state.held > 0 ? `, ${formatCount(state.held)} held` : ''}
          {state.lastRunAt ? (
            <>
              {' · '}acted <TimeStamp at={state.lastRunAt} />
            </>
          ) : null}
        </>
      ) : null}
    </SwitchRow>
  );
}

interface SwitchRowProps {
  name: string;
  words: string;
  /** Undefined while it is not known. */
  running: boolean | undefined;
  refused: string | undefined;
  effect: string;
  onStart: () => void;
  onStop: () => void;
  children: ReactNode;
}

/** Stopping asks, starting does not. */
function SwitchRow({ name, words, running, refused, effect, onStart, onStop, children }: SwitchRowProps) {
  const [asking, setAsking] = useState(false);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-3 last:border-b-0">
      <div className="min-w-0 flex-1 basis-64">
        <div className="flex flex-wrap items-center gap-2">
          <h3 className="font-medium">{name}</h3>
          {running === undefined ? null : (
            <StatusBadge kind={running ? 'completed' : 'paused'} word={running ? 'Running' : 'Stopped'} />
          )}
        </div>
        <p className="text-muted">{words}</p>
        <p className="text-label text-faint">{children}</p>
      </div>
      {running === undefined ? null : running ? (
        <ConfirmPopover
          open={asking}
          onOpenChange={setAsking}
          trigger={<Button refused={refused}>Stop {name.toLowerCase()}</Button>}
          title={`Stop ${name.toLowerCase()}?`}
          effect={effect}
          action="Stop it"
          onConfirm={onStop}
        />
      ) : (
        <Button look="primary" refused={refused} onClick={onStart}>
          Start {name.toLowerCase()}
        </Button>
      )}
    </li>
  );
}
