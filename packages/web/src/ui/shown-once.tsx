import { Check, Copy, KeyRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { useCopied } from './use-copied.ts';

interface ShownOnceProps {
  /** What it is: "The token". */
  label: string;
  secret: string;
  children?: ReactNode;
}

/** A secret as it is made: nowhere else and never again. */
export function ShownOnce({ label, secret, children }: ShownOnceProps) {
  const [copied, copy] = useCopied(secret);
  return (
    <div
      role="status"
      className="flex flex-col gap-3 rounded-md border border-line bg-[color-mix(in_oklab,var(--ready)_8%,transparent)] p-3"
    >
      <p className="flex items-start gap-2">
        <KeyRound className="mt-0.5 size-4 shrink-0 stroke-[1.5] text-ready" aria-hidden="true" />
        <span>
          <b>{label} is shown this once.</b> Copy it now: it cannot be read back, only made anew.
        </span>
      </p>
      <div className="flex min-w-0 items-start gap-2">
        <code className="min-w-0 flex-1 rounded-md border border-line bg-bg px-3 py-1.5 font-mono text-log break-all text-text select-all">
          {secret}
        </code>
        <Button
          look="primary"
          icon={copied ? <Check /> : <Copy />}
          aria-label={`Copy: ${label}`}
          onClick={copy}
        >
          {copied ? 'Copied' : 'Copy'}
        </Button>
      </div>
      {children}
    </div>
  );
}
