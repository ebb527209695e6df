import type { Severity } from '@tutti/contract';
import { CircleAlert, Info, OctagonAlert, TriangleAlert, type LucideIcon } from 'lucide-react';
import { cn } from '../../ui/cn.ts';
import { SEVERITY_WORDS } from './error-words.ts';

const LOOKS: Record<Severity, { icon: LucideIcon; colour: string }> = {
  critical: { icon: OctagonAlert, colour: '--failed' },
  high: { icon: TriangleAlert, colour: '--timeout' },
  medium: { icon: CircleAlert, colour: '--running' },
  low: { icon: Info, colour: '--pending' },
};

/** How bad it is: a shape of its own, the word, and a colour. */
export function SeverityBadge({ severity, plain = false }: { severity: Severity; plain?: boolean }) {
  const { icon: Icon, colour } = LOOKS[severity];
  return (
    <span
      data-severity={severity}
      className={cn(
        'inline-flex h-6 items-center gap-1.5 rounded-sm text-label font-medium whitespace-nowrap',
        !plain && 'px-2',
      )}
      style={{
        color: `var(${colour})`,
        background: plain ? undefined : `color-mix(in oklab, var(${colour}) 10%, transparent)`,
      }}
    >
      <Icon className="size-4 shrink-0 stroke-[1.5]" aria-hidden="true" />
      {SEVERITY_WORDS[severity]}
    </span>
  );
}
