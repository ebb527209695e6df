import type { ConnectionState } from '@tutti/client';
import { RotateCw, X } from 'lucide-react';
import { Button } from '../ui/button.tsx';
import { formatClockSeconds, zoneLabel } from '../ui/format-time.ts';
import { plural } from '../ui/format-number.ts';
import { useOwnZone } from '../ui/own-zone.ts';
import { useApi } from './api.ts';
import { useWaiting } from './changes/use-waiting.ts';
import { useConnection } from './connection.ts';

const MEANING: Record<ConnectionState, string> = {
  connected: 'Live: changes show as they happen.',
  reconnecting:
    'The connection was lost and is tried again by itself. What you see may be old; what you change waits and is sent in order.',
  disconnected:
    'Not connected. Data is read every 5 s where the server answers. What you change waits and is sent in order.',
};

/** What the state means, the way to try again, and the changes that wait. */
export function ConnectionPanel() {
  const { stream } = useApi();
  const state = useConnection();
  return (
    <div className="flex flex-col gap-3">
      <p className="text-muted text-pretty">{MEANING[state]}</p>
      {state === 'connected' ? null : (
        <Button icon={<RotateCw />} onClick={() => stream.reconnect()}>
          Try now
        </Button>
      )}
      <WaitingChanges />
    </div>
  );
}

function WaitingChanges() {
  const { changes } = useApi();
  const waiting = useWaiting();
  const zone = useOwnZone();
  if (waiting.length === 0) return null;
  return (
    <section className="border-t border-line pt-2">
      <header className="flex items-center justify-between gap-2">
        <h2 className="font-semibold">{plural(waiting.length, 'change waits', 'changes wait')}</h2>
        <Button look="ghost" size="sm" onClick={() => changes.discardAll()}>
          Discard all
        </Button>
      </header>
      <ol aria-label="Changes that wait" className="mt-1 max-h-60 overflow-y-auto">
        {waiting.map(({ key, words, at }) => (
          <li key={key} className="flex items-center gap-2">
            <span className="min-w-0 flex-1 truncate" title={words}>
              {words}
            </span>
            <span className="text-label text-faint" title={`${zoneLabel(zone)} time`}>
              {formatClockSeconds(at, zone)}
            </span>
            <Button
              look="ghost"
              size="iconSm"
              aria-label={`Discard: ${words}`}
              icon={<X />}
              onClick={() => changes.discard(key)}
            />
          </li>
        ))}
      </ol>
      <p className="mt-1 text-label text-faint">They live in this page: keep it open. At most 100 wait.</p>
    </section>
  );
}
