import type { Severity } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../../app/api.ts';
import { Field, Select } from '../../../ui/field.tsx';
import { DurationInput } from './duration-input.tsx';
import { Section, type SectionProps } from './section.tsx';

const MOST = 500;

/** When somebody is to be told, and who. */
export function WatchSection({ form, set, errors }: SectionProps) {
  const client = useClient();
  const channels = useQuery({
    queryKey: ['notifications', 'channel-names'],
    queryFn: async ({ signal }) =>
      (await client.listChannels({ query: { limit: MOST } }, { signal })).items.map(({ name }) => name),
  });
  const known = channels.data ?? [];
  return (
    <Section title="Who is told">
      <div className="grid gap-4 sm:grid-cols-2">
        <DurationInput
          label="A success at least every"
          optional
          value={form.expectedWithin}
          onChange={(expectedWithin) => set({ expectedWithin })}
          hint="Otherwise it counts as missed, and channels are told."
          error={errors.text('expectedWithinMs')}
        />
        <DurationInput
          label="Slow after"
          optional
          value={form.maxDuration}
          onChange={(maxDuration) => set({ maxDuration })}
          hint="A run that takes longer is told of; it goes on."
          error={errors.text('maxDurationMs')}
        />
        <Channels
          label="When it fails, is missed or slow"
          known={known}
          chosen={form.onFailure}
          onChange={(onFailure) => set({ onFailure })}
          error={errors.text('onFailure')}
        />
        <Channels
          label="When it succeeds"
          known={known}
          chosen={form.onSuccess}
          onChange={(onSuccess) => set({ onSuccess })}
          error={errors.text('onSuccess')}
        />
        <Field
          label="Severity of its errors"
          hint="A rule that fits goes before it."
          error={errors.text('errorSeverity')}
        >
          {(wiring) => (
            <Select
              {...wiring}
              value={form.errorSeverity}
              onChange={(event) => set({ errorSeverity: event.target.value as Severity | '' })}
            >
              <option value="">High, critical for lost work</option>
              <option value="critical">Critical</option>
              <option value="high">High</option>
              <option value="medium">Medium</option>
              <option value="low">Low</option>
            </Select>
          )}
        </Field>
      </div>
    </Section>
  );
}

interface ChannelsProps {
  label: string;
  known: readonly string[];
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
  error: string | undefined;
}

function Channels({ label, known, chosen, onChange, error }: ChannelsProps) {
  const names = [...new Set([...known, ...chosen])];
  return (
    <fieldset className="flex min-w-0 flex-col gap-1">
      <legend className="mb-1 text-label font-medium text-muted">{label}</legend>
      {names.length === 0 ? (
        <p className="text-faint">No notification channel is set up yet.</p>
      ) : (
        names.map((name) => (
          <label key={name} className="flex min-h-6 items-center gap-2 pointer-coarse:min-h-11">
            <input
              type="checkbox"
              checked={chosen.includes(name)}
              onChange={(event) =>
                onChange(event.target.checked ? [...chosen, name] : chosen.filter((other) => other !== name))
              }
              className="size-4 accent-(--button)"
            />
            <span className="min-w-0 truncate">{name}</span>
          </label>
        ))
      )}
      {error ? <span className="text-label text-failed">{error}</span> : null}
    </fieldset>
  );
}
