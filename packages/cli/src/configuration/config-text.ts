import { SETTINGS, type SettingName } from '@tutti/contract';
import { renderTable } from '../output/table.ts';
import { plainText } from '../output/safe-text.ts';
import type { View } from '../output/view.ts';
import type { Loaded } from './load.ts';
import { SETTING_NAMES, withoutPassword } from './setting.ts';

export interface SettingRow {
  key: SettingName;
  value: unknown;
  origin: string;
}

/** Every setting with its value and origin; passwords are left out. */
export const settingRows = ({ configuration, origins }: Loaded): SettingRow[] =>
  SETTING_NAMES.map((key) => {
    const value: unknown = configuration[key];
    return {
      key,
      value: shownValue(key, value),
      origin: origins[key],
    };
  });

/** A value as it may be printed: `***` for a key, an address without its password. */
export function shownValue(key: SettingName, value: unknown): unknown {
  if (typeof value !== 'string') return value ?? null;
  return 'secret' in SETTINGS[key] ? '***' : withoutPassword(value);
}

export const settingsTable = (view: View, rows: readonly SettingRow[]): Promise<string> =>
  renderTable(
    view,
    [{ head: 'KEY' }, { head: 'VALUE', flexible: true }, { head: 'FROM', flexible: true }],
    rows.map(({ key, value, origin }) => [key, plainText(valueText(value)), plainText(origin)]),
  );

export const valueText = (value: unknown): string => {
  if (value === null || value === undefined) return '-';
  if (Array.isArray(value)) return value.join(',');
  return typeof value === 'string' ? value : JSON.stringify(value);
};
