import type { Channel, Rule } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { TriangleAlert } from 'lucide-react';
import { useClient } from '../../app/api.ts';
import { plural } from '../../ui/format-number.ts';
import { Panel } from '../../ui/panel.tsx';
import { scheduleNamesQuery } from '../schedules/schedule-queries.ts';
import { EntryRow } from './entry-row.tsx';
import { listed, ruleWords } from './notification-words.ts';
import { RuleDialog } from './rule-dialog.tsx';

interface RulesPanelProps {
  rules: readonly Rule[];
  channels: readonly Channel[];
}

/** Who is told of what, each rule as a sentence. */
export function RulesPanel({ rules, channels }: RulesPanelProps) {
  return (
    <Panel flush title="Rules">
      {rules.length === 0 ? (
        <p className="p-4 text-muted">
          None yet. A rule says which events are told through which channels. Schedules may also ask by
          themselves, with onFailure and onSuccess.
        </p>
      ) : (
        <ul>
          {rules.map((rule) => (
            <RuleRow key={rule.id} rule={rule} channels={channels} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function RuleRow({ rule, channels }: { rule: Rule; channels: readonly Channel[] }) {
  const client = useClient();
  const schedules = useQuery({
    ...scheduleNamesQuery(client),
    enabled: rule.scheduleIds.length > 0,
  }).data?.items;
  const nameOf = (id: number): string => schedules?.find((one) => one.id === id)?.name ?? `schedule ${id}`;
  const params = { id: String(rule.id) };
  return (
    <EntryRow
      entry={rule}
      switching="updateRule"
      inUse="is in force"
      deleting="Nobody is told by it any more, and its open alerts are forgotten. To only pause it, switch it off."
      remove={() => client.deleteRule({ params }, { ifMatch: rule.updatedAt })}
      edit={(close) => <RuleDialog rule={rule} onClose={close} />}
      test={() => client.testRule({ params })}
      note={rule.openGroups === 0 ? 'no open alerts' : plural(rule.openGroups, 'open alert')}
    >
      <p className="pl-10 text-pretty break-words text-muted">{ruleWords(rule, nameOf)}.</p>
      <Unreached rule={rule} channels={channels} />
    </EntryRow>
  );
}

/** Channels it names that are gone or off: its messages go nowhere, and nobody would hear of that. */
function Unreached({ rule, channels }: { rule: Rule; channels: readonly Channel[] }) {
  const gone = rule.channels.filter((name) => !channels.some((channel) => channel.name === name));
  const off = channels.filter(({ name, enabled }) => !enabled && rule.channels.includes(name));
  const parts = [
    gone.length > 0 && `${listed(gone)} ${gone.length === 1 ? 'does' : 'do'} not exist`,
    off.length > 0 && `${listed(off.map(({ name }) => name))} ${off.length === 1 ? 'is' : 'are'} off`,
  ].filter(Boolean);
  if (parts.length === 0) return null;
  return (
    <p className="flex items-start gap-1.5 pl-10 text-label text-timeout">
      <TriangleAlert className="mt-px size-3.5 shrink-0 stroke-[1.5]" aria-hidden="true" />
      {parts.join('; ')}
    </p>
  );
}
