import { RETRY_POLICY_NAMES } from '@tutti/contract';
import { usageError } from '../cli-error.ts';

export type PolicyName = (typeof RETRY_POLICY_NAMES)[number];

/** The policy that an argument names. */
export function policyName(text: string): PolicyName {
  const name = RETRY_POLICY_NAMES.find((known) => known === text);
  if (!name)
    throw usageError(`"${text}" is no named retry policy; there are ${RETRY_POLICY_NAMES.join(', ')}`);
  return name;
}
