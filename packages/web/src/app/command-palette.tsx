import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Command } from 'cmdk';
import { CalendarClock, CirclePlay, Keyboard, LogOut, Play, Plus } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { useDeferredValue, useState, type ReactNode } from 'react';
import { useSignOut } from '../features/access/me.ts';
import { useSchedulerSwitch, useTrigger } from '../features/schedules/schedule-actions.ts';
import { scheduleSearchQuery, schedulerQuery } from '../features/schedules/schedule-queries.ts';
import { useTheme } from '../ui/theme.ts';
import { useClient } from './api.ts';
import { keysOf, PAGES } from './navigation.tsx';
import { THEME_OPTIONS } from './theme-menu.tsx';

interface CommandPaletteProps {
  onClose: () => void;
  onShortcuts: () => void;
}

/** Everything by typing: pages, schedules, and what can be done with them. */
export default function CommandPalette({ onClose, onShortcuts }: CommandPaletteProps) {
  const [text, setText] = useState('');
  return (
    <Radix.Root open onOpenChange={onClose}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-[oklch(0.1_0.01_265/0.55)]" />
        <Radix.Content
          aria-describedby={undefined}
          className="panel-motion fixed top-[12dvh] left-1/2 z-50 flex max-h-[70dvh] w-[min(560px,calc(100vw-24px))] -translate-x-1/2 flex-col overflow-hidden rounded-lg border border-line bg-raised shadow-raised"
        >
          <Radix.Title className="sr-only">Search and commands</Radix.Title>
          <Command label="Search and commands" loop className="flex min-h-0 flex-col">
            <Command.Input
              autoFocus
              value={text}
              onValueChange={setText}
              placeholder="Where to, or what to do?"
              className="h-12 shrink-0 border-b border-line bg-transparent px-4 text-emphasis outline-none"
            />
            <Command.List className="min-h-0 overflow-y-auto p-1.5">
              <Command.Empty className="px-3 py-6 text-center text-muted">
                Nothing goes by that name
              </Command.Empty>
              <PageItems onClose={onClose} />
              <ScheduleItems text={text} onClose={onClose} />
              <SettingItems onClose={onClose} onShortcuts={onShortcuts} />
            </Command.List>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

const groupLook =
  '[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-label [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-faint';

interface ItemProps {
  value: string;
  icon: ReactNode;
  children: ReactNode;
  onSelect: () => void;
  aside?: ReactNode;
}

const Item = ({ value, icon, children, onSelect, aside }: ItemProps) => (
  <Command.Item
    value={value}
    onSelect={onSelect}
    className="flex h-9 items-center gap-2.5 rounded-md px-2.5 data-[selected=true]:bg-hover pointer-coarse:h-11 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:stroke-[1.5] [&_svg]:text-muted"
  >
    {icon}
    <span className="min-w-0 flex-1 truncate">{children}</span>
    <span className="text-label text-faint pointer-coarse:hidden">{aside}</span>
  </Command.Item>
);

function PageItems({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  return (
    <Command.Group heading="Pages" className={groupLook}>
      {PAGES.map((page) => (
        <Item
          key={page.to}
          value={`go to ${page.label}`}
          icon={<page.icon />}
          aside={keysOf(page)}
          onSelect={() => {
            onClose();
            void navigate({ to: page.to });
          }}
        >
          {page.label}
        </Item>
      ))}
      <Item
        value="new schedule create"
        icon={<Plus />}
        aside="n"
        onSelect={() => {
          onClose();
          void navigate({ to: '/schedules/new' });
        }}
      >
        New schedule
      </Item>
    </Command.Group>
  );
}

/** Found by the server, for there may be more schedules than a browser should hold. */
function ScheduleItems({ text, onClose }: { text: string; onClose: () => void }) {
  const navigate = useNavigate();
  const trigger = useTrigger();
  const wanted = useDeferredValue(text.replace(/^(trigger|open)\s*/i, '').trim());
  const schedules = useQuery(scheduleSearchQuery(useClient(), wanted)).data?.items ?? [];
  if (schedules.length === 0) return null;
  return (
    <Command.Group heading="Schedules" className={groupLook}>
      {schedules.flatMap((schedule) => [
        <Item
          key={`open ${schedule.id}`}
          value={`open ${schedule.name} ${schedule.id}`}
          icon={<CalendarClock />}
          onSelect={() => {
            onClose();
            void navigate({ to: '/schedules/$id', params: { id: String(schedule.id) } });
          }}
        >
          {schedule.name}
        </Item>,
        <Item
          key={`trigger ${schedule.id}`}
          value={`trigger ${schedule.name} ${schedule.id}`}
          icon={<Play />}
          aside="now"
          onSelect={() => {
            onClose();
            trigger.mutate(schedule);
          }}
        >
          Trigger {schedule.name}
        </Item>,
      ])}
    </Command.Group>
  );
}

function SettingItems({ onClose, onShortcuts }: CommandPaletteProps) {
  const { theme, choose } = useTheme();
  const running = useQuery(schedulerQuery(useClient())).data?.running;
  const scheduler = useSchedulerSwitch();
  const leave = useSignOut();
  return (
    <Command.Group heading="Settings" className={groupLook}>
      {THEME_OPTIONS.map((option) => (
        <Item
          key={option.value}
          value={`theme ${option.label}`}
          icon={option.icon}
          aside={option.value === theme ? 'chosen' : undefined}
          onSelect={() => {
            choose(option.value);
            onClose();
          }}
        >
          Theme: {option.label.toLowerCase()}
        </Item>
      ))}
      {running === false ? (
        <Item
          value="start the scheduler"
          icon={<CirclePlay />}
          onSelect={() => {
            onClose();
            scheduler.mutate(true);
          }}
        >
          Start the scheduler
        </Item>
      ) : null}
      <Item
        value="keyboard shortcuts help"
        icon={<Keyboard />}
        aside="?"
        onSelect={() => {
          onClose();
          onShortcuts();
        }}
      >
        Keyboard shortcuts
      </Item>
      {leave ? (
        <Item value="sign out leave" icon={<LogOut />} aside={leave.name} onSelect={leave.signOut}>
          Sign out
        </Item>
      ) : null}
    </Command.Group>
  );
}
