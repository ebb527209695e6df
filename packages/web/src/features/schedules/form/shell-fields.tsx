import { Field, Input, TextArea } from '../../../ui/field.tsx';
import { setIn, textIn, textsIn } from './config-value.ts';
import { KeyValues } from './key-values.tsx';
import type { SectionProps } from './section.tsx';

/** A shell line with its surroundings. Config that has no field here is kept as it is. */
export function ShellFields(props: SectionProps) {
  const { form, errors } = props;
  const config = form.taskConfig;
  const args = config['args'];
  return (
    <>
      <Field
        label="Command"
        error={errors.text('taskConfig.command')}
        hint={
          Array.isArray(args)
            ? `Started without a shell, with ${args.length} arguments; edit them as JSON.`
            : 'A line for /bin/sh. What triggered it is in TUTTI_TRIGGER, as JSON.'
        }
      >
        {(wiring) => (
          <TextArea
            {...wiring}
            rows={3}
            value={textIn(config, 'command')}
            placeholder="pg_dump app | gzip > /backups/app.sql.gz"
            onChange={(event) => setIn(props, 'command', event.target.value)}
            className="font-mono text-log"
          />
        )}
      </Field>
      <Field label="Folder" optional error={errors.text('taskConfig.cwd')}>
        {(wiring) => (
          <Input
            {...wiring}
            value={textIn(config, 'cwd')}
            placeholder="/srv/app"
            onChange={(event) => setIn(props, 'cwd', event.target.value)}
            className="font-mono text-log"
          />
        )}
      </Field>
      <KeyValues
        label="Environment"
        names={{ key: 'NAME', value: 'value' }}
        entries={textsIn(config, 'env')}
        onChange={(env) => setIn(props, 'env', env)}
        error={errors.text('taskConfig.env')}
      />
    </>
  );
}
