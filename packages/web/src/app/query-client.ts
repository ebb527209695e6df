import { ApiError } from '@tutti/client';
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';

/** The client of the API already repeats what may be repeated; events keep the cache true, so nothing ages by itself. */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  const onError = (error: Error): void => {
    if (error instanceof ApiError && error.code === 'UNAUTHENTICATED') onSignedOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
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
}

/** Also of an address whose id is no id, such as `/schedules/abc`: nothing can be there. */
export const isNotFound = (error: unknown): boolean =>
  error instanceof ApiError &&
  (error.status === 404 || (error.status === 400 && error.problem.errors?.[0]?.field === 'id'));
