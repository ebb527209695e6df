import { useRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';

/**
 * After the way to another page: the focus goes to the page, as it would in a page the browser loaded, unless the page
 * placed it itself; and a screen reader hears which page it is.
 */
export function RouteFocus() {
  const router = useRouter();
  const [said, setSaid] = useState('');
  useEffect(
    () =>
      router.subscribe('onRendered', ({ pathChanged, fromLocation }) => {
        if (!pathChanged || !fromLocation) return;
        const main = document.getElementById('main');
        const dialog = document.querySelector('[role="dialog"]');
        if (main && !dialog && !main.contains(document.activeElement)) main.focus({ preventScroll: true });
        setSaid(document.title);
      }),
    [router],
  );
  return (
    <p aria-live="polite" className="sr-only">
      {said}
    </p>
  );
}
