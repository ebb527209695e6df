import { Plus, X } from 'lucide-react';
import { Button } from '../../../ui/button.tsx';
import { Field, Input, Select } from '../../../ui/field.tsx';
import { ownZone } from '../../../ui/format-time.ts';
import { DurationInput } from './duration-input.tsx';
import type { BlackoutField } from './limits-form.ts';
import { Section, type SectionProps } from './section.tsx';
import { ZonePicker } from './zone-picker.tsx';

/** From when until when, how often at most, and when not. */
export function WindowSection(props: SectionProps) {
  const { form, set, errors } = props;
  if (form.scheduleType === 'one_time') return null;
  return (
    <Section title="From when, until when, and when not">
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Starts" optional error={errors.text('startsAt')}>
          {(wiring) => (
            <Input
              {...wiring}
              type="datetime-local"
              value={form.startsAt}
              onChange={(event) => set({ startsAt: event.target.value })}
            />
          )}
        </Field>
        <Field label="Ends" optional error={errors.text('endsAt')}>
          {(wiring) => (
            <Input
              {...wiring}
              type="datetime-local"
              value={form.endsAt}
              onChange={(event) => set({ endsAt: event.target.value })}
            />
          )}
        </Field>
        <Field
          label="Runs at most"
          optional
          hint="After so many it switches itself off."
          error={errors.text('maxRuns')}
        >
          {(wiring) => (
            <Input
              {...wiring}
              inputMode="numeric"
              placeholder="no limit"
              value={form.maxRuns}
              onChange={(event) => set({ maxRuns: event.target.value })}
            />
          )}
        </Field>
        <ZonePicker
          label="On the clocks of"
          value={form.limitsZone}
          onChange={(limitsZone) => set({ limitsZone })}
        />
      </div>
      <Blackouts {...props} />
    </Section>
  );
}

/** A slot that falls into one is skipped, and says so. */
function Blackouts({ form, set, errors }: SectionProps) {
  const { blackouts } = form;
  const change = (next: BlackoutField[]): void => set({ blackouts: next });
  const replace = (at: number, blackout: BlackoutField): void =>
    change(blackouts.map((old, index) => (index === at ? blackout : old)));
  return (
    <div role="group" aria-label="Blackouts" className="flex flex-col gap-3">
      <span className="text-label font-medium text-muted">
        Blackouts<span className="font-normal text-faint"> · optional; what falls into one is skipped</span>
      </span>
      {blackouts.map((blackout, index) => (
        <div key={index} className="flex items-start gap-2 rounded-md border border-line p-3">
          <div className="grid min-w-0 flex-1 gap-3 sm:grid-cols-3">
            <BlackoutFields
              blackout={blackout}
              onChange={(next) => replace(index, next)}
              error={(part) => errors.text(`blackouts.${index}.${part}`)}
            />
          </div>
          <Button
            look="ghost"
            size="icon"
            aria-label={`Remove blackout ${index + 1}`}
            onClick={() => change(blackouts.filter((_, at) => at !== index))}
          >
            <X />
          </Button>
        </div>
      ))}
      <div className="flex flex-wrap gap-1">
        <Button
          look="ghost"
          size="sm"
          icon={<Plus />}
          onClick={() =>
            change([
              ...blackouts,
              { kind: 'repeating', cron: '0 22 * * *', duration: { value: '8', unit: 'h' }, zone: ownZone() },
            ])
          }
        >
          Repeating
        </Button>
        <Button
          look="ghost"
          size="sm"
          icon={<Plus />}
          onClick={() => change([...blackouts, { kind: 'once', from: '', until: '' }])}
        >
          Once
        </Button>
      </div>
    </div>
  );
}

interface BlackoutFieldsProps {
  blackout: BlackoutField;
  onChange: (blackout: BlackoutField) => void;
  error: (part: string) => string | undefined;
}

function BlackoutFields({ blackout, onChange, error }: BlackoutFieldsProps) {
  if (blackout.kind === 'once') {
    return (
      <>
        {(['from', 'until'] as const).map((part) => (
          <Field key={part} label={part === 'from' ? 'From' : 'Until'} error={error(part)}>
            {(wiring) => (
              <Input
                {...wiring}
                type="datetime-local"
                value={blackout[part]}
                onChange={(event) => onChange({ ...blackout, [part]: event.target.value })}
              />
            )}
          </Field>
        ))}
      </>
    );
  }
  return (
    <>
      <Field label="Begins (cron)" error={error('cron')}>
        {(wiring) => (
          <Input
            {...wiring}
            value={blackout.cron}
            onChange={(event) => onChange({ ...blackout, cron: event.target.value })}
            className="font-mono"
          />
        )}
      </Field>
      <DurationInput
        label="Lasts"
        value={blackout.duration}
        onChange={(duration) => onChange({ ...blackout, duration })}
        error={error('durationMs')}
      />
      <Field label="Time zone" error={error('timezone')}>
        {(wiring) => (
          <Select
            {...wiring}
            value={blackout.zone}
            onChange={(event) => onChange({ ...blackout, zone: event.target.value })}
          >
            <option value="">the default of the installation</option>
            {[...new Set([blackout.zone, ownZone(), 'UTC'])].filter(Boolean).map((zone) => (
              <option key={zone}>{zone}</option>
            ))}
          </Select>
        )}
      </Field>
    </>
  );
}
