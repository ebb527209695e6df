import { createClient, createEventStream } from '@tutti/client';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { SIGN_IN_PATH } from '../features/access/sign-in-code.ts';
import { HintProvider } from '../ui/hint.tsx';
import { SiblingsProvider } from '../ui/sibling-buttons.tsx';
import { ShortcutProvider } from '../ui/shortcuts.ts';
import { ApiContext, type Api } from './api.ts';
import { Changes } from './changes/changes.ts';
import { keepLive } from './live/live.ts';
import { LogSubscriptions, subscriptionsOf } from './live/log-subscriptions.ts';
import { preloadPages, stayWhileAway } from './preload-pages.ts';
import { createQueryClient } from './query-client.ts';
import { makeRouter } from './router.tsx';

const SignIn = lazy(() => import('../features/access/sign-in.tsx'));

/** After so many tries in a row the badge says disconnected; polling then goes on trying. */
const MAX_ATTEMPTS = 5;

function connect(): Api {
  const { origin } = location;
  const stream = createEventStream({
    url: `${origin.replace(/^http/, 'ws')}/ws`,
    subscriptions: subscriptionsOf([]),
    maxDelayMs: 8000,
    maxAttempts: MAX_ATTEMPTS,
  });
  const client = createClient({ baseUrl: origin, retries: 2 });
  return { client, stream, logs: new LogSubscriptions(stream), changes: new Changes(client) };
}

/** Puts the parts together: one client, one stream, one cache, and whoever must sign in first. */
export function App() {
  const [api] = useState(connect);
  const [signedOut, setSignedOut] = useState(location.pathname === SIGN_IN_PATH);
  const [queries] = useState(() => createQueryClient(() => setSignedOut(true)));
  useEffect(() => (signedOut ? undefined : keepLive(api.stream, queries)), [api, queries, signedOut]);
  useEffect(() => api.changes.follow(api.stream, queries), [api, queries]);
  useEffect(
    () => stayWhileAway(() => api.stream.state !== 'connected' || api.changes.waiting().length > 0),
    [api],
  );
  const enter = (): void => {
    if (location.pathname === SIGN_IN_PATH) history.replaceState(null, '', '/');
    setSignedOut(false);
    api.stream.reconnect();
    void queries.invalidateQueries();
  };
  return (
    <ApiContext value={api}>
      <QueryClientProvider client={queries}>
        <Pages behind={signedOut} />
        {signedOut ? (
          <Suspense>
            <SignIn onDone={enter} />
          </Suspense>
        ) : null}
      </QueryClientProvider>
    </ApiContext>
  );
}

/** What was on the screen stays as it was while its owner signs in again: a half-written form is not lost. */
function Pages({ behind }: { behind: boolean }) {
  const [wanted, setWanted] = useState(!behind);
  if (!behind && !wanted) setWanted(true);
  if (!wanted) return null;
  return (
    <div inert={behind} className={behind ? 'invisible' : ''}>
      <ShortcutProvider>
        <HintProvider>
          <SiblingsProvider>
            <Routes />
          </SiblingsProvider>
        </HintProvider>
      </ShortcutProvider>
    </div>
  );
}

/** Made when it is first shown: it reads the address, and that of the sign-in is none of its pages. */
function Routes() {
  const [router] = useState(makeRouter);
  useEffect(() => preloadPages(router), [router]);
  return <RouterProvider router={router} />;
}
