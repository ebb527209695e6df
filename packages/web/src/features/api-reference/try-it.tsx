import { Send } from 'lucide-react';
import { useState } from 'react';
import { useMe } from '../access/me.ts';
import { Button } from '../../ui/button.tsx';
import { CommandLine } from '../../ui/copy-button.tsx';
import { Field, FieldError, Input, TextArea } from '../../ui/field.tsx';
import { ConfirmPopover } from '../../ui/popover.tsx';
import { Answer } from './answer.tsx';
import { changesSomething, type Operation } from './operations.ts';
import { curlLine, emptyFilled, type Filled } from './request.ts';
import { useSend } from './use-send.ts';

/** Sends the request to this very server. What only reads goes at once; what changes something asks. */
export function TryIt({ operation }: { operation: Operation }) {
  const [filled, setFilled] = useState(() => emptyFilled(operation));
  const { send, busy, problem, answer } = useSend(operation);
  const withToken = useMe()?.mode === 'token' && operation.scope !== 'public';
  return (
    <form
      className="flex min-w-0 flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (!changesSomething(operation)) send(filled);
      }}
    >
      <Values operation={operation} filled={filled} onChange={setFilled} />
      {problem === undefined ? null : <FieldError>{problem}</FieldError>}
      <div className="flex items-center gap-3">
        {changesSomething(operation) ? (
          <AskFirst operation={operation} busy={busy} onSend={() => send(filled)} />
        ) : (
          <Button type="submit" look="primary" icon={<Send />} busy={busy}>
            Send
          </Button>
        )}
      </div>
      <CommandLine
        command={curlLine(operation, filled, location.origin, withToken)}
        label="Copy the line for curl"
      />
      {answer ? <Answer answer={answer} /> : null}
    </form>
  );
}

interface ValuesProps {
  operation: Operation;
  filled: Filled;
  onChange: (filled: Filled) => void;
}

const Values = ({ operation: { parameters, body, id }, filled, onChange }: ValuesProps) => (
  <>
    {parameters.length === 0 ? null : (
      <div className="grid gap-3 sm:grid-cols-2">
        {parameters.map(({ name, required = false }) => (
          <Field key={name} label={name} optional={!required}>
            {(wiring) => (
              <Input
                {...wiring}
                value={filled.values[name] ?? ''}
                onChange={(event) =>
                  onChange({ ...filled, values: { ...filled.values, [name]: event.target.value } })
                }
              />
            )}
          </Field>
        ))}
      </div>
    )}
    {body ? (
      <Field label="Body as JSON" optional={!body.required}>
        {(wiring) => (
          <TextArea
            {...wiring}
            rows={Math.min(14, Math.max(4, filled.body.split('\n').length))}
            aria-label={`Body of ${id} as JSON`}
            value={filled.body}
            onChange={(event) => onChange({ ...filled, body: event.target.value })}
            className="font-mono text-log"
          />
        )}
      </Field>
    ) : null}
  </>
);

function AskFirst({ operation, busy, onSend }: { operation: Operation; busy: boolean; onSend: () => void }) {
  const [asking, setAsking] = useState(false);
  return (
    <ConfirmPopover
      open={asking}
      onOpenChange={setAsking}
      trigger={
        <Button look="primary" icon={<Send />} busy={busy}>
          Send …
        </Button>
      }
      title={`${operation.summary}?`}
      effect="This is no rehearsal: it changes what this server holds, at once."
      action="Send it"
      onConfirm={onSend}
    />
  );
}
