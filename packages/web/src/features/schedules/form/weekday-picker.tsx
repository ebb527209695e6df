import { ToggleGroup } from 'radix-ui';

/** The week begins on Monday; cron counts from Sunday. */
const DAYS = [
  { value: 1, short: 'Mo', long: 'Monday' },
  { value: 2, short: 'Tu', long: 'Tuesday' },
  { value: 3, short: 'We', long: 'Wednesday' },
  { value: 4, short: 'Th', long: 'Thursday' },
  { value: 5, short: 'Fr', long: 'Friday' },
  { value: 6, short: 'Sa', long: 'Saturday' },
  { value: 0, short: 'Su', long: 'Sunday' },
] as const;

export function WeekdayPicker({
  days,
  onChange,
}: {
  days: readonly number[];
  onChange: (days: number[]) => void;
}) {
  return (
    <div className="flex flex-col gap-1">
      <span className="text-label font-medium text-muted">On</span>
      <ToggleGroup.Root
        type="multiple"
        aria-label="Days of the week"
        value={days.map(String)}
        onValueChange={(values) => {
          // Without any day it would run on all of them, which is another shape.
          if (values.length > 0) onChange(values.map(Number));
        }}
        className="flex gap-1"
      >
        {DAYS.map((day) => (
          <ToggleGroup.Item
            key={day.value}
            value={String(day.value)}
            aria-label={day.long}
            className="h-8 min-w-0 flex-1 rounded-md border border-control text-label text-muted transition-colors duration-120 hover:bg-hover data-[state=on]:border-link data-[state=on]:bg-selected data-[state=on]:font-semibold data-[state=on]:text-text pointer-coarse:h-11"
          >
            {day.short}
          </ToggleGroup.Item>
        ))}
      </ToggleGroup.Root>
    </div>
  );
}
