import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const bench = path.resolve(import.meta.dirname, '..');
const root = path.resolve(bench, '..');
const PACKAGES = ['graphile-worker', 'pg-boss', '@dbos-inc/dbos-sdk', 'ws'];

export const describeMachine = () => ({
  cpu: os.cpus()[0]?.model ?? 'unknown',
  cores: os.availableParallelism(),
  memoryGb: Math.round(os.totalmem() / 2 ** 30),
  node: process.version,
  os: `${os.type()} ${os.release()} ${os.arch()}`,
});

export const describeVersions = (postgresql) => ({
  tutti: versionIn(root),
  postgresql,
  ...Object.fromEntries(PACKAGES.map((name) => [name, versionIn(path.join(bench, 'node_modules', name))])),
});

const versionIn = (folder) => JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')).version;
