import {
  InstallationSettingsPatch,
  InstallationSettingsView,
  NodeConfiguration,
} from '../installation-settings.ts';
import { route } from '../route.ts';

const settings = {
  tag: 'Settings',
  path: '/settings',
  since: 2,
  response: InstallationSettingsView,
} as const;

export const settingsRoutes = {
  getSettings: route({
    ...settings,
    method: 'GET',
    summary: 'What holds for the whole installation',
    scope: 'settings:read',
  }),
  updateSettings: route({
    ...settings,
    method: 'PATCH',
    summary: 'Change settings of the installation; null goes back to the default',
    scope: 'settings:admin',
    body: InstallationSettingsPatch,
  }),
  getNodeConfiguration: route({
    tag: 'Settings',
    since: 2,
    method: 'GET',
    path: '/settings/node',
    summary: 'What the node that answers was started with, and where each value came from',
    scope: 'settings:read',
    response: NodeConfiguration,
  }),
} as const;
