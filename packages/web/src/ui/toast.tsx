import { toast as sonner } from 'sonner';

interface ToastAction {
  label: string;
  onClick: () => void;
}

/** How long an act can be taken back. */
const UNDO_MS = 8000;

/** For a result of one's own that is out of sight; what can be seen where it happened needs no toast. */
export const toast = {
  done: (text: string, action?: ToastAction): void =>
    void sonner.success(text, { duration: UNDO_MS, ...(action && { action }) }),
  /** A reversible act, done at once: "Paused mail", with the way back. */
  undo: (text: string, undo: () => void): void =>
    void sonner.success(text, { duration: UNDO_MS, action: { label: 'Undo', onClick: undo } }),
  /** Something needs a person; the way to it. */
  needs: (text: string, body: string, open: () => void): void =>
    void sonner.warning(text, {
      duration: 20_000,
      action: { label: 'Open', onClick: open },
      ...(body && { description: body }),
    }),
  /** Errors stay until they are read. */
  failed: (text: string, cause: string): void =>
    void sonner.error(text, { description: cause, duration: Infinity }),
};
