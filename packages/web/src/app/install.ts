import { useEffect, useState } from 'react';

/** https://developer.mozilla.org/docs/Web/API/BeforeInstallPromptEvent: not in the types of the platform. */
interface InstallEvent extends Event {
  prompt: () => Promise<unknown>;
}

/** The way to install the dashboard as an app of its own, where the browser offers one; else undefined. */
export function useInstall(): (() => void) | undefined {
  const [offered, setOffered] = useState<InstallEvent>();
  useEffect(() => {
    const offer = (event: Event): void => {
      // The browser's own banner is not shown; the palette and the sheet of pages offer it instead.
      event.preventDefault();
      setOffered(event as InstallEvent);
    };
    const done = (): void => setOffered(undefined);
    addEventListener('beforeinstallprompt', offer);
    addEventListener('appinstalled', done);
    return () => {
      removeEventListener('beforeinstallprompt', offer);
      removeEventListener('appinstalled', done);
    };
  }, []);
  if (!offered) return undefined;
  return () => {
    setOffered(undefined);
    void offered.prompt();
  };
}
