import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { cn } from '../../ui/cn.ts';
import { Field, TextArea } from '../../ui/field.tsx';

interface ValueFieldProps {
  value: string;
  onChange: (value: string) => void;
  error: string | undefined;
}

/** A value of one line or many, hidden while it is typed or pasted. A password field would lose the line breaks. */
export function ValueField({ value, onChange, error }: ValueFieldProps) {
  const [shown, setShown] = useState(false);
  const lines = value === '' ? 0 : value.split('\n').length;
  return (
    <Field
      label="Value"
      error={error}
      hint={
        lines > 1
          ? `${value.length} characters in ${lines} lines, kept as they are`
          : 'It is never read back: no page, command or route shows it again.'
      }
    >
      {(wiring) => (
        <div className="relative">
          <TextArea
            {...wiring}
            rows={4}
            autoComplete="off"
            autoCapitalize="off"
            data-1p-ignore
            data-lpignore="true"
            value={value}
            onChange={(event) => onChange(event.target.value)}
            className={cn('pr-11 font-mono text-log', !shown && '[-webkit-text-security:disc]')}
          />
          <Button
            look="ghost"
            size="iconSm"
            aria-label={shown ? 'Hide what is typed' : 'Show what is typed'}
            aria-pressed={shown}
            icon={shown ? <EyeOff /> : <Eye />}
            onClick={() => setShown(!shown)}
            className="absolute top-1 right-1"
          />
        </div>
      )}
    </Field>
  );
}
