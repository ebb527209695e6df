import { Check, Copy } from 'lucide-react';
import { Button } from './button.tsx';
import { Hint } from './hint.tsx';
import { useCopied } from './use-copied.ts';

interface CopyButtonProps {
  text: string;
  label: string;
  onCopy?: (() => void) | undefined;
}

export function CopyButton({ text, label, onCopy }: CopyButtonProps) {
  const [copied, copy] = useCopied(text);
  return (
    <Hint content={copied ? 'Copied' : label}>
      <Button
        look="ghost"
        size="iconSm"
        aria-label={label}
        onClick={() => {
          copy();
          onCopy?.();
        }}
      >
        {copied ? <Check className="text-completed" /> : <Copy />}
      </Button>
    </Hint>
  );
}

/** A command line to take along. */
export function CommandLine({
  command,
  label = 'Copy the command',
  onCopy,
}: {
  command: string;
  label?: string;
  onCopy?: () => void;
}) {
  return (
    <div className="flex min-w-0 items-start gap-2 rounded-md border border-line bg-bg py-1 pr-1 pl-3">
      <code className="min-w-0 flex-1 py-0.5 font-mono text-log break-words whitespace-pre-wrap text-text select-all">
        <span className="text-faint select-none">$ </span>
        {command}
      </code>
      <CopyButton text={command} label={label} onCopy={onCopy} />
    </div>
  );
}
