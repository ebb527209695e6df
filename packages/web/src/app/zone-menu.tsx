import { Globe } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { Button } from '../ui/button.tsx';
import { zoneLabel } from '../ui/format-time.ts';
import { useChooseZone, useOwnZone } from '../ui/own-zone.ts';
import { Popover } from '../ui/popover.tsx';

const ZoneList = lazy(async () => ({ default: (await import('../ui/zone-list.tsx')).ZoneList }));

/** The zone all times are told in, for whoever looks from this browser. */
export function ZoneMenu({ withWords = false }: { withWords?: boolean }) {
  const zone = useOwnZone();
  const choose = useChooseZone();
  return (
    <Popover
      label="Time zone"
      className="w-80 p-0"
      trigger={
        <Button
          look="ghost"
          size={withWords ? 'md' : 'icon'}
          aria-label={`Time zone: ${zoneLabel(zone)}`}
          icon={<Globe />}
        >
          {withWords ? `Times in ${zoneLabel(zone)}` : null}
        </Button>
      }
    >
      {(close) => (
        <Suspense fallback={<div className="h-80" />}>
          <ZoneList
            value={zone}
            onSelect={(next) => {
              choose(next);
              close();
            }}
          />
        </Suspense>
      )}
    </Popover>
  );
}
