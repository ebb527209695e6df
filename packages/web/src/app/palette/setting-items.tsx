import { useQuery } from '@tanstack/react-query';
import { CirclePlay, Globe, Keyboard, LogOut, MonitorDown } from 'lucide-react';
import { useSignOut } from '../../features/access/me.ts';
import { useSchedulerSwitch } from '../../features/schedules/schedule-actions.ts';
import { schedulerQuery } from '../../features/schedules/schedule-queries.ts';
import { browserZone, zoneLabel } from '../../ui/format-time.ts';
import { useChooseZone, useOwnZone } from '../../ui/own-zone.ts';
import { useTheme } from '../../ui/theme.ts';
import { useClient } from '../api.ts';
import { THEME_OPTIONS } from '../theme-menu.tsx';
import type { Then } from './command-palette.tsx';
import { PaletteGroup, PaletteItem } from './palette-item.tsx';

interface SettingItemsProps {
  then: Then;
  onShortcuts: () => void;
  install: (() => void) | undefined;
}

export function SettingItems({ then, onShortcuts, install }: SettingItemsProps) {
  const { theme, choose } = useTheme();
  const leave = useSignOut();
  return (
    <PaletteGroup heading="Settings">
      {THEME_OPTIONS.map((option) => (
        <PaletteItem
          key={option.value}
          value={`theme ${option.label}`}
          icon={option.icon}
          aside={option.value === theme ? 'chosen' : undefined}
          onSelect={then(() => choose(option.value))}
        >
          Theme: {option.label.toLowerCase()}
        </PaletteItem>
      ))}
      <ZoneItems then={then} />
      <StartScheduler then={then} />
      <PaletteItem value="keyboard shortcuts help" icon={<Keyboard />} aside="?" onSelect={then(onShortcuts)}>
        Keyboard shortcuts
      </PaletteItem>
      {install ? (
        <PaletteItem value="install as an app" icon={<MonitorDown />} onSelect={then(install)}>
          Install as an app
        </PaletteItem>
      ) : null}
      {leave ? (
        <PaletteItem value="sign out leave" icon={<LogOut />} aside={leave.name} onSelect={leave.signOut}>
          Sign out
        </PaletteItem>
      ) : null}
    </PaletteGroup>
  );
}

function ZoneItems({ then }: { then: Then }) {
  const zone = useOwnZone();
  const choose = useChooseZone();
  return [...new Set([browserZone(), 'UTC'])].map((name) => (
    <PaletteItem
      key={name}
      value={`time zone ${name}`}
      icon={<Globe />}
      aside={name === zone ? 'chosen' : undefined}
      onSelect={then(() => choose(name))}
    >
      Times in {zoneLabel(name)}
    </PaletteItem>
  ));
}

function StartScheduler({ then }: { then: Then }) {
  const running = useQuery(schedulerQuery(useClient())).data?.running;
  const scheduler = useSchedulerSwitch();
  if (running !== false) return null;
  return (
    <PaletteItem
      value="start the scheduler"
      icon={<CirclePlay />}
      onSelect={then(() => scheduler.mutate(true))}
    >
      Start the scheduler
    </PaletteItem>
  );
}
