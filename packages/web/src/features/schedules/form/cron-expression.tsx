import type { FieldError as FieldProblem } from '@tutti/contract';
import { useState } from 'react';
import { Field, Input } from '../../../ui/field.tsx';
import { cn } from '../../../ui/cn.ts';
import { errorText } from './field-errors.ts';

const NAMES = ['minute', 'hour', 'day', 'month', 'weekday'];
const NAMES_WITH_SECONDS = ['second', ...NAMES];

interface CronExpressionProps {
  value: string;
  onChange: (value: string) => void;
  error: FieldProblem | undefined;
}

/** The expression by hand: names the field the caret is in, and marks the part that is wrong. */
export function CronExpression({ value, onChange, error }: CronExpressionProps) {
  const [caret, setCaret] = useState<number | undefined>();
  const fields = value.trim().split(/\s+/);
  const names = fields.length === 6 ? NAMES_WITH_SECONDS : NAMES;
  const current =
    caret === undefined || value.startsWith('@')
      ? -1
      : value.slice(0, caret).trimStart().split(/\s+/).length - 1;
  return (
    <Field
      label="Cron expression"
      error={error && errorText(error, 'scheduleConfig.cron')}
      hint={
        value.startsWith('@') ? (
          'A macro'
        ) : (
          <span className="flex flex-wrap gap-x-2">
            {names.map((name, index) => (
              <span key={name} className={cn(index === current && 'font-medium text-text')}>
                {name}
              </span>
            ))}
          </span>
        )
      }
    >
      {(wiring) => (
        <>
          <Input
            {...wiring}
            value={value}
            placeholder="0 9 * * MON-FRI"
            onChange={(event) => onChange(event.target.value)}
            onSelect={(event) => setCaret(event.currentTarget.selectionStart ?? undefined)}
            onBlur={() => setCaret(undefined)}
            className="font-mono"
          />
          {error?.span ? <Underline value={value} span={error.span} /> : null}
        </>
      )}
    </Field>
  );
}

/** `^^` below the part at fault, in the face of the field so that the columns meet. */
const Underline = ({ value, span: [from, to] }: { value: string; span: [number, number] }) => (
  <span
    aria-hidden="true"
    className="mt-0.5 -mb-1 overflow-hidden pl-[11px] font-mono text-body leading-3 whitespace-pre text-failed"
  >
    {' '.repeat(Math.min(from, value.length))}
    {'^'.repeat(Math.max(1, to - from))}
  </span>
);
