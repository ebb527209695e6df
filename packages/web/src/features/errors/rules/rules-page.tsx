import type { ErrorRule } from '@tutti/contract';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { ArrowDown, ArrowUp, Filter, Pencil, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useClient } from '../../../app/api.ts';
import { StaleMark } from '../../../app/stale.tsx';
import { Button } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorPanel } from '../../../ui/error-panel.tsx';
import { plural } from '../../../ui/format-number.ts';
import { Hint } from '../../../ui/hint.tsx';
import { Page } from '../../../ui/page.tsx';
import { SkeletonRows, useWaited } from '../../../ui/skeleton.tsx';
import { useMay } from '../../access/use-may.ts';
import { useScheduleName } from '../../schedules/use-schedule-name.ts';
import { rulesQuery } from '../error-queries.ts';
import { RuleDialog } from './rule-dialog.tsx';
import { effectWords, emptyRule, lastPosition, matchWords } from './rule-form.ts';
import { useDeleteRule, useMoveRule } from './use-rules.ts';

/** What failures mean. The first rule that matches decides, so their order is part of them. */
export function RulesPage() {
  const { code } = useSearch({ from: '/errors/rules' });
  const query = useQuery(rulesQuery(useClient()));
  const waited = useWaited(query.isPending);
  const rules = query.data?.items ?? [];
  const [edited, setEdited] = useState<ErrorRule | 'new' | undefined>(code === undefined ? undefined : 'new');
  const { reason } = useMay('errors:admin');
  const add = (
    <Button look="primary" icon={<Plus />} refused={reason} onClick={() => setEdited('new')}>
      New rule
    </Button>
  );
  return (
    <Page
      title="Error rules"
      crumb={{ to: '/errors', label: 'Errors' }}
      verdict={
        <span className="flex flex-wrap items-center gap-2">
          {rules.length === 0
            ? 'Failures mean what their task type says'
            : `${plural(rules.length, 'rule')}; the first that matches decides`}
          <StaleMark at={query.dataUpdatedAt} />
        </span>
      }
      actions={rules.length > 0 ? add : null}
      scrolls
    >
      <div className="px-4 pt-2 pb-6 lg:px-6">
        {query.error && !query.data ? (
          <ErrorPanel
            error={query.error}
            what="The rules could not be read"
            onRetry={() => void query.refetch()}
          />
        ) : query.isPending ? (
          waited ? (
            <SkeletonRows rows={4} />
          ) : null
        ) : rules.length === 0 ? (
          <NoRules action={add} />
        ) : (
          <RuleList rules={rules} refused={reason} onEdit={setEdited} />
        )}
      </div>
      {edited && query.data ? (
        <RuleDialog
          rule={edited === 'new' ? undefined : edited}
          draft={emptyRule(lastPosition(rules), code)}
          onClose={() => setEdited(undefined)}
        />
      ) : null}
    </Page>
  );
}

const NoRules = ({ action }: { action: React.ReactNode }) => (
  <EmptyState
    icon={<Filter />}
    title="No rules yet"
    action={action}
    command="tutti error-rule create quota --code EXIT_CODE --message quota --permanent --severity medium"
  >
    A rule says what a kind of failure means: that a retry is of no use, how bad it is, or that it may be left
    alone.
  </EmptyState>
);

interface RuleListProps {
  rules: readonly ErrorRule[];
  refused: string | undefined;
  onEdit: (rule: ErrorRule) => void;
}

function RuleList({ rules, refused, onEdit }: RuleListProps) {
  const move = useMoveRule(rules);
  const remove = useDeleteRule();
  return (
    <ol
      aria-label="Rules, in the order in which they are tried"
      className="overflow-hidden rounded-lg border border-line bg-surface shadow-card"
    >
      {rules.map((rule, index) => (
        <li
          key={rule.id}
          className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-4 py-2 last:border-b-0"
        >
          <span className="w-6 text-end text-faint">{index + 1}</span>
          <RuleWords rule={rule} />
          <span className="ml-auto flex gap-1">
            <IconAct
              label={`Try ${rule.name} earlier`}
              refused={refused}
              disabled={index === 0 || move.isPending}
              onClick={() => move.mutate({ rule, by: -1 })}
            >
              <ArrowUp />
            </IconAct>
            <IconAct
              label={`Try ${rule.name} later`}
              refused={refused}
              disabled={index === rules.length - 1 || move.isPending}
              onClick={() => move.mutate({ rule, by: 1 })}
            >
              <ArrowDown />
            </IconAct>
            <IconAct label={`Edit ${rule.name}`} refused={refused} onClick={() => onEdit(rule)}>
              <Pencil />
            </IconAct>
            <IconAct label={`Delete ${rule.name}`} refused={refused} onClick={() => remove.mutate(rule)}>
              <Trash2 />
            </IconAct>
          </span>
        </li>
      ))}
    </ol>
  );
}

function RuleWords({ rule }: { rule: ErrorRule }) {
  const scheduleName = useScheduleName(rule.match.scheduleId);
  return (
    <span className="min-w-0 flex-1 basis-64">
      <span className="block truncate font-medium">{rule.name}</span>
      <span className="block text-label break-words text-muted">
        {matchWords(rule, scheduleName)} → <span className="text-text">{effectWords(rule)}</span>
      </span>
    </span>
  );
}

interface IconActProps {
  label: string;
  refused: string | undefined;
  disabled?: boolean;
  onClick: () => void;
  children: React.ReactNode;
}

const IconAct = ({ label, refused, disabled = false, onClick, children }: IconActProps) => {
  const button = (
    <Button
      look="ghost"
      size="icon"
      aria-label={label}
      refused={refused}
      disabled={disabled}
      onClick={onClick}
    >
      {children}
    </Button>
  );
  return refused ? button : <Hint content={label}>{button}</Hint>;
};
