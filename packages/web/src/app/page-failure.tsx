import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Page } from '../ui/page.tsx';

/** A fault of the page itself: the frame around it stays. */
export function PageFailure({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const again = (): void => {
    reset();
    void router.invalidate();
  };
  return (
    <Page title="This page failed">
      <ErrorPanel
        error={error instanceof Error ? error : new Error(String(error))}
        what="The page met a fault of its own"
        onRetry={again}
      />
    </Page>
  );
}
