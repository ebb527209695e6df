import type { ConnectionState } from '@tutti/client';
import { Radio, RefreshCw, Unplug } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '../ui/cn.ts';
import { Popover } from '../ui/popover.tsx';
import { useWaiting } from './changes/use-waiting.ts';
import { useConnection } from './connection.ts';
import { ConnectionPanel } from './connection-panel.tsx';

const STATES: Record<ConnectionState, { word: string; icon: ReactNode; look: string }> = {
  connected: { word: 'Connected', icon: <Radio />, look: 'text-completed' },
  reconnecting: { word: 'Reconnecting', icon: <RefreshCw />, look: 'text-timeout' },
  disconnected: { word: 'Disconnected', icon: <Unplug />, look: 'text-failed' },
};

/** How the dashboard hears of changes, and how many of one's own wait. A click tells more. */
export function ConnectionBadge({ narrow }: { narrow: boolean }) {
  const state = useConnection();
  const { word, icon, look } = STATES[state];
  const waiting = useWaiting().length;
  const waits = waiting > 0 ? `, ${waiting} ${waiting === 1 ? 'change waits' : 'changes wait'}` : '';
  return (
    <Popover
      label="Connection"
      trigger={
        <button
          type="button"
          aria-label={`${word}${waits}. What that means`}
          className={cn(
            'tap relative flex h-8 items-center gap-2.5 rounded-md text-label hover:bg-hover [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:stroke-[1.5]',
            narrow ? 'w-10 justify-center' : 'w-full px-2.5',
            look,
          )}
        >
          {icon}
          <span role="status" className={narrow ? 'sr-only' : 'truncate'}>
            {word}
            {waits}
          </span>
          {narrow && waiting > 0 ? (
            <span
              aria-hidden="true"
              className="absolute top-0 right-0.5 grid h-4 min-w-4 place-items-center rounded-full bg-button px-1 text-[10px] leading-none font-semibold text-white"
            >
              {waiting}
            </span>
          ) : null}
        </button>
      }
    >
      <ConnectionPanel />
    </Popover>
  );
}
