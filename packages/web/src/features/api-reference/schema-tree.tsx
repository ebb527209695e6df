import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { fieldsOf, typeWords, type JsonSchema, type SchemaField } from './schema-fields.ts';

interface SchemaTreeProps {
  schema: JsonSchema;
  schemas: Record<string, JsonSchema>;
  label: string;
  /** Of what is sent the needed fields are marked; an answer just has what it has. */
  sent?: boolean;
}

/** The fields of a value; those of a field in turn are shown when it is opened, since some name themselves. */
export function SchemaTree({ schema, schemas, label, sent = false }: SchemaTreeProps) {
  const fields = fieldsOf(schema, schemas);
  if (fields.length === 0) return <p className="text-muted">{typeWords(schema, schemas)}</p>;
  return (
    <ul aria-label={label} className="flex flex-col divide-y divide-line rounded-md border border-line">
      {fields.map((field) => (
        <FieldRow key={field.name} field={field} schemas={schemas} sent={sent} />
      ))}
    </ul>
  );
}

interface FieldRowProps {
  field: SchemaField;
  schemas: SchemaTreeProps['schemas'];
  sent: boolean;
}

function FieldRow({ field, schemas, sent }: FieldRowProps) {
  const [open, setOpen] = useState(false);
  const { name, required, type, limits, description, schema } = field;
  const nested = fieldsOf(schema, schemas).length > 0;
  return (
    <li className="px-3 py-1.5">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <span className="font-mono text-log">
          {name}
          {required && sent ? (
            <span className="ml-1.5 font-sans text-label text-timeout">required</span>
          ) : null}
        </span>
        <span className="min-w-0 text-label text-muted">{[type, limits].filter(Boolean).join(' · ')}</span>
        {nested ? (
          <button
            type="button"
            aria-expanded={open}
            aria-label={`Fields of ${name}`}
            onClick={() => setOpen(!open)}
            className="tap inline-flex min-h-6 items-center gap-0.5 self-center rounded-sm text-label text-link hover:underline"
          >
            <ChevronRight className={open ? 'size-3.5 rotate-90' : 'size-3.5'} aria-hidden="true" />
            fields
          </button>
        ) : null}
      </div>
      {description ? <p className="text-label text-pretty">{description}</p> : null}
      {open ? (
        <div className="mt-1.5">
          <SchemaTree schema={schema} schemas={schemas} label={`Fields of ${name}`} sent={sent} />
        </div>
      ) : null}
    </li>
  );
}
