import { Link } from '@tanstack/react-router';
import { buttonLook } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Page } from '../ui/page.tsx';

export const PageNotFound = () => (
  <Page title="No such page">
    <EmptyState
      title="Nothing lives at this address"
      action={
        <Link to="/overview" className={buttonLook({ look: 'primary' })}>
          Overview
        </Link>
      }
    >
      The link may be old or mistyped.
    </EmptyState>
  </Page>
);
