import { Field, Select } from '../../ui/field.tsx';

const PRIORITIES = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1] as const;

export const PriorityField = ({ value, onChange }: { value: number; onChange: (value: number) => void }) => (
  <Field label="Priority">
    {(wiring) => (
      <Select {...wiring} value={value} onChange={(event) => onChange(Number(event.target.value))}>
        {PRIORITIES.map((priority) => (
          <option key={priority} value={priority}>
            {priority === 10
              ? '10, first'
              : priority === 5
                ? '5, as usual'
                : priority === 1
                  ? '1, last'
                  : priority}
          </option>
        ))}
      </Select>
    )}
  </Field>
);
