import type { Execution } from '@tutti/contract';
import { useMutation } from '@tanstack/react-query';
import {
  ChevronsRight,
  ClipboardCopy,
  Download,
  Ellipsis,
  FilePenLine,
  Gauge,
  RotateCcw,
} from 'lucide-react';
import { useState } from 'react';
import { useClient } from '../../app/api.ts';
import { Button } from '../../ui/button.tsx';
import { causeOf } from '../../ui/error-panel.tsx';
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { toast } from '../../ui/toast.tsx';
import { useMay } from '../access/use-may.ts';
import { PriorityDialog, SkipDialog } from './act-dialogs.tsx';
import type { Acts } from './execution-acts.ts';
import { useRunAgain } from './execution-actions.ts';
import { downloadText } from './log/download.ts';
import { RetryChanges } from './retry-changes.tsx';

type Asked = 'change' | 'skip' | 'priority';

/** What is done less often. */
export function ExecutionMenu({ execution, acts }: { execution: Execution; acts: Acts }) {
  const { reason: refused } = useMay('executions:write');
  const [asked, setAsked] = useState<Asked>();
  const again = useRunAgain();
  const report = useReport(execution.id);
  const close = (): void => setAsked(undefined);
  return (
    <>
      <Menu
        trigger={
          <Button look="ghost" size="icon" aria-label="More to do with it">
            <Ellipsis />
          </Button>
        }
      >
        {acts.retry ? (
          <MenuItem icon={<FilePenLine />} refused={refused} onSelect={() => setAsked('change')}>
            Retry with changes …
          </MenuItem>
        ) : null}
        {acts.again && acts.retry ? (
          <MenuItem icon={<RotateCcw />} refused={refused} onSelect={() => again.mutate(execution)}>
            Run again as a new execution
          </MenuItem>
        ) : null}
        {acts.priority ? (
          <MenuItem icon={<Gauge />} refused={refused} onSelect={() => setAsked('priority')}>
            Change the priority …
          </MenuItem>
        ) : null}
        {acts.skip ? (
          <MenuItem icon={<ChevronsRight />} refused={refused} onSelect={() => setAsked('skip')}>
            Skip …
          </MenuItem>
        ) : null}
        {acts.retry || acts.priority ? <MenuLine /> : null}
        <MenuItem icon={<ClipboardCopy />} onSelect={() => report.mutate('copy')}>
          Copy the report
        </MenuItem>
        <MenuItem icon={<Download />} onSelect={() => report.mutate('download')}>
          Download the report
        </MenuItem>
      </Menu>
      {asked === 'change' ? <RetryChanges execution={execution} onClose={close} /> : null}
      {asked === 'skip' ? <SkipDialog id={execution.id} onClose={close} /> : null}
      {asked === 'priority' ? <PriorityDialog execution={execution} onClose={close} /> : null}
    </>
  );
}

/** All there is to know of it as Markdown, for a ticket or a mail. */
function useReport(id: number) {
  const client = useClient();
  return useMutation({
    mutationFn: async (to: 'copy' | 'download') => {
      const { markdown } = await client.getExecutionReport({ params: { id: String(id) } });
      if (to === 'download') downloadText(`execution-${id}.md`, markdown);
      else await navigator.clipboard.writeText(markdown);
      return to;
    },
    onSuccess: (to) => toast.done(to === 'copy' ? 'Report copied as Markdown' : 'Report saved'),
    onError: (error) => toast.failed('The report could not be had', causeOf(error)),
  });
}
