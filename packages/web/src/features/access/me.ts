import type { Client } from '@tutti/client';
import type { Identity } from '@tutti/contract';
import { queryOptions, useMutation, useQuery } from '@tanstack/react-query';
import { useClient } from '../../app/api.ts';
import { causeOf } from '../../ui/error-panel.tsx';
import { toast } from '../../ui/toast.tsx';

const meQuery = (client: Client) =>
  queryOptions({
    queryKey: ['me'],
    queryFn: ({ signal }) => client.whoAmI({}, { signal }),
    staleTime: Infinity,
    meta: { live: false },
  });

/** Who looks; undefined until the server has said. */
export const useMe = (): Identity | undefined => useQuery(meQuery(useClient())).data;

/** Whoever signed in can sign out; in local mode there is nobody to. */
export function useSignOut(): { name: string; signOut: () => void } | undefined {
  const client = useClient();
  const me = useMe();
  const leave = useMutation({
    mutationFn: () => client.signOut(),
    // From the start: nothing of what was on the screen stays in memory.
    onSuccess: () => location.assign('/'),
    onError: (error) => toast.failed('Signing out did not work', causeOf(error)),
  });
  if (me?.kind !== 'session') return undefined;
  return { name: me.token?.name ?? me.actor, signOut: () => leave.mutate() };
}
