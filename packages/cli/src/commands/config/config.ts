import { SETTINGS, type SettingName } from '@tutti/contract';
import { usageError } from '../../cli-error.ts';
import { settingRows, settingsTable, valueText } from '../../configuration/config-text.ts';
import { homeConfigFile, loadConfiguration, type Sources } from '../../configuration/load.ts';
import { parseSetting, SETTING_NAMES, unknownSetting } from '../../configuration/setting.ts';
import { readRaw, writeSettingsFile, type Settings } from '../../configuration/settings-file.ts';
import { nameValue } from '../../parse/name-value.ts';
import { defineCommand, type Outcome } from '../../program/command.ts';
import { flag, text, texts, type Option } from '../../program/option.ts';

const set: Option<(readonly [string, string])[]> = {
  placeholder: 'key=value',
  description: 'Write a value to the config.json in the home; may be given several times',
  many: true,
  parse: nameValue('='),
};

export const command = defineCommand({
  options: {
    list: flag('Show every value and where it comes from'),
    get: text('key', 'Print one value'),
    set,
    unset: texts('key', 'Remove a value from the config.json in the home'),
  },
  examples: [
    'tutti config --list',
    'tutti config --set maxConcurrent=8',
    'tutti config --get maxConcurrent',
    'tutti config --unset maxConcurrent',
  ],
  notes:
    'Flags win over the environment, then .env, tutti.config.json, config.json in the home, and the default.',
  run: async ({ context, options }) => {
    const sources: Sources = {
      environment: context.io.environment,
      cwd: context.io.cwd,
      flags: context.flags,
    };
    if (options.set || options.unset) {
      if (options.get !== undefined || options.list)
        throw usageError('give --set and --unset, or --get, or --list');
      return edit(sources, options.set ?? [], options.unset ?? []);
    }
    return options.get === undefined ? list(sources) : get(sources, options.get);
  },
});

function list(sources: Sources): Outcome {
  const rows = settingRows(loadConfiguration(sources));
  return {
    data: rows,
    text: (view) => settingsTable(view, rows),
    brief: rows.map(({ key, value }) => `${key}=${valueText(value)}`).join('\n'),
  };
}

function get(sources: Sources, written: string): Outcome {
  const key = settingNamed(written, '--get');
  const { configuration, origins } = loadConfiguration(sources);
  const value: unknown = configuration[key];
  const text = valueText(value);
  return { data: { key, value: value ?? null, origin: origins[key] }, text: () => text, brief: text };
}

/** Judges only what is written now: a file with other faults can still be mended. */
function edit(
  sources: Sources,
  set: readonly (readonly [string, string])[],
  unset: readonly string[],
): Outcome {
  const file = homeConfigFile(sources);
  const settings: Settings = readRaw(file);
  for (const name of unset) delete settings[name in settings ? name : settingNamed(name, '--unset')];
  for (const [name, value] of set) {
    const key = settingNamed(name, '--set');
    if (key === 'home')
      throw usageError('home cannot stand in the file that is found by it', 'set TUTTI_HOME, or give --home');
    const parsed = parseSetting(key, value, name, '--set');
    // A list is kept as it was written: `all` shall mean what it means tomorrow.
    settings[key] = Array.isArray(parsed) ? value : parsed;
  }
  writeSettingsFile(file, settings);
  return {
    data: { file, settings },
    text: () => `written to ${file}; a running Tutti takes it up at its next start`,
    brief: file,
  };
}

/** The key of a file, or the name in the environment. */
function settingNamed(written: string, where: string): SettingName {
  const wanted = written.toLowerCase();
  const key = SETTING_NAMES.find(
    (name) => name.toLowerCase() === wanted || SETTINGS[name].env.toLowerCase() === wanted,
  );
  if (key === undefined) throw unknownSetting(written, undefined, where, SETTING_NAMES);
  return key;
}
