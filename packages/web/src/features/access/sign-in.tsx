import { ApiError } from '@tutti/client';
import { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import { causeOf } from '../../ui/error-panel.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { useClient } from '../../app/api.ts';
import { Mark } from '../../app/navigation.tsx';
import { readSignInCode } from './sign-in-code.ts';

type Credential = { token: string } | { code: string };

/** Stands in front of everything while the server does not know who looks. A one-time link signs in by itself. */
export default function SignIn({ onDone }: { onDone: () => void }) {
  const { signIn, busy, error } = useSignIn(onDone);
  const [token, setToken] = useState('');
  useTitle('Sign in · Tutti');
  useCodeOfLink(signIn);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (token.trim() !== '') void signIn({ token: token.trim() });
  };
  return (
    <div
      role="dialog"
      aria-modal="true"
      aria-labelledby="sign-in"
      className="fixed inset-0 z-80 flex flex-col items-center overflow-y-auto bg-bg px-4 py-[12dvh]"
    >
      <form
        onSubmit={submit}
        className="flex w-full max-w-96 flex-col gap-5 rounded-lg border border-line bg-surface p-6"
      >
        <header className="flex items-center gap-3">
          <Mark size={28} />
          <h1 id="sign-in" className="text-section font-semibold tracking-tight">
            Sign in to Tutti
          </h1>
        </header>
        <Field label="Token" error={error} hint="It begins with tutti_">
          {(wiring) => (
            <Input
              {...wiring}
              autoFocus
              type="password"
              name="token"
              autoComplete="current-password"
              required
              value={token}
              onChange={(event) => setToken(event.target.value)}
              className="font-mono"
            />
          )}
        </Field>
        <Button type="submit" look="primary" busy={busy} className="h-9 w-full">
          {busy ? 'Signing in' : 'Sign in'}
        </Button>
        <Help />
      </form>
    </div>
  );
}

const Help = () => (
  <dl className="flex flex-col gap-2 border-t border-line pt-4 text-label text-muted">
    <Way command="tutti token create me --role admin">Make a token</Way>
    <Way command="tutti token link">Or a link that signs in by itself, once</Way>
  </dl>
);

const Way = ({ command, children }: { command: string; children: ReactNode }) => (
  <div>
    <dt>{children}</dt>
    <dd className="mt-0.5 font-mono text-text select-all">{command}</dd>
  </div>
);

function useSignIn(onDone: () => void) {
  const client = useClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const signIn = async (credential: Credential): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      await client.signIn({ body: credential });
      onDone();
    } catch (thrown) {
      setError(reasonOf(thrown as Error));
    } finally {
      setBusy(false);
    }
  };
  return { signIn, busy, error };
}

const reasonOf = (error: Error): string =>
  error instanceof ApiError && error.code === 'RATE_LIMITED'
    ? 'Too many tries. Wait a minute.'
    : causeOf(error);

/** The link is good for one sign-in: it is taken out of the address at once, and tried once. */
function useCodeOfLink(signIn: (credential: Credential) => Promise<void>): void {
  const isTaken = useRef(false);
  useEffect(() => {
    const code = readSignInCode(location);
    if (isTaken.current || code === undefined) return;
    isTaken.current = true;
    history.replaceState(null, '', location.pathname);
    void signIn({ code });
  });
}

function useTitle(title: string): void {
  useEffect(() => {
    const before = document.title;
    document.title = title;
    return () => {
      document.title = before;
    };
  }, [title]);
}
