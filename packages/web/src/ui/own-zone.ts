import { browserZone, ownZone } from './format-time.ts';
import { useStored } from './use-stored.ts';
import { ZONE_KEY } from './zones.ts';

/** The zone of whoever is looking: that of the browser until another is chosen. Draws again when it is. */
export function useOwnZone(): string {
  useStored(ZONE_KEY, '');
  return ownZone();
}

/** Chooses the zone all times are told in, in this browser; its own zone takes the choice back. */
export function useChooseZone(): (zone: string) => void {
  const [, store] = useStored(ZONE_KEY, '');
  return (zone) => store(zone === browserZone() ? '' : zone);
}
