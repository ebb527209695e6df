import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { RotateCw } from 'lucide-react';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Page } from '../ui/page.tsx';

/** How browsers tell that a part of the program could not be fetched. */
const MISSING_PART = /dynamically imported module|Importing a module script failed|Unable to preload/i;

/** A fault of the page itself: the frame around it stays. */
export function PageFailure({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const again = (): void => {
    reset();
    void router.invalidate();
  };
  if (error instanceof Error && MISSING_PART.test(error.message)) return <MissingPart />;
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

const MissingPart = () => (
  <Page title="This page could not be loaded">
    <EmptyState
      title="A part of the dashboard is missing"
      action={
        <Button look="primary" icon={<RotateCw />} onClick={() => location.reload()}>
          Load again
        </Button>
      }
    >
      The server is away, or Tutti was updated since this page was opened. Loading it again brings the rest.
    </EmptyState>
  </Page>
);
