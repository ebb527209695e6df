import { Field, Input, Select, TextArea } from '../../../ui/field.tsx';
import { setIn, textIn, textsIn } from './config-value.ts';
import { KeyValues } from './key-values.tsx';
import type { SectionProps } from './section.tsx';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

/** An HTTP request and what counts as success. Config that has no field here is kept as it is. */
export function HttpFields(props: SectionProps) {
  const { form, errors } = props;
  const config = form.taskConfig;
  const method = textIn(config, 'method') || 'GET';
  const hasBody = method !== 'GET' && method !== 'HEAD';
  return (
    <>
      <div className="grid grid-cols-[112px_minmax(0,1fr)] gap-3">
        <Field label="Method" error={errors.text('taskConfig.method')}>
          {(wiring) => (
            <Select
              {...wiring}
              value={method}
              onChange={(event) => setIn(props, 'method', event.target.value)}
            >
              {METHODS.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="Address" error={errors.text('taskConfig.url')}>
          {(wiring) => (
            <Input
              {...wiring}
              value={textIn(config, 'url')}
              placeholder="https://example.com/health"
              onChange={(event) => setIn(props, 'url', event.target.value)}
              className="font-mono text-log"
            />
          )}
        </Field>
      </div>
      <KeyValues
        label="Headers"
        names={{ key: 'name', value: 'value' }}
        entries={textsIn(config, 'headers')}
        onChange={(headers) => setIn(props, 'headers', headers)}
        error={errors.text('taskConfig.headers')}
      />
      {hasBody ? (
        <Field
          label="Body"
          optional
          error={errors.text('taskConfig.body')}
          hint="Sent as it is; an event's data is at {{trigger.data.name}}."
        >
          {(wiring) => (
            <TextArea
              {...wiring}
              rows={4}
              value={textIn(config, 'body')}
              onChange={(event) => setIn(props, 'body', event.target.value)}
              className="font-mono text-log"
            />
          )}
        </Field>
      ) : null}
      <ExpectedStatus {...props} />
    </>
  );
}

function ExpectedStatus(props: SectionProps) {
  const expect = (props.form.taskConfig['expect'] ?? {}) as Record<string, unknown>;
  const status = expect['status'];
  const shown = (Array.isArray(status) ? status : [status]).filter((code) => code !== undefined).join(', ');
  const change = (text: string): void => {
    const codes = text
      .split(/[\s,]+/)
      .filter(Boolean)
      .map(Number);
    const { status: _, ...others } = expect;
    const next = codes.length === 0 ? others : { ...others, status: codes.length === 1 ? codes[0] : codes };
    setIn(props, 'expect', Object.keys(next).length > 0 ? next : undefined);
  };
  return (
    <Field
      label="Expected status"
      optional
      error={props.errors.text('taskConfig.expect')}
      hint="One or more, separated by commas. Any 2xx is success unless given."
    >
      {(wiring) => (
        <Input
          {...wiring}
          key={shown}
          inputMode="numeric"
          placeholder="200"
          defaultValue={shown}
          onBlur={(event) => change(event.target.value)}
          className="w-48"
        />
      )}
    </Field>
  );
}
