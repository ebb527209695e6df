import { BellRing } from 'lucide-react';
import { Toaster as Sonner } from 'sonner';
import { StatusIcon } from './status-icon.tsx';
import { useTheme } from './theme.ts';

export function Toaster() {
  const { dark } = useTheme();
  return (
    <Sonner
      theme={dark ? 'dark' : 'light'}
      position="bottom-right"
      visibleToasts={3}
      closeButton
      icons={{
        success: <StatusIcon kind="completed" />,
        error: <StatusIcon kind="failed" />,
        warning: <BellRing />,
      }}
      style={{ fontFamily: 'inherit' }}
      offset={16}
      mobileOffset={{ bottom: 72, left: 12, right: 12 }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            'flex w-full [&_.lucide-bell-ring]:size-4 [&_.lucide-bell-ring]:shrink-0 [&_.lucide-bell-ring]:stroke-[1.5] sm:w-90 items-center gap-3 rounded-lg border border-line bg-raised p-3 pr-10 text-body text-text shadow-raised',
          title: 'font-medium',
          description: 'text-muted break-words',
          content: 'min-w-0 flex-1',
          actionButton: 'tap h-6 shrink-0 rounded-sm px-2 text-label font-medium text-link hover:bg-hover',
          closeButton:
            'absolute top-2.5 right-2 grid border-0! bg-transparent! size-6 place-items-center rounded-sm text-muted hover:bg-hover hover:text-text [&_svg]:size-3.5',
        },
      }}
    />
  );
}
