import {
  INSTALLATION_SETTING_NAMES,
  InstallationSettings,
  type InstallationSettingName,
  type InstallationSettingsPatch,
} from '@tutti/contract';

export type SettingDefaults = Partial<InstallationSettings>;

/** The values that hold. A row this version does not know, or whose value it does not take, counts as absent. */
export function effectiveSettings(
  rows: readonly { key: string; value: unknown }[],
  defaults: SettingDefaults = {},
): InstallationSettings {
  const stored = new Map(rows.map(({ key, value }) => [key, value]));
  const known = INSTALLATION_SETTING_NAMES.filter(
    (name) => stored.has(name) && InstallationSettings.shape[name].safeParse(stored.get(name)).success,
  );
  return InstallationSettings.parse({
    ...defaults,
    ...Object.fromEntries(known.map((name) => [name, stored.get(name)])),
  });
}

export interface SettingChange {
  from: unknown;
  to: unknown;
}

/** What an edit really changes. */
export function changesBetween(
  before: InstallationSettings,
  after: InstallationSettings,
): Partial<Record<InstallationSettingName, SettingChange>> {
  const changed = INSTALLATION_SETTING_NAMES.filter((name) => before[name] !== after[name]);
  return Object.fromEntries(changed.map((name) => [name, { from: before[name], to: after[name] }]));
}

/** Rows to write, and keys that go back to their default. */
export function splitPatch(patch: InstallationSettingsPatch): {
  written: { key: string; value: unknown }[];
  forgotten: string[];
} {
  const given = Object.entries(patch).filter(([, value]) => value !== undefined);
  return {
    written: given.filter(([, value]) => value !== null).map(([key, value]) => ({ key, value })),
    forgotten: given.filter(([, value]) => value === null).map(([key]) => key),
  };
}
