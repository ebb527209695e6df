import { useQuery } from '@tanstack/react-query';
import { Download, FileText } from 'lucide-react';
import { useState } from 'react';
import { useClient } from '../../app/api.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { Hint } from '../../ui/hint.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows, useWaited } from '../../ui/skeleton.tsx';
import { downloadText } from '../executions/log/download.ts';
import { MarkdownView } from '../recovery/markdown-view.tsx';
import { reportQuery } from './error-queries.ts';

/** All there is to know of it, for a ticket or a mail; made when it is asked for. */
export function ErrorReport({ executionId, id }: { executionId: string; id: number }) {
  const [asked, setAsked] = useState(false);
  const query = useQuery({ ...reportQuery(useClient(), executionId), enabled: asked });
  const waited = useWaited(asked && query.isPending);
  const markdown = query.data?.markdown;
  return (
    <Panel
      title="Report"
      actions={
        markdown === undefined ? null : (
          <>
            <CopyButton text={markdown} label="Copy the report as Markdown" />
            <Hint content="Download the report">
              <Button
                look="ghost"
                size="iconSm"
                aria-label="Download the report"
                onClick={() => downloadText(`error-${id}.md`, markdown)}
              >
                <Download />
              </Button>
            </Hint>
          </>
        )
      }
    >
      {!asked ? (
        <div className="flex flex-wrap items-center gap-3">
          <p className="min-w-0 flex-1 basis-48 text-muted">
            Attempts, errors, interventions and the end of the log, as Markdown.
          </p>
          <Button icon={<FileText />} onClick={() => setAsked(true)}>
            Show the report
          </Button>
        </div>
      ) : markdown !== undefined ? (
        <MarkdownView source={markdown} />
      ) : query.error ? (
        <ErrorPanel
          error={query.error}
          what="The report could not be made"
          onRetry={() => void query.refetch()}
        />
      ) : waited ? (
        <SkeletonRows rows={4} />
      ) : null}
    </Panel>
  );
}
