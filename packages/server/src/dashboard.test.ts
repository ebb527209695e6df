import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { temporaryFolder } from '@tutti/testkit';
import { expect, test } from 'vitest';
import { rawRequest } from '../test/raw-request.ts';
import { startTestApp } from '../test/start-test-app.ts';

const HTML = { accept: 'text/html,application/xhtml+xml' };

test('the dashboard is served: its pages by one file, assets for ever, and nothing outside of it', async () => {
  await using folder = await temporaryFolder();
  await mkdir(path.join(folder.path, 'dist', 'assets'), { recursive: true });
  await writeFile(path.join(folder.path, 'dist', 'index.html'), '<title>dashboard</title>');
  await writeFile(path.join(folder.path, 'dist', 'assets', 'app-1a2b.js'), 'let a');
  await writeFile(path.join(folder.path, 'dist', 'manifest.webmanifest'), '{"name":"Tutti"}');
  await writeFile(path.join(folder.path, 'dist', 'icon-192.png'), 'png');
  await writeFile(path.join(folder.path, 'dist', 'sw.js'), 'let s');
  await writeFile(path.join(folder.path, 'secret.txt'), 'secret');
  const server = await startTestApp({ app: { webRoot: path.join(folder.path, 'dist') } });
  const get = (address: string, headers: Record<string, string> = {}) =>
    rawRequest(server.url + address, { headers });

  for (const address of ['/', '/index.html', '/schedules/12', '/executions?status=failed']) {
    const page = await get(address, HTML);
    expect([page.status, page.body, page.headers['cache-control']]).toEqual([
      200,
      '<title>dashboard</title>',
      'no-cache',
    ]);
    expect(page.headers['content-security-policy']).toContain("script-src 'self'");
  }
  const asset = await get('/assets/app-1a2b.js');
  expect([asset.status, asset.headers['cache-control']]).toEqual([
    200,
    'public, max-age=31536000, immutable',
  ]);
  // What an installed app is made of is asked for again each time, so that an update reaches it.
  for (const [address, type] of [
    ['/manifest.webmanifest', 'application/manifest+json'],
    ['/icon-192.png', 'image/png'],
    ['/sw.js', 'application/javascript; charset=utf-8'],
  ] as const) {
    const { status, headers } = await get(address);
    expect([status, headers['content-type'], headers['cache-control']], address).toEqual([
      200,
      type,
      'no-cache',
    ]);
  }
  for (const address of ['/assets/gone-1a2b.js', '/api/nothing', '/docs/nothing'])
    expect((await get(address, HTML)).status).toBe(404);
  expect((await get('/schedules/12')).body.code).toBe('ROUTE_NOT_FOUND');
  expect((await get('/schedules/12', { accept: 'application/json' })).body.code).toBe('ROUTE_NOT_FOUND');
  // A path that is not plain is no fault of the server.
  for (const address of ['//', '/schedules//1', '/errors/groups/%00'])
    expect([address, (await get(address, HTML)).status]).toEqual([address, 200]);
  expect((await get('/schedules//1')).body.code).toBe('ROUTE_NOT_FOUND');
  expect((await get('/api/v2//nodes', HTML)).body.code).toBe('ROUTE_NOT_FOUND');
  for (const address of [
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/..\\secret.txt',
  ]) {
    expect((await get(address)).body).not.toBe('secret');
  }
  await server.close();
});

test('without a built dashboard a page says so', async () => {
  const server = await startTestApp();
  const page = await rawRequest(`${server.url}/`, { headers: HTML });
  expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  expect(page.body).toContain('has not been built');
  await server.close();
});
