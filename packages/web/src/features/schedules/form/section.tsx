import type { ReactNode } from 'react';
import type { FieldErrors } from './field-errors.ts';
import type { ScheduleForm } from './schedule-form.ts';

export interface SectionProps {
  form: ScheduleForm;
  set: (change: Partial<ScheduleForm>) => void;
  errors: FieldErrors;
}

export const Section = ({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) => (
  <section className="rounded-lg border border-line bg-surface shadow-card">
    <header className="border-b border-line px-4 py-2">
      <h2 className="text-emphasis font-semibold">{title}</h2>
      {hint ? <p className="text-label text-faint">{hint}</p> : null}
    </header>
    <div className="flex flex-col gap-4 p-4">{children}</div>
  </section>
);
