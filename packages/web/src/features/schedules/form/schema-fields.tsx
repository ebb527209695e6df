import { Field, Input, Select, TextArea } from '../../../ui/field.tsx';
import { useState } from 'react';
import type { ConfigField } from './config-fields.ts';
import { setIn, textIn } from './config-value.ts';
import type { SectionProps } from './section.tsx';

interface SchemaFieldsProps extends SectionProps {
  fields: readonly ConfigField[];
}

/** A task type of one's own, by the fields its schema names. What is not among them is kept as it is. */
export function SchemaFields({ fields, ...props }: SchemaFieldsProps) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {fields.map((field) => (
        <Field
          key={field.name}
          label={field.name}
          optional={!field.required}
          hint={field.description}
          error={props.errors.text(`taskConfig.${field.name}`)}
          className={field.control === 'lines' || field.control === 'json' ? 'sm:col-span-2' : ''}
        >
          {(wiring) => <Control field={field} wiring={wiring} {...props} />}
        </Field>
      ))}
      {fields.some(({ name }) => props.errors.of(`taskConfig.${name}`)) ? null : (
        <Rest text={props.errors.text('taskConfig')} />
      )}
    </div>
  );
}

const Rest = ({ text }: { text: string | undefined }) =>
  text ? (
    <p role="alert" className="text-label text-failed sm:col-span-2">
      {text}
    </p>
  ) : null;

interface ControlProps extends SectionProps {
  field: ConfigField;
  wiring: object;
}

function Control({ field, wiring, ...props }: ControlProps) {
  const { name, control, options, fallback } = field;
  const text = textIn(props.form.taskConfig, name);
  const change = (value: unknown): void => setIn(props, name, value);
  switch (control) {
    case 'text':
      return (
        <Input
          {...wiring}
          value={text}
          placeholder={fallback}
          onChange={(event) => change(event.target.value)}
        />
      );
    case 'number':
      return (
        <Input
          {...wiring}
          inputMode="decimal"
          value={text}
          placeholder={fallback}
          onChange={(event) => change(numberIn(event.target.value))}
          onBlur={(event) => change(settledNumber(event.target.value))}
        />
      );
    case 'boolean':
    case 'choice':
      return (
        <Select
          {...wiring}
          value={text}
          onChange={(event) =>
            change(
              control === 'boolean' && event.target.value
                ? event.target.value === 'true'
                : event.target.value,
            )
          }
        >
          <option value="">{fallback ? `default: ${fallback}` : 'not set'}</option>
          {(control === 'boolean' ? ['true', 'false'] : options).map((option) => (
            <option key={option} value={option}>
              {control === 'boolean' ? (option === 'true' ? 'yes' : 'no') : option}
            </option>
          ))}
        </Select>
      );
    case 'lines':
    case 'json':
      return <TextControl field={field} wiring={wiring} {...props} />;
  }
}

/** What would look otherwise as a number, like `1.`, stays a text while it is typed. */
const numberIn = (typed: string): unknown => (String(Number(typed)) === typed ? Number(typed) : typed);

const settledNumber = (typed: string): unknown =>
  typed.trim() === '' || Number.isNaN(Number(typed)) ? typed : Number(typed);

/** Held as typed, and told once it can be read. */
function TextControl({ field, wiring, ...props }: ControlProps) {
  const stored = props.form.taskConfig[field.name];
  const [typed, setTyped] = useState(() => writtenAs(field.control, stored));
  return (
    <TextArea
      {...wiring}
      rows={field.control === 'lines' ? 3 : 4}
      value={typed}
      placeholder={field.control === 'lines' ? 'one a line' : 'JSON'}
      onChange={(event) => {
        setTyped(event.target.value);
        setIn(props, field.name, readAs(field.control, event.target.value));
      }}
      className="font-mono text-log"
    />
  );
}

function writtenAs(control: ConfigField['control'], value: unknown): string {
  if (value === undefined) return '';
  return control === 'lines' && Array.isArray(value) ? value.join('\n') : JSON.stringify(value, null, 2);
}

function readAs(control: ConfigField['control'], text: string): unknown {
  if (text.trim() === '') return undefined;
  if (control === 'lines') return text.split('\n').filter((line) => line.trim() !== '');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
