import type { AnyRouter } from '@tanstack/react-router';

/** Long after the first page stands, so that it never waits for this. */
const REST_MS = 15_000;

interface Preloadable {
  preload?: () => Promise<unknown>;
}

/** Fetches the program of the other pages, one at a time: a page opened for the first time while the server is away opens. */
export function preloadPages(router: AnyRouter): () => void {
  let stopped = false;
  const load = async (): Promise<void> => {
    for (const route of Object.values(router.routesById) as { options: { component?: Preloadable } }[]) {
      if (stopped) return;
      // What cannot be fetched now is fetched when it is opened.
      await route.options.component?.preload?.().catch(() => undefined);
    }
  };
  const timer = setTimeout(() => void load(), REST_MS);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
