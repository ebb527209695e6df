import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Configuration } from '@tutti/contract';
import { sandboxProblem } from '@tutti/engine';
import type { Finding } from './finding.ts';
import { shellOptions } from '../engine-security.ts';

/** Whether commands can run as they are meant to, and whether the key for secrets is kept well. */
export const diagnoseTasks = async (configuration: Configuration): Promise<Finding[]> => [
  await checkCommands(configuration),
  await checkSecretKey(configuration),
];

async function checkCommands(configuration: Configuration): Promise<Finding> {
  const check = 'commands';
  const { runAs, sandbox, shellAllow } = configuration;
  try {
    const problem = await sandboxProblem({ ...shellOptions(configuration), sandbox });
    if (problem !== undefined)
      return { check, status: 'fail', message: problem, fix: 'until then every shell_command fails' };
  } catch (error) {
    return { check, status: 'fail', message: (error as Error).message, fix: 'see docs/sandbox.md' };
  }
  const as = runAs === undefined ? 'as the user that Tutti is' : `as ${runAs}`;
  const place = sandbox === 'none' ? 'outside of a sandbox' : `in ${sandbox}`;
  const which = shellAllow ? `; allowed are ${shellAllow.join(', ') || 'none'}` : '';
  return { check, status: 'ok', message: `run ${as}, ${place}${which}` };
}

async function checkSecretKey({
  home,
  databaseUrl,
  secretKey,
  secretKeyFile,
}: Configuration): Promise<Finding> {
  const check = 'secrets';
  if (secretKey !== undefined || secretKeyFile !== undefined)
    return { check, status: 'ok', message: 'the key is given' };
  if (databaseUrl !== undefined)
    return {
      check,
      status: 'ok',
      message: 'none can be set without TUTTI_SECRET_KEY, which all nodes share',
    };
  const file = path.join(home, 'secret.key');
  const found = await stat(file).catch(() => undefined);
  if (!found) return { check, status: 'ok', message: 'the key is made with the first secret' };
  return (found.mode & 0o077) === 0
    ? { check, status: 'ok', message: `the key is ${file}; keep a copy` }
    : { check, status: 'fail', message: `${file} may be read by others`, fix: `chmod 600 ${file}` };
}
