import { INSTALLATION_SETTING_NAMES, SETTINGS, nearestName } from '@tutti/contract';
import type { InstallationSettingName } from '@tutti/contract';
import { usageError } from '../cli-error.ts';

/** The setting of the installation that is meant, in whatever case it was written. */
export function settingNamed(written: string): InstallationSettingName {
  const wanted = written.toLowerCase();
  const name = INSTALLATION_SETTING_NAMES.find((known) => known.toLowerCase() === wanted);
  if (name) return name;
  const isOfNode = Object.entries(SETTINGS).some(([key, { env }]) =>
    [key, env].some((known) => known.toLowerCase() === wanted),
  );
  if (isOfNode)
    throw usageError(
      `${written} belongs to one machine, not to the installation`,
      `tutti config --set ${written}=...`,
    );
  const nearest = nearestName(written, INSTALLATION_SETTING_NAMES);
  throw usageError(
    `there is no setting "${written}"`,
    nearest ? `tutti settings get ${nearest}` : 'tutti settings list',
  );
}

/** A value as it travels; the server judges it. */
export function settingValue(written: string): string | number | null {
  if (written === 'default') return null;
  return /^-?\d+(\.\d+)?$/.test(written) ? Number(written) : written;
}
