import { INSTALLATION_SETTING_NAMES, InstallationSettings } from '@tutti/contract';
import type { InstallationSettingsView } from '@tutti/contract';
import { formatInstant } from '../output/instant.ts';
import { plainText } from '../output/safe-text.ts';
import { renderTable } from '../output/table.ts';
import type { View } from '../output/view.ts';

const COLUMNS = [
  { head: 'NAME' },
  { head: 'VALUE' },
  { head: 'CHANGED', flexible: true as const },
  { head: 'WHAT IT IS', flexible: true as const },
];

/** As it is shown; a limit that nobody set is none. */
export const settingText = (value: string | number | null): string =>
  value === null ? 'not set' : plainText(String(value));

export function settingsTable(view: View, { values, changed }: InstallationSettingsView): Promise<string> {
  const rows = INSTALLATION_SETTING_NAMES.map((name) => {
    const change = changed[name];
    const who = change ? `${plainText(change.by)}, ${formatInstant(change.at, view.now, view.zone)}` : '-';
    const description = InstallationSettings.shape[name].meta()?.description ?? '';
    return [name, settingText(values[name]), who, description];
  });
  return renderTable(view, COLUMNS, rows);
}
