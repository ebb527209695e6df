import type { ReactNode } from 'react';
import { CopyButton } from './copy-button.tsx';
import { StatusIcon } from './status-icon.tsx';

interface FailureBoxProps {
  kind: 'failed' | 'timeout';
  message: string;
  /** What is known of it: its code, and whether another attempt could help. */
  about: ReactNode;
  children?: ReactNode;
}

/** What went wrong, before anything else. */
export const FailureBox = ({ kind, message, about, children }: FailureBoxProps) => (
  <div
    role="group"
    aria-label="Error"
    className="flex items-start gap-2.5 rounded-lg border border-failed/40 bg-[color-mix(in_oklab,var(--failed)_8%,transparent)] py-2.5 pr-2 pl-3"
  >
    <StatusIcon kind={kind} className="mt-0.5" />
    <div className="min-w-0 flex-1">
      <p className="max-h-40 overflow-y-auto font-mono text-log break-words whitespace-pre-wrap text-text">
        {message}
      </p>
      <p className="mt-1 text-label text-muted">{about}</p>
      {children}
    </div>
    <CopyButton text={message} label="Copy the error" />
  </div>
);
