import type { InstallationSettingName, InstallationSettingsView } from '@tutti/contract';
import { useState, type ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import { FieldError, Input } from '../../ui/field.tsx';
import { Panel } from '../../ui/panel.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { useMay } from '../access/use-may.ts';
import { ZonePicker } from '../schedules/form/zone-picker.tsx';
import { readNumber, SETTING_WORDS, unitOf, type NumberSetting } from './setting-words.ts';
import { useSetSetting } from './use-set-setting.ts';

const NAMES = Object.keys(SETTING_WORDS) as InstallationSettingName[];

/** What holds for all nodes and is changed while they run. */
export const InstallationPanel = ({ view }: { view: InstallationSettingsView }) => (
  <Panel flush title="The installation">
    <ul>
      {NAMES.map((name) => (
        <li
          key={name}
          className="grid items-start gap-x-6 gap-y-2 border-b border-line px-4 py-3 last:border-b-0 md:grid-cols-[minmax(0,1fr)_320px]"
        >
          <div className="min-w-0">
            <h3 id={`setting-${name}`} className="font-medium">
              {SETTING_WORDS[name].title}
            </h3>
            <p className="text-muted">{SETTING_WORDS[name].hint}</p>
            <p className="mt-0.5 text-label text-faint">Takes effect {SETTING_WORDS[name].effect}.</p>
          </div>
          <div className="min-w-0">
            {name === 'defaultTimezone' ? (
              <ZoneSetting value={view.values.defaultTimezone} />
            ) : (
              <NumberField key={view.values[name]} name={name} value={view.values[name]} />
            )}
            <Origin name={name} view={view} />
          </div>
        </li>
      ))}
    </ul>
  </Panel>
);

function ZoneSetting({ value }: { value: string }) {
  const set = useSetSetting('defaultTimezone');
  const refused = useMay('settings:admin').reason;
  if (refused) return <Refused reason={refused}>{value}</Refused>;
  return <ZonePicker label="Time zone" value={value} onChange={(zone) => set.mutate(zone)} />;
}

function NumberField({ name, value }: { name: NumberSetting; value: number | null }) {
  const shown = String(value ?? '');
  const [typed, setTyped] = useState(shown);
  const set = useSetSetting(name);
  const refused = useMay('settings:admin').reason;
  if (refused)
    return <Refused reason={refused}>{value === null ? 'all' : `${value} ${unitOf(name)}`}</Refused>;
  const read = readNumber(name, typed);
  const error = 'error' in read ? read.error : undefined;
  const changed = typed !== shown;
  return (
    <form
      className="flex flex-col gap-1"
      onSubmit={(event) => {
        event.preventDefault();
        if ('number' in read && changed) set.mutate(read.number);
      }}
    >
      <div className="flex items-center gap-2">
        <Input
          aria-labelledby={`setting-${name}`}
          aria-invalid={error ? true : undefined}
          inputMode="numeric"
          placeholder={unitOf(name) === 'executions' ? 'all' : undefined}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          className="w-24"
        />
        <span className="text-muted">{unitOf(name)}</span>
        {changed ? (
          <span className="ml-auto flex gap-2">
            <Button look="ghost" onClick={() => setTyped(shown)}>
              Take back
            </Button>
            <Button type="submit" busy={set.isPending} disabled={error !== undefined}>
              Save
            </Button>
          </span>
        ) : null}
      </div>
      {error ? <FieldError>{error}</FieldError> : null}
    </form>
  );
}

const Refused = ({ reason, children }: { reason: string; children: ReactNode }) => (
  <p>
    <span className="font-medium">{children}</span>
    <span className="block text-label text-faint">{reason}</span>
  </p>
);

function Origin({ name, view }: { name: InstallationSettingName; view: InstallationSettingsView }) {
  const set = useSetSetting(name);
  const refused = useMay('settings:admin').reason;
  const changed = view.changed[name];
  if (!changed) return <p className="mt-1 text-label text-faint">the default</p>;
  return (
    <p className="mt-1 flex flex-wrap items-center gap-x-2 text-label text-muted">
      <span>
        set by {changed.by} <TimeStamp at={changed.at} />
      </span>
      <Button look="ghost" size="sm" refused={refused} onClick={() => set.mutate(null)}>
        Back to the default
      </Button>
    </p>
  );
}
