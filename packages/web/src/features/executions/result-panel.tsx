import type { Execution } from '@tutti/contract';
import { ChevronRight } from 'lucide-react';
import { JsonView } from '../../ui/json-view.tsx';
import { Fact, Facts, Panel } from '../../ui/panel.tsx';
import { resultFacts } from './result-facts.ts';

/** What the task answered. A command's output is its log; here stands what is not in there. */
export function ResultPanel({ execution: { result } }: { execution: Execution }) {
  if (result === null || result === undefined) return null;
  const facts = resultFacts(result);
  return (
    <Panel title="Result">
      {facts.length === 0 ? (
        <JsonView value={result} label="Result" />
      ) : (
        <div className="flex flex-col gap-3">
          <Facts>
            {facts.map(({ name, value }) => (
              <Fact key={name} name={name}>
                {value}
              </Fact>
            ))}
          </Facts>
          <details className="group">
            <summary className="flex w-fit list-none items-center gap-1 rounded-sm text-muted hover:text-text">
              <ChevronRight
                aria-hidden="true"
                className="size-3.5 transition-transform group-open:rotate-90"
              />
              All of it as JSON
            </summary>
            <div className="mt-2">
              <JsonView value={result} label="Result" />
            </div>
          </details>
        </div>
      )}
    </Panel>
  );
}
