import { createClient, createEventStream } from '@tutti/client';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { HintProvider } from '../ui/hint.tsx';
import { ShortcutProvider } from '../ui/shortcuts.ts';
import { ApiContext, type Api } from './api.ts';
import { keepLive } from './live/live.ts';
import { LogSubscriptions, subscriptionsOf } from './live/log-subscriptions.ts';
import { createQueryClient } from './query-client.ts';
import { makeRouter } from './router.tsx';

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
  return {
    client: createClient({ baseUrl: origin, retries: 2 }),
    stream,
    logs: new LogSubscriptions(stream),
  };
}

/** Puts the parts together: one client, one stream, one cache, one router. */
export function App() {
  const [api] = useState(connect);
  const [queries] = useState(createQueryClient);
  const [router] = useState(makeRouter);
  useEffect(() => keepLive(api.stream, queries), [api, queries]);
  return (
    <ApiContext value={api}>
      <QueryClientProvider client={queries}>
        <ShortcutProvider>
          <HintProvider>
            <RouterProvider router={router} />
          </HintProvider>
        </ShortcutProvider>
      </QueryClientProvider>
    </ApiContext>
  );
}
