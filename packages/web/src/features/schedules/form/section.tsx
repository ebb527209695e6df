import type { ReactNode } from 'react';
import type { FieldErrors } from './field-errors.ts';
import type { ScheduleForm } from './schedule-form.ts';

export interface SectionProps {
  form: ScheduleForm;
  set: (change: Partial<ScheduleForm>) => void;
  errors: FieldErrors;
}

export const Section = ({ title, children }: { title?: string; children: ReactNode }) => (
  <section className="rounded-lg border border-line bg-surface shadow-card">
    {title ? (
      <header className="border-b border-line px-4 py-2">
        <h2 className="text-emphasis font-semibold">{title}</h2>
      </header>
    ) : null}
    <div className="flex flex-col gap-4 p-4">{children}</div>
  </section>
);
