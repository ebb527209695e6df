import { useQuery } from '@tanstack/react-query';
import { Braces, Globe, Terminal } from 'lucide-react';
import type { ReactNode } from 'react';
import { useClient } from '../../../app/api.ts';
import { Button } from '../../../ui/button.tsx';
import { Field, Select } from '../../../ui/field.tsx';
import { Segmented } from '../../../ui/segmented.tsx';
import { taskTypesQuery } from '../../executions/task-types.ts';
import { configFields } from './config-fields.ts';
import { HttpFields } from './http-fields.tsx';
import { JsonConfig } from './json-config.tsx';
import { SchemaFields } from './schema-fields.tsx';
import { Section, type SectionProps } from './section.tsx';
import { ShellFields } from './shell-fields.tsx';

type Kind = 'shell_command' | 'http_request' | 'other';
const KINDS: readonly { value: Kind; label: string; icon: ReactNode }[] = [
  { value: 'shell_command', label: 'Shell command', icon: <Terminal /> },
  { value: 'http_request', label: 'HTTP request', icon: <Globe /> },
  { value: 'other', label: 'Another type', icon: <Braces /> },
];

const kindOf = (taskType: string): Kind =>
  taskType === 'shell_command' || taskType === 'http_request' ? taskType : 'other';

export function TaskSection(props: SectionProps) {
  const { form, set, errors } = props;
  const types = useQuery(taskTypesQuery(useClient())).data?.items ?? [];
  const others = types.filter(({ taskType }) => kindOf(taskType) === 'other');
  const kind = kindOf(form.taskType);
  const choose = (next: Kind): void =>
    set({
      taskType: next === 'other' ? (others[0]?.taskType ?? '') : next,
      taskConfig: {},
      configText: undefined,
    });
  const shown = KINDS.filter(({ value }) => value !== 'other' || others.length > 0 || kind === 'other');
  const info = types.find(({ taskType }) => taskType === form.taskType);
  const fields = configFields(info?.configSchema ?? null);
  const hasForm = kind !== 'other' || fields.length > 0;
  const asJson = form.configText !== undefined || !hasForm;
  return (
    <Section title="What">
      <div className="flex flex-wrap items-center gap-2">
        <Segmented label="Kind of task" value={kind} onChange={choose} options={shown} />
        {hasForm ? (
          <Button look="ghost" size="sm" className="ml-auto" onClick={() => set(switchView(props))}>
            {asJson ? 'Edit as a form' : 'Edit as JSON'}
          </Button>
        ) : null}
      </div>
      {kind === 'other' ? (
        <Field label="Task type" error={errors.text('taskType')} hint={info?.description}>
          {(wiring) => (
            <Select
              {...wiring}
              value={form.taskType}
              onChange={(event) =>
                set({ taskType: event.target.value, taskConfig: {}, configText: undefined })
              }
            >
              {(others.some(({ taskType }) => taskType === form.taskType)
                ? others
                : [{ taskType: form.taskType }, ...others]
              ).map(({ taskType }) => (
                <option key={taskType}>{taskType}</option>
              ))}
            </Select>
          )}
        </Field>
      ) : null}
      {asJson ? (
        <JsonConfig {...props} schema={info?.configSchema ?? null} />
      ) : kind === 'shell_command' ? (
        <ShellFields {...props} />
      ) : kind === 'http_request' ? (
        <HttpFields {...props} />
      ) : (
        <SchemaFields {...props} fields={fields} />
      )}
    </Section>
  );
}

/** Back to the form only when the JSON can be read; otherwise it stays, with its error. */
function switchView({ form }: SectionProps): Partial<SectionProps['form']> {
  if (form.configText === undefined) return { configText: JSON.stringify(form.taskConfig, null, 2) };
  try {
    const value = JSON.parse(form.configText) as unknown;
    const fits = typeof value === 'object' && value !== null && !Array.isArray(value);
    return fits ? { taskConfig: value as Record<string, unknown>, configText: undefined } : {};
  } catch {
    return {};
  }
}
