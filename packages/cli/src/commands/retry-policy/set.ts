import type { Client } from '@tutti/client';
import type { RetryBackoff } from '@tutti/contract';
import { usageError } from '../../cli-error.ts';
import { decimal } from '../../parse/decimal.ts';
import { parseDuration } from '../../parse/duration.ts';
import { integer } from '../../parse/integer.ts';
import { defineCommand } from '../../program/command.ts';
import { parsed } from '../../program/option.ts';
import { policyName, type PolicyName } from '../../recovery/policy-name.ts';
import { policyTable } from '../../recovery/rule-text.ts';

export const command = defineCommand({
  arguments: { policy: { description: 'standard, aggressive, conservative or none' } },
  options: {
    retries: parsed('count', 'How often a failed attempt is followed by another', integer(0, 100)),
    delay: parsed('duration', 'Until the first retry', parseDuration),
    maxDelay: parsed('duration', 'Longest delay', parseDuration),
    multiplier: parsed('number', 'By how much each delay is longer than the one before', decimal(1, 10)),
    jitter: parsed('share', 'Random share of the delay, 0 to 1', decimal(0, 1)),
  },
  examples: ['tutti retry-policy set standard --retries 8 --max-delay 1m'],
  notes: 'What is not named stays. Failures from now on follow it, on all nodes.',
  run: async ({ context, args, options }) => {
    const name = policyName(args.policy);
    const { retries, delay, maxDelay, multiplier, jitter } = options;
    const named: Partial<RetryBackoff> = {
      ...(retries !== undefined && { maxRetries: retries }),
      ...(delay !== undefined && { initialDelayMs: delay }),
      ...(maxDelay !== undefined && { maxDelayMs: maxDelay }),
      ...(multiplier !== undefined && { multiplier }),
      ...(jitter !== undefined && { jitter }),
    };
    if (Object.keys(named).length === 0)
      throw usageError(
        'nothing to change is named',
        'tutti retry-policy set --help lists what can be changed',
      );
    const client = await context.client();
    const body = { ...(await backoffOf(client, name)), ...named };
    const policy = await client.replaceRetryPolicy({ params: { name }, body });
    return { data: policy, text: (view) => policyTable(view, [policy]), brief: name };
  },
});

async function backoffOf(client: Client, name: PolicyName): Promise<RetryBackoff> {
  const { items } = await client.listRetryPolicies();
  const policy = items.find((one) => one.name === name);
  if (!policy) throw new Error(`the server tells of no policy ${name}`);
  const { maxRetries, initialDelayMs, maxDelayMs, multiplier, jitter } = policy;
  return { maxRetries, initialDelayMs, maxDelayMs, multiplier, jitter };
}
