import { ApiError, NetworkError } from '@tutti/client';
import { RotateCw } from 'lucide-react';
import { Button } from './button.tsx';
import { StatusIcon } from './status-icon.tsx';

interface ErrorPanelProps {
  error: Error;
  /** What could not be done. */
  what: string;
  onRetry?: () => void;
}

/** Stands in the place of the one thing that failed: the cause, the way to try again, and what to look for in the log. */
export function ErrorPanel({ error, what, onRetry }: ErrorPanelProps) {
  const requestId = error instanceof ApiError ? error.problem.requestId : '';
  return (
    <div role="alert" className="flex items-start gap-3 p-4">
      <StatusIcon kind="failed" className="mt-0.5" />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{what}</p>
        <p className="mt-0.5 break-words text-muted">{causeOf(error)}</p>
        {requestId ? (
          <p className="mt-0.5 text-label text-faint">
            Request <code className="font-mono select-all">{requestId}</code>
          </p>
        ) : null}
      </div>
      {onRetry ? (
        <Button onClick={onRetry} icon={<RotateCw />}>
          Retry
        </Button>
      ) : null}
    </div>
  );
}

/** The reason in a sentence. */
export function causeOf(error: Error): string {
  if (error instanceof NetworkError) return `The server cannot be reached: ${error.message}.`;
  return error.message;
}
