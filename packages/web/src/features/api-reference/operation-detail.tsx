import type { ReactNode } from 'react';
import { TagMark } from '../../ui/chip.tsx';
import { CommandLine, CopyButton } from '../../ui/copy-button.tsx';
import { JsonView } from '../../ui/json-view.tsx';
import { CLI_TWINS } from './cli-twins.ts';
import { MethodMark } from './method-mark.tsx';
import type { Operation } from './operations.ts';
import type { JsonSchema } from './schema-fields.ts';
import { limitWords, resolve, typeWords } from './schema-fields.ts';
import { SchemaTree } from './schema-tree.tsx';
import { TryIt } from './try-it.tsx';

interface OperationDetailProps {
  operation: Operation;
  schemas: Record<string, JsonSchema>;
}

/** What one operation takes and answers, the way to try it, and the same from a terminal. */
export function OperationDetail({ operation, schemas }: OperationDetailProps) {
  const { method, path, summary, since, scope, body, answer, parameters, id } = operation;
  const twin = (CLI_TWINS as Record<string, string>)[id];
  return (
    <article aria-label={summary} className="flex max-w-190 flex-col gap-5 p-4 lg:px-6">
      <header className="flex flex-col gap-2">
        <h2 className="text-section font-semibold">{summary}</h2>
        <p className="flex min-w-0 items-start gap-2">
          <MethodMark method={method} className="leading-6" />
          <code className="min-w-0 flex-1 font-mono leading-6 break-all">{path}</code>
          <CopyButton text={path} label="Copy the path" />
        </p>
        <p className="flex flex-wrap items-center gap-2 text-label text-muted">
          <TagMark>{since === 1 ? 'v1 and v2' : 'v2'}</TagMark>
          {scope ? <span>needs {scopeWords(scope)}</span> : null}
          {operation.deprecated ? <span className="text-timeout">deprecated</span> : null}
        </p>
      </header>
      {twin ? (
        <Part title="From a terminal">
          <CommandLine command={twin} />
        </Part>
      ) : null}
      {parameters.length > 0 ? (
        <Part title="Parameters">
          <Parameters operation={operation} schemas={schemas} />
        </Part>
      ) : null}
      {body ? (
        <Part title={body.required ? 'Body' : 'Body, optional'}>
          {body.schema ? <SchemaTree schema={body.schema} schemas={schemas} label="Body" sent /> : null}
          {body.example === undefined ? null : <JsonView value={body.example} label="Example of a body" />}
        </Part>
      ) : null}
      <Part title="Try it">
        <TryIt operation={operation} />
      </Part>
      {answer ? (
        <Part title={`Answer ${answer.status}`}>
          {answer.schema ? (
            <SchemaTree schema={answer.schema} schemas={schemas} label="Answer" />
          ) : (
            <p className="text-muted">{answer.contentType ?? 'Without a body'}</p>
          )}
        </Part>
      ) : null}
    </article>
  );
}

const scopeWords = (scope: string): string =>
  scope === 'public' ? 'no token' : scope === 'any' ? 'any token' : `a token with the scope ${scope}`;

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <section aria-label={title} className="flex min-w-0 flex-col gap-2">
    <h3 className="text-emphasis font-semibold">{title}</h3>
    {children}
  </section>
);

const Parameters = ({ operation: { parameters }, schemas }: OperationDetailProps) => (
  <dl className="flex flex-col divide-y divide-line rounded-md border border-line">
    {parameters.map(({ name, in: place, required, description, schema = {} }) => (
      <div key={`${place} ${name}`} className="flex flex-wrap items-baseline gap-x-3 px-3 py-1.5">
        <dt className="font-mono text-log">
          {name}
          {required ? <span className="ml-1.5 font-sans text-label text-timeout">required</span> : null}
        </dt>
        <dd className="text-label text-muted">
          {[place, typeWords(schema, schemas), limitWords(resolve(schema, schemas), schemas)]
            .filter(Boolean)
            .join(' · ')}
        </dd>
        {description ? <dd className="w-full text-label text-pretty">{description}</dd> : null}
      </div>
    ))}
  </dl>
);
