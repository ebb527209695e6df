import { execFile } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { until } from '@tutti/testkit';

/** Where the dashboard is built, once in a run of the tests: whoever comes first builds, the others wait for it. */
export async function builtDashboard(): Promise<string> {
  const folder = process.env['TUTTI_TEST_DASHBOARD'];
  if (folder === undefined) throw new Error('The global setup of the browser tests has not run');
  const [webRoot, ended] = [path.join(folder, 'dist'), path.join(folder, 'ended')];
  const first = await mkdir(path.join(folder, 'begun')).then(
    () => true,
    () => false,
  );
  if (first) await buildInto(webRoot).finally(() => writeFileSync(ended, ''));
  else
    await until(() => existsSync(ended), {
      timeoutMs: 100_000,
      intervalMs: 200,
      what: 'the built dashboard',
    });
  if (!existsSync(path.join(webRoot, 'index.html'))) throw new Error('The dashboard was not built');
  return webRoot;
}

/** In a process of its own: this one says NODE_ENV=test, which would bundle the development build of React. */
async function buildInto(webRoot: string): Promise<void> {
  const vite = path.join(
    path.dirname(createRequire(import.meta.url).resolve('vite/package.json')),
    'bin/vite.js',
  );
  await promisify(execFile)(
    process.execPath,
    [vite, 'build', '--logLevel', 'error', '--outDir', webRoot, '--emptyOutDir'],
    {
      cwd: path.join(import.meta.dirname, '..'),
      env: { ...process.env, NODE_ENV: 'production' },
    },
  );
}
