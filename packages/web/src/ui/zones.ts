/** Browsers list some zones under names that have long been replaced (https://data.iana.org/time-zones/tzdb/backward). */
const RENAMED: Readonly<Record<string, string>> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Coral_Harbour': 'America/Atikokan',
  'America/Godthab': 'America/Nuuk',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
};

/** Where the choice of whoever is looking is kept in this browser. */
export const ZONE_KEY = 'tutti.zone';

/** The name in use today. */
export const currentName = (zone: string): string => RENAMED[zone] ?? zone;

export const knownZones = (): string[] => Intl.supportedValuesOf('timeZone').map(currentName);

const plain = (text: string): string => text.toLowerCase().replaceAll(/[_/\s]+/g, ' ');

/** 1 when every word typed begins a part of the name or stands in it; else 0. */
export function zoneMatches(zone: string, typed: string): 0 | 1 {
  const name = plain(zone);
  return plain(typed)
    .split(' ')
    .every((word) => name.includes(word))
    ? 1
    : 0;
}

/** Whether this browser can tell times in it. */
export function isZone(zone: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
