import type { IncomingHook } from '@tutti/contract';
import { CommandLine, CopyButton } from '../../../ui/copy-button.tsx';
import { curlLine } from '../webhook-words.ts';

/** The address, and a line that sends to it as the other system would. */
export function HowToSend({ hook, secret }: { hook: IncomingHook; secret?: string }) {
  const url = `${location.origin}${hook.path}`;
  return (
    <div className="flex flex-col gap-3">
      <div>
        <p className="mb-1 text-label font-medium text-muted">Its address</p>
        <div className="flex items-center gap-1 rounded-md border border-line bg-bg py-1 pr-1 pl-3">
          <code className="min-w-0 flex-1 font-mono text-log break-all select-all">{url}</code>
          <CopyButton text={url} label="Copy the address" />
        </div>
      </div>
      <div>
        <p className="mb-1 text-label font-medium text-muted">
          Try it from a terminal{secret === undefined ? ', with the secret in SECRET' : ''}
        </p>
        <CommandLine command={curlLine(hook, location.origin, secret)} />
      </div>
    </div>
  );
}
