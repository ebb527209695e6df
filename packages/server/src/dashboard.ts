import { existsSync } from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const NOT_BUILT = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tutti</title>
<body style="font: 16px/1.5 system-ui, sans-serif; max-width: 36rem; margin: 4rem auto; padding: 0 1rem">
<h1>Tutti is running</h1>
<p>The dashboard has not been built on this machine. <code>npm start</code> in the folder of Tutti builds it.</p>
<p>Everything else works: the <a href="/docs">API reference</a>, <a href="/health">health</a>, and <code>tutti status</code>.</p>
</body>
</html>
`;

/** Build tools put a hash into the names below /assets/, so these never change. */
function cacheControl(file: string, root: string): string {
  return file.startsWith(path.join(root, 'assets') + path.sep)
    ? 'public, max-age=31536000, immutable'
    : 'no-cache';
}

export async function registerDashboard(app: FastifyInstance, webRoot: string | undefined): Promise<void> {
  if (!webRoot) return;
  await app.register(fastifyStatic, {
    root: path.resolve(webRoot),
    cacheControl: false,
    redirect: false,
    setHeaders: (reply, file) => {
      reply.header('cache-control', cacheControl(file, path.resolve(webRoot)));
    },
  });
}

/** What the files of the dashboard say to a path that could lead elsewhere, such as `//x` or `/a/./b`: nothing is there. */
export const isRefusedPath = (thrown: unknown): boolean =>
  (thrown as { code?: unknown } | null)?.code === 'FST_STATIC_FORBIDDEN_PATH';

/** True where a browser opens an address of the dashboard, which knows its own routes. */
export function wantsPage({ method, url, headers }: FastifyRequest): boolean {
  const reads = method === 'GET' || method === 'HEAD';
  return (
    reads && !/^\/(?:api|assets|ws|docs)(?:[/?]|$)/.test(url) && (headers.accept ?? '').includes('text/html')
  );
}

export function sendPage(reply: FastifyReply, webRoot: string | undefined): FastifyReply {
  if (webRoot && existsSync(path.join(webRoot, 'index.html'))) return reply.sendFile('index.html');
  return reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(NOT_BUILT);
}
