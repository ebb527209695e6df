import type { ScheduleType } from '@tutti/contract';
import { CalendarClock, Clock, Repeat, Zap } from 'lucide-react';
import type { ReactNode } from 'react';
import { Field, Input, TextArea } from '../../../ui/field.tsx';
import { Segmented } from '../../../ui/segmented.tsx';
import { CronFields } from './cron-fields.tsx';
import { DurationInput } from './duration-input.tsx';
import { Presets } from './presets.tsx';
import { Section, type SectionProps } from './section.tsx';
import { ZonePicker } from './zone-picker.tsx';

const TYPES: readonly { value: ScheduleType; label: string; icon: ReactNode }[] = [
  { value: 'cron', label: 'At times', icon: <CalendarClock /> },
  { value: 'interval', label: 'At an interval', icon: <Repeat /> },
  { value: 'one_time', label: 'Once', icon: <Clock /> },
  { value: 'event', label: 'On an event', icon: <Zap /> },
];

export function TimingSection(props: SectionProps) {
  const { form, set } = props;
  return (
    <Section title="When">
      <Segmented
        label="Kind of timing"
        value={form.scheduleType}
        onChange={(scheduleType) => set({ scheduleType })}
        options={TYPES}
      />
      {form.scheduleType === 'cron' ? <Presets {...props} /> : null}
      <TimingFields {...props} />
    </Section>
  );
}

function TimingFields(props: SectionProps) {
  switch (props.form.scheduleType) {
    case 'cron':
      return <CronFields {...props} />;
    case 'interval':
      return <IntervalFields {...props} />;
    case 'one_time':
      return <OneTimeFields {...props} />;
    case 'event':
      return <EventFields {...props} />;
  }
}

const IntervalFields = ({ form, set, errors }: SectionProps) => (
  <DurationInput
    label="Every"
    value={form.interval}
    onChange={(interval) => set({ interval })}
    error={errors.text('scheduleConfig.intervalMs')}
    hint="Counted from slot to slot, so it does not drift however long a run takes."
  />
);

const OneTimeFields = ({ form, set, errors }: SectionProps) => (
  <div className="grid gap-4 sm:grid-cols-2">
    <Field label="At" error={errors.text('scheduleConfig.executeAt')}>
      {(wiring) => (
        <Input
          {...wiring}
          type="datetime-local"
          value={form.executeAt}
          onChange={(event) => set({ executeAt: event.target.value })}
        />
      )}
    </Field>
    <ZonePicker
      label="On the clocks of"
      value={form.executeZone}
      onChange={(executeZone) => set({ executeZone })}
    />
  </div>
);

const EventFields = ({ form, set, errors }: SectionProps) => (
  <>
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="Event" error={errors.text('scheduleConfig.event')} hint="noun.verb, noun.* or *">
        {(wiring) => (
          <Input
            {...wiring}
            value={form.event}
            placeholder="order.paid"
            list="known-events"
            onChange={(event) => set({ event: event.target.value })}
            className="font-mono"
          />
        )}
      </Field>
      <DurationInput
        label="Wait for quiet"
        optional
        value={form.debounce}
        onChange={(debounce) => set({ debounce })}
        error={errors.text('scheduleConfig.debounceMs')}
        hint="Runs once, with the last event."
      />
    </div>
    <datalist id="known-events">
      {['execution.completed', 'execution.failed', 'execution.*', 'schedule.skipped'].map((name) => (
        <option key={name} value={name} />
      ))}
    </datalist>
    <Field
      label="Filter"
      optional
      error={errors.text('scheduleConfig.filter')}
      hint="All conditions must hold. Comparisons: eq ne in gt gte lt lte exists prefix."
    >
      {(wiring) => (
        <TextArea
          {...wiring}
          rows={3}
          value={form.filter}
          placeholder={'{"data.status": "failed", "data.n": {"gte": 3}}'}
          onChange={(event) => set({ filter: event.target.value })}
          className="font-mono text-log"
        />
      )}
    </Field>
  </>
);
