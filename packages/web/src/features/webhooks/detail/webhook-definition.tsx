import type { Webhook } from '@tutti/contract';
import { TagMark } from '../../../ui/chip.tsx';
import { CommandLine } from '../../../ui/copy-button.tsx';
import { JsonView } from '../../../ui/json-view.tsx';
import { Fact, Facts, Panel } from '../../../ui/panel.tsx';
import { TimeStamp } from '../../../ui/time-stamp.tsx';
import { retryWords } from '../../executions/retry-words.ts';

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** What it sends where, by which rules. */
export function WebhookDefinition({ webhook }: { webhook: Webhook }) {
  const headers = Object.keys(webhook.headers);
  return (
    <Panel title="Definition">
      <div className="flex flex-col gap-4">
        <Facts>
          <Fact name="Address">
            <span className="break-all">{webhook.url}</span>
          </Fact>
          <Fact name="Events">
            <span className="flex flex-wrap gap-1">
              {webhook.events.map((pattern) => (
                <TagMark key={pattern}>{pattern}</TagMark>
              ))}
            </span>
          </Fact>
          <Fact name="Headers">{headers.length === 0 ? 'none of its own' : headers.join(', ')}</Fact>
          <Fact name="Retries">
            {webhook.retryPolicy === null ? '7 over two hours' : retryWords(webhook.retryPolicy)}
          </Fact>
          <Fact name="Signed by">
            {webhook.previousSecretUntil === null ? (
              'one secret'
            ) : (
              <>
                two secrets until <TimeStamp at={webhook.previousSecretUntil} />
              </>
            )}
          </Fact>
          <Fact name="Made">
            <TimeStamp at={webhook.createdAt} /> <span className="text-muted">by {webhook.createdBy}</span>
          </Fact>
          <Fact name="Changed">
            <TimeStamp at={webhook.updatedAt} />
          </Fact>
        </Facts>
        {webhook.filter ? (
          <div>
            <p className="mb-1 text-label text-faint">Only events that say</p>
            <JsonView value={webhook.filter} label="Filter" />
          </div>
        ) : null}
        <div>
          <p className="mb-1 text-label text-faint">From a terminal</p>
          <CommandLine command={`tutti webhook deliveries ${quoted(webhook.name)}`} />
        </div>
      </div>
    </Panel>
  );
}
