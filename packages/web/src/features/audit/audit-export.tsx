import { useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { useClient } from '../../app/api.ts';
import { Button } from '../../ui/button.tsx';
import { causeOf } from '../../ui/error-panel.tsx';
import { formatCount, plural } from '../../ui/format-number.ts';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { toast } from '../../ui/toast.tsx';
import { downloadText } from '../executions/log/download.ts';
import type { AuditFilters } from './audit-filters.ts';
import { readAllAudit } from './audit-queries.ts';
import { toCsv, toJsonLines } from './audit-words.ts';

const FORMS = {
  jsonl: { label: 'JSON lines', write: toJsonLines },
  csv: { label: 'CSV, for a spreadsheet', write: toCsv },
} as const;

/** Takes along every entry that fits the filters. */
export function AuditExport({ filters }: { filters: AuditFilters }) {
  const client = useClient();
  const [count, setCount] = useState(0);
  const take = useMutation({
    mutationFn: async (form: keyof typeof FORMS) => {
      setCount(0);
      const { records, isCut } = await readAllAudit(client, filters, setCount);
      downloadText(`audit-${new Date().toISOString().slice(0, 10)}.${form}`, FORMS[form].write(records));
      return { count: records.length, isCut };
    },
    onSuccess: ({ count, isCut }) => {
      if (isCut)
        toast.done(
          `Exported the newest ${plural(count, 'entry', 'entries')}; filter by time to take the older ones`,
        );
    },
    onError: (error) => toast.failed('The log was not exported', causeOf(error)),
  });
  return (
    <Menu
      trigger={
        <Button icon={<Download />} busy={take.isPending}>
          {take.isPending ? `${formatCount(count)} read` : 'Export'}
        </Button>
      }
    >
      {(Object.keys(FORMS) as (keyof typeof FORMS)[]).map((form) => (
        <MenuItem key={form} onSelect={() => take.mutate(form)}>
          {FORMS[form].label}
        </MenuItem>
      ))}
    </Menu>
  );
}
