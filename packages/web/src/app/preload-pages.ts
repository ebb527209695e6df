import type { AnyRouter } from '@tanstack/react-router';

/** Long after the first page stands, so that it never waits for this. */
const REST_MS = 15_000;

interface Preloadable {
  preload?: () => Promise<unknown>;
}

/** What the frame and the lists fetch when it is first opened. */
const PARTS = [
  () => import('./palette/command-palette.tsx'),
  () => import('./shortcuts-dialog.tsx'),
  () => import('./more-sheet.tsx'),
  () => import('../features/executions/execution-peek.tsx'),
];

/**
 * Where a part cannot be fetched the router loads the page again, once for each: right after an update, but while the
 * server is away the browser would show an error of its own, and what waits for the server would be gone. So the router
 * is told that it has tried, and the page says what is missing.
 */
export function stayWhileAway(isAway: () => boolean): () => void {
  const stay = (event: Event): void => {
    const { payload } = event as Event & { payload?: unknown };
    if (payload instanceof Error && isAway())
      sessionStorage.setItem(`tanstack_router_reload:${payload.message}`, '1');
  };
  addEventListener('vite:preloadError', stay);
  return () => removeEventListener('vite:preloadError', stay);
}

/** Fetches the program of the other pages and of what opens over them, one at a time: what is opened for the first time while the server is away opens. */
export function preloadPages(router: AnyRouter): () => void {
  let stopped = false;
  const load = async (): Promise<void> => {
    const routes = Object.values(router.routesById) as { options: { component?: Preloadable } }[];
    for (const fetch of [...PARTS, ...routes.map(({ options }) => options.component?.preload)]) {
      if (stopped) return;
      // What cannot be fetched now is fetched when it is opened.
      await fetch?.().catch(() => undefined);
    }
  };
  const timer = setTimeout(() => void load(), REST_MS);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
