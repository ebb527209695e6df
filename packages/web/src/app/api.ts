import type { Client, EventStream } from '@tutti/client';
import { createContext, useContext } from 'react';
import type { Changes } from './changes/changes.ts';
import type { LogSubscriptions } from './live/log-subscriptions.ts';

/** What pages need of the server. */
export interface Api {
  client: Client;
  stream: EventStream;
  logs: LogSubscriptions;
  changes: Changes;
}

export const ApiContext = createContext<Api | undefined>(undefined);

export function useApi(): Api {
  const api = useContext(ApiContext);
  if (!api) throw new Error('useApi needs an ApiContext above it');
  return api;
}

export const useClient = (): Client => useApi().client;
