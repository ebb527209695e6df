import {
  type ErrorRule,
  type ErrorRuleInput,
  type NamedRetryPolicy,
  type RetryBackoff,
  TuttiError,
} from '@tutti/contract';
import type { Database, Queryable } from '@tutti/database';
import { appendAudit } from '../audit/index.ts';
import { readPolicies, readRules } from '../execution/index.ts';
import { deletePolicy, deleteRule, insertRule, updateRule, upsertPolicy } from './rule-store.ts';

interface RulesDeps {
  database: Database;
  onChanged(): void;
}

interface By {
  actor?: string | undefined;
  requestId?: string | undefined;
}

/** Editing what failures mean and how they are retried; all nodes follow within a moment. */
export class Rules {
  readonly #deps: RulesDeps;

  constructor(deps: RulesDeps) {
    this.#deps = deps;
  }

  list(): Promise<ErrorRule[]> {
    return readRules(this.#deps.database);
  }

  create(rule: ErrorRuleInput, by: By = {}): Promise<ErrorRule> {
    return this.#write('created', rule, 0, by, (tx) => insertRule(tx, rule));
  }

  replace(id: number, rule: ErrorRuleInput, by: By = {}): Promise<ErrorRule> {
    return this.#write('updated', rule, id, by, (tx) => updateRule(tx, id, rule));
  }

  async delete(id: number, { actor = 'local', requestId }: By = {}): Promise<void> {
    const { database, onChanged } = this.#deps;
    await database.transaction(async (tx) => {
      if (!(await deleteRule(tx, id))) throw notFound(id);
      const entry = { action: 'error_rule.deleted', entityType: 'error_rule', entityId: String(id) };
      await appendAudit(tx, [{ actor, requestId, ...entry }]);
    });
    onChanged();
  }

  policies(): Promise<NamedRetryPolicy[]> {
    return readPolicies(this.#deps.database);
  }

  async setPolicy(
    name: NamedRetryPolicy['name'],
    backoff: RetryBackoff,
    { actor = 'local', requestId }: By = {},
  ): Promise<NamedRetryPolicy> {
    if (backoff.initialDelayMs > backoff.maxDelayMs)
      throw new TuttiError('VALIDATION_FAILED', 'The first delay is longer than the longest one.', {
        errors: [
          {
            field: 'initialDelayMs',
            message: 'is greater than maxDelayMs',
            fix: `use ${backoff.maxDelayMs} or less`,
          },
        ],
      });
    return this.#policy(name, backoff, { actor, requestId }, (tx) => upsertPolicy(tx, name, backoff, actor));
  }

  /** Back to what the program has. */
  resetPolicy(name: NamedRetryPolicy['name'], by: By = {}): Promise<NamedRetryPolicy> {
    return this.#policy(name, null, by, (tx) => deletePolicy(tx, name));
  }

  async #policy(
    name: NamedRetryPolicy['name'],
    after: RetryBackoff | null,
    { actor = 'local', requestId }: By,
    work: (tx: Queryable) => Promise<void>,
  ): Promise<NamedRetryPolicy> {
    await this.#deps.database.transaction(async (tx) => {
      const before = (await readPolicies(tx)).find((policy) => policy.name === name);
      await work(tx);
      const entry = { action: 'retry_policy.updated', entityType: 'retry_policy', entityId: name };
      await appendAudit(tx, [{ actor, requestId, ...entry, before, after }]);
    });
    this.#deps.onChanged();
    const all = await this.policies();
    return all.find((policy) => policy.name === name) as NamedRetryPolicy;
  }

  async #write(
    act: 'created' | 'updated',
    rule: ErrorRuleInput,
    id: number,
    { actor = 'local', requestId }: By,
    work: (tx: Queryable) => Promise<ErrorRule | undefined>,
  ): Promise<ErrorRule> {
    const { database, onChanged } = this.#deps;
    try {
      const written = await database.transaction(async (tx) => {
        const made = await work(tx);
        if (!made) throw notFound(id);
        const entry = { action: `error_rule.${act}`, entityType: 'error_rule', entityId: String(made.id) };
        await appendAudit(tx, [{ actor, requestId, ...entry, after: rule }]);
        return made;
      });
      onChanged();
      return written;
    } catch (error) {
      if ((error as { code?: string }).code !== '23505') throw error;
      throw new TuttiError(
        'ERROR_RULE_NAME_TAKEN',
        `There is a rule named ${JSON.stringify(rule.name)} already.`,
        {
          errors: [{ field: 'name', message: 'is taken', fix: 'choose another, or replace that rule' }],
          cause: error,
        },
      );
    }
  }
}

const notFound = (id: number): TuttiError =>
  new TuttiError('ERROR_RULE_NOT_FOUND', `There is no error rule ${id}.`);
