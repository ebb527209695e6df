import path from 'node:path';
import type { Configuration } from '@tutti/contract';
import type { EngineOptions } from '@tutti/engine';

type KeySettings = Pick<Configuration, 'home' | 'databaseUrl' | 'secretKey' | 'secretKeyFile'>;

/** Where this node has the key for secrets from. Nodes that share a database cannot each make their own. */
export function secretKeyPlace(settings: KeySettings): NonNullable<EngineOptions['secretKey']> {
  const { home, databaseUrl, secretKey, secretKeyFile } = settings;
  if (secretKey !== undefined) return { given: secretKey };
  if (secretKeyFile !== undefined) return { file: secretKeyFile };
  return databaseUrl === undefined ? { ownFile: path.join(home, 'secret.key') } : { missing: true };
}
