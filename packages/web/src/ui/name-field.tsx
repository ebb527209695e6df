import type { ComponentProps, ReactNode } from 'react';
import { Field, Input } from './field.tsx';

interface NameFieldProps extends Omit<ComponentProps<typeof Input>, 'value' | 'onChange'> {
  value: string;
  onChange: (name: string) => void;
  hint?: ReactNode;
  error: string | undefined;
}

/** The first field of a form: what the thing is called. */
export const NameField = ({ value, onChange, hint, error, ...rest }: NameFieldProps) => (
  <Field label="Name" hint={hint} error={error}>
    {(wiring) => (
      <Input
        {...rest}
        {...wiring}
        autoFocus
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    )}
  </Field>
);
