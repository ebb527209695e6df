import { SETTINGS } from '@tutti/contract';
import { markdownTable } from '../markdown-table.ts';
import { SETTING_NAMES } from './setting.ts';

const defaultOf = (name: (typeof SETTING_NAMES)[number]): string | undefined => {
  const setting = SETTINGS[name];
  return 'default' in setting ? setting.default : undefined;
};

/** The text of `.env.example`. */
export function envExample(): string {
  const blocks = SETTING_NAMES.map((name) => {
    const { env, description } = SETTINGS[name];
    return `# ${description}\n#${env}=${defaultOf(name) ?? ''}\n`;
  });
  return `# Copy to .env and remove the # before what you want to change. Made by \`npm run generate\`.\n\n${blocks.join('\n')}`;
}

/** The text of docs/configuration.md. */
export function configurationReference(): string {
  const rows = SETTING_NAMES.map((name) => {
    const { env, description } = SETTINGS[name];
    const standard = defaultOf(name);
    return [`\`${env}\``, `\`${name}\``, standard === undefined ? '-' : `\`${standard}\``, description];
  });
  return `# Configuration

Made by \`npm run generate\` from the schema; do not edit.

A setting is taken from the first place that has it:

1. a flag of the command, e.g. \`tutti start --port 8080\`
2. the environment
3. \`.env\` in the current folder
4. \`tutti.config.json\` in the current folder
5. \`config.json\` in \`TUTTI_HOME\`, edited by \`tutti config --set port=8080\`
6. the default

\`tutti config --list\` shows every value and where it comes from. Files are JSON objects with the keys below. An unknown
\`TUTTI_*\` name, an unknown key or a bad value stops the start with the name, the value and the nearest valid one; an
empty variable counts as absent. Tutti itself gives \`TUTTI_TRIGGER\`, \`TUTTI_SLOT\`, \`TUTTI_EXECUTION_ID\` and
\`TUTTI_ATTEMPT\` to the tasks it runs.

${markdownTable(['environment', 'key in files', 'default', ''], rows)}
`;
}
