import type { ErrorRule, ErrorRuleInput } from '@tutti/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useClient } from '../../../app/api.ts';
import { useAct } from '../../../app/changes/use-act.ts';
import { causeOf } from '../../../ui/error-panel.tsx';
import { toast } from '../../../ui/toast.tsx';
import { inputOfRule, moved } from './rule-form.ts';

const REFRESH = ['error-rules'] as const;

/** Adds a rule, or replaces one; the caller shows what was refused at its field. */
export function useCreateRule(onDone: () => void) {
  return useAct({
    operation: 'createErrorRule',
    input: (body: ErrorRuleInput) => ({ body }),
    failed: false,
    done: onDone,
    refresh: REFRESH,
  });
}

export function useReplaceRule(onDone: () => void) {
  return useAct({
    operation: 'replaceErrorRule',
    input: ({ id, body }: { id: number; body: ErrorRuleInput }) => ({ params: { id: String(id) }, body }),
    failed: false,
    done: onDone,
    refresh: REFRESH,
  });
}

/** Gone at once; a toast brings it back. */
export function useDeleteRule() {
  const again = useAct({
    operation: 'createErrorRule',
    input: (rule: ErrorRule) => ({ body: inputOfRule(rule) }),
    failed: (rule) => `The rule ${rule.name} was not brought back`,
    refresh: REFRESH,
  });
  return useAct({
    operation: 'deleteErrorRule',
    input: (rule: ErrorRule) => ({ params: { id: String(rule.id) } }),
    failed: (rule) => `The rule ${rule.name} was not deleted`,
    done: (_, rule) =>
      toast.done(`Deleted the rule ${rule.name}`, { label: 'Undo', onClick: () => again.mutate(rule) }),
    refresh: REFRESH,
  });
}

/** One place up or down; the first that matches decides. */
export function useMoveRule(rules: readonly ErrorRule[]) {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ rule, by }: { rule: ErrorRule; by: 1 | -1 }) => {
      for (const { id, position } of moved(rules, rule.id, by)) {
        const known = rules.find((each) => each.id === id);
        if (!known) continue;
        const body = { ...inputOfRule(known), position };
        await client.replaceErrorRule({ params: { id: String(id) }, body });
      }
    },
    onError: (error, { rule }) => toast.failed(`The rule ${rule.name} was not moved`, causeOf(error)),
    onSettled: () => queries.invalidateQueries({ queryKey: REFRESH }),
  });
}
