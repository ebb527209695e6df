import { Button } from '../../../ui/button.tsx';
import type { ScheduleForm } from './schedule-form.ts';
import type { SectionProps } from './section.tsx';

const PRESETS: readonly { words: string; change: Partial<ScheduleForm> }[] = [
  { words: 'Every minute', change: { scheduleType: 'cron', cron: '* * * * *' } },
  { words: 'Every hour', change: { scheduleType: 'cron', cron: '0 * * * *' } },
  { words: 'Every day 09:00', change: { scheduleType: 'cron', cron: '0 9 * * *' } },
  { words: 'Weekdays 09:00', change: { scheduleType: 'cron', cron: '0 9 * * 1-5' } },
  { words: 'Mondays 09:00', change: { scheduleType: 'cron', cron: '0 9 * * 1' } },
  { words: 'First of the month', change: { scheduleType: 'cron', cron: '0 9 1 * *' } },
];

/** Timings that most schedules have, by a click. */
export const Presets = ({ form, set }: SectionProps) => (
  <div role="group" aria-label="Common timings" className="flex flex-wrap gap-1">
    {PRESETS.map(({ words, change }) => (
      <Button
        key={words}
        look="ghost"
        size="sm"
        aria-pressed={form.scheduleType === change.scheduleType && form.cron === change.cron}
        onClick={() => set(change)}
        className="border border-line aria-pressed:bg-selected aria-pressed:text-text"
      >
        {words}
      </Button>
    ))}
  </div>
);
