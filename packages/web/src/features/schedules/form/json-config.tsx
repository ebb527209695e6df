import { Field, TextArea } from '../../../ui/field.tsx';
import { configFields, configTemplate } from './config-fields.ts';
import type { SectionProps } from './section.tsx';

/** The config as JSON, with what its schema says beside it. The server checks it. */
export function JsonConfig({
  form,
  set,
  errors,
  schema,
}: SectionProps & { schema: Record<string, unknown> | null }) {
  const fields = configFields(schema);
  const stored =
    Object.keys(form.taskConfig).length > 0
      ? JSON.stringify(form.taskConfig, null, 2)
      : configTemplate(schema);
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field
        label="Config"
        error={errors.text('taskConfig')}
        className={fields.length === 0 ? 'sm:col-span-2' : ''}
      >
        {(wiring) => (
          <TextArea
            {...wiring}
            rows={10}
            value={form.configText ?? stored}
            onChange={(event) => set({ configText: event.target.value })}
            className="font-mono text-log"
          />
        )}
      </Field>
      {fields.length === 0 ? null : (
        <div className="min-w-0">
          <p className="mb-1 text-label font-medium text-muted">What it takes</p>
          <dl className="flex flex-col gap-1.5 text-label">
            {fields.map((field) => (
              <div key={field.name}>
                <dt>
                  <code className="font-mono">{field.name}</code>{' '}
                  <span className="text-faint">{field.type}</span>
                  {field.required ? <span className="text-muted"> · required</span> : null}
                </dt>
                {field.description ? <dd className="text-faint">{field.description}</dd> : null}
              </div>
            ))}
          </dl>
        </div>
      )}
    </div>
  );
}
