import type { ConnectionState } from '@tutti/client';
import { Radio, RefreshCw, Unplug } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '../ui/cn.ts';
import { Hint } from '../ui/hint.tsx';
import { useApi } from './api.ts';
import { useWaiting } from './changes/use-waiting.ts';
import { useConnection } from './connection.ts';

const STATES: Record<ConnectionState, { word: string; hint: string; icon: ReactNode; look: string }> = {
  connected: {
    word: 'Connected',
    hint: 'Live: changes show as they happen',
    icon: <Radio />,
    look: 'text-completed',
  },
  reconnecting: {
    word: 'Reconnecting',
    hint: 'The connection was lost and is tried again; click to try now',
    icon: <RefreshCw />,
    look: 'text-timeout',
  },
  disconnected: {
    word: 'Disconnected',
    hint: 'Not connected; data is read every 5 s. Click to try again',
    icon: <Unplug />,
    look: 'text-failed',
  },
};

/** How the dashboard hears of changes. A click tries again at once. */
export function ConnectionBadge({ narrow }: { narrow: boolean }) {
  const state = useConnection();
  const { stream } = useApi();
  const { word, hint, icon, look } = STATES[state];
  const waiting = useWaiting();
  return (
    <Hint content={hint} side="right">
      <button
        type="button"
        aria-label={`${word}. ${hint}`}
        onClick={() => stream.reconnect()}
        className={cn(
          'tap flex h-8 items-center gap-2.5 rounded-md text-label hover:bg-hover [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:stroke-[1.5]',
          narrow ? 'w-10 justify-center' : 'w-full px-2.5',
          look,
        )}
      >
        {icon}
        <span role="status" className={narrow ? 'sr-only' : ''}>
          {word}
          {waiting > 0 ? `, ${waiting} ${waiting === 1 ? 'change waits' : 'changes wait'}` : null}
        </span>
      </button>
    </Hint>
  );
}
