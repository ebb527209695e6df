import { lazy, Suspense, useEffect, useState } from 'react';
import { toasts } from '../ui/toast.tsx';

const Toaster = lazy(() => import('../ui/toaster.tsx'));

/** After this much rest it is fetched unasked: a toast may have to tell that the server is away. */
const REST_MS = 5000;

/** What draws toasts comes with the first one, or a little after the first page. */
export function Toasts() {
  const [wanted, setWanted] = useState(false);
  useEffect(() => {
    const want = (): void => setWanted(true);
    const rest = setTimeout(want, REST_MS);
    const forget = toasts.whenWanted(want);
    return () => {
      clearTimeout(rest);
      forget();
    };
  }, []);
  if (!wanted) return null;
  return (
    <Suspense>
      <Toaster />
    </Suspense>
  );
}
