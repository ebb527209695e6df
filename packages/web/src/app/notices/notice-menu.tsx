import { Bell, BellRing } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { Popover } from '../../ui/popover.tsx';
import { Switch } from '../../ui/switch.tsx';
import { NOTICE_KINDS, type NoticeKind } from './notice-plan.ts';
import { canNotify } from './show-notice.ts';
import { useNoticeChoice } from './use-notices.ts';

const kinds = Object.keys(NOTICE_KINDS) as NoticeKind[];

/** What this browser tells of when it needs a person. Nothing until it is asked to. */
export function NoticeMenu({ withWords = false }: { withWords?: boolean }) {
  const choice = useNoticeChoice();
  const on = choice.kinds.length > 0;
  return (
    <Popover
      label="Notifications of this browser"
      className="w-80"
      trigger={
        <Button
          look="ghost"
          size={withWords ? 'md' : 'icon'}
          aria-label={on ? `Notifications: ${choice.kinds.length} kinds` : 'Notifications: off'}
          icon={on ? <BellRing /> : <Bell />}
        >
          {withWords ? 'Notifications' : null}
        </Button>
      }
    >
      <p className="font-semibold">Tell me here when it needs me</p>
      <p className="mt-0.5 text-label text-muted text-pretty">
        {told(choice.granted)} At most one a minute of each kind.
      </p>
      <ul className="mt-2 flex flex-col">
        {kinds.map((kind) => (
          <li key={kind}>
            <label className="flex min-h-8 items-center gap-3">
              <span className="flex-1">{NOTICE_KINDS[kind].label}</span>
              <Switch
                aria-label={NOTICE_KINDS[kind].label}
                checked={choice.kinds.includes(kind)}
                onCheckedChange={(next) => choice.choose(kind, next)}
              />
            </label>
          </li>
        ))}
      </ul>
      {on && canNotify() && !choice.granted ? (
        <Button className="mt-2 w-full" onClick={choice.ask}>
          Let the browser show them
        </Button>
      ) : null}
    </Popover>
  );
}

function told(granted: boolean): string {
  if (granted) return 'By the system while this page is out of sight, on the page while it is not.';
  return canNotify()
    ? 'Only on this page until the browser is allowed to show notifications.'
    : 'Only on this page: the browser shows notifications over HTTPS and on this machine alone.';
}
