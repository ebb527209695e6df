import { ApiError } from '@tutti/client';
import { QueryClient } from '@tanstack/react-query';

/** The client of the API already repeats what may be repeated; events keep the cache true, so nothing ages by itself. */
export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        retry: false,
        staleTime: 30_000,
        gcTime: 300_000,
        refetchOnWindowFocus: true,
        networkMode: 'always',
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });

export const isNotFound = (error: unknown): boolean => error instanceof ApiError && error.status === 404;
