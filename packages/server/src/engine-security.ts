import path from 'node:path';
import type { Configuration } from '@tutti/contract';
import type { EngineOptions } from '@tutti/engine';

type SecuritySettings = Pick<
  Configuration,
  | 'home'
  | 'databaseUrl'
  | 'secretKey'
  | 'secretKeyFile'
  | 'auth'
  | 'httpAllow'
  | 'shellAllow'
  | 'runAs'
  | 'sandbox'
  | 'sandboxNetwork'
>;

/** What the configuration says of what tasks may do and reach, as the engine takes it. */
export function securityOptions(
  settings: SecuritySettings,
): Required<Pick<EngineOptions, 'secretKey' | 'shell'>> & Pick<EngineOptions, 'httpAllow'> {
  // Where others give the orders, this machine and its networks are not theirs to reach.
  const httpAllow = settings.httpAllow ?? (settings.auth === 'token' ? [] : undefined);
  return {
    secretKey: secretKeyPlace(settings),
    shell: shellOptions(settings),
    ...(httpAllow && { httpAllow }),
  };
}

export function shellOptions(settings: SecuritySettings): Required<EngineOptions>['shell'] {
  const { home, secretKeyFile, shellAllow, runAs, sandbox, sandboxNetwork } = settings;
  const hidden = secretKeyFile === undefined ? [home] : [home, secretKeyFile];
  return { allow: shellAllow, runAs, sandbox, sandboxNetwork, hidden };
}

/** Nodes that share a database cannot each make a key of their own. */
function secretKeyPlace(settings: SecuritySettings): NonNullable<EngineOptions['secretKey']> {
  const { home, databaseUrl, secretKey, secretKeyFile } = settings;
  if (secretKey !== undefined) return { given: secretKey };
  if (secretKeyFile !== undefined) return { file: secretKeyFile };
  return databaseUrl === undefined ? { ownFile: path.join(home, 'secret.key') } : { missing: true };
}
