import { toast } from '../../ui/toast.tsx';
import type { Notice } from './notice-plan.ts';

const LOOK = { icon: '/icon-192.png', badge: '/icon-192.png' };

/** On the page while it is looked at, else by the system. */
export async function showNotice(notice: Notice, open: (path: string) => void): Promise<void> {
  const { title, body, path, kind } = notice;
  if (!document.hidden && document.hasFocus()) return toast.needs(title, body, () => open(path));
  if (!isGranted()) return;
  // The same tag replaces the one before of its kind.
  const options = { body, tag: `tutti-${kind}`, data: { path }, ...LOOK };
  const worker = await navigator.serviceWorker?.getRegistration();
  if (worker) return worker.showNotification(title, options);
  const shown = new Notification(title, options);
  shown.addEventListener('click', () => {
    window.focus();
    open(path);
    shown.close();
  });
}

/** Whether this browser can tell anything while the page is out of sight: it needs a secure origin. */
export const canNotify = (): boolean => 'Notification' in globalThis && isSecureContext;

export const isGranted = (): boolean => canNotify() && Notification.permission === 'granted';

/** Asks once; the browser remembers the answer. */
export async function askPermission(): Promise<boolean> {
  if (!canNotify()) return false;
  if ((await Notification.requestPermission()) !== 'granted') return false;
  await navigator.serviceWorker?.register('/sw.js').catch(() => undefined);
  return true;
}

/** How many were told while nobody looked, on the icon of the installed app. */
export function countOnIcon(count: number): void {
  if (!('setAppBadge' in navigator)) return;
  void (count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge()).catch(() => undefined);
}
