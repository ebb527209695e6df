import { useRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useLatest } from '../../ui/use-latest.ts';
import { useStored } from '../../ui/use-stored.ts';
import { useApi } from '../api.ts';
import { NoticeGroups } from './notice-groups.ts';
import { chosenKinds, noticeOf, withChoice, type NoticeKind } from './notice-plan.ts';
import { askPermission, countOnIcon, isGranted, showNotice } from './show-notice.ts';

const KEY = 'tutti.notices';

/** Tells of events that need a person, as far as they were asked for. For the frame alone. */
export function useNotices(): void {
  const { stream } = useApi();
  const router = useRouter();
  const [stored] = useStored(KEY, '');
  const latest = useLatest(stored);
  useEffect(() => {
    let unseen = 0;
    const open = (path: string): void => router.history.push(path);
    const groups = new NoticeGroups((notice) => {
      if (!document.hasFocus()) countOnIcon((unseen += 1));
      void showNotice(notice, open);
    });
    const seen = (): void => countOnIcon((unseen = 0));
    const followed = (event: MessageEvent): void => {
      const { type, path } = event.data as { type?: unknown; path?: unknown };
      if (type === 'open' && typeof path === 'string') open(path);
    };
    addEventListener('focus', seen);
    navigator.serviceWorker?.addEventListener('message', followed);
    const stops = [
      stream.on('event', (event) => {
        const notice = noticeOf(event);
        if (notice && chosenKinds(latest.current).includes(notice.kind)) groups.add(notice);
      }),
      () => groups.stop(),
      () => removeEventListener('focus', seen),
      () => navigator.serviceWorker?.removeEventListener('message', followed),
    ];
    return () => stops.forEach((stop) => stop());
  }, [stream, router, latest]);
}

export interface NoticeChoice {
  kinds: readonly NoticeKind[];
  choose: (kind: NoticeKind, on: boolean) => void;
  /** The browser may show them while the page is out of sight. */
  granted: boolean;
  ask: () => void;
}

export function useNoticeChoice(): NoticeChoice {
  const [stored, store] = useStored(KEY, '');
  const [granted, setGranted] = useState(isGranted);
  const ask = (): void => void askPermission().then(setGranted);
  return {
    kinds: chosenKinds(stored),
    choose: (kind, on) => {
      store(withChoice(stored, kind, on));
      if (on && !granted) ask();
    },
    granted,
    ask,
  };
}
