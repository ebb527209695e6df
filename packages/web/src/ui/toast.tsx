import type { toast as Sonner } from 'sonner';

interface ToastAction {
  label: string;
  onClick: () => void;
}

type Show = (sonner: typeof Sonner) => void;

/** Toasts on their way to whoever draws them: their library comes with the first one, not with the first page. */
class Toasts {
  #show: ((show: Show) => void) | undefined;
  #early: Show[] = [];
  #wanted: (() => void) | undefined;

  readonly add = (show: Show): void => {
    if (this.#show) return this.#show(show);
    this.#early.push(show);
    this.#wanted?.();
  };

  /** Calls back when there is a first toast; returns how to stop. */
  whenWanted(wanted: () => void): () => void {
    this.#wanted = wanted;
    if (this.#early.length > 0) wanted();
    return () => (this.#wanted = undefined);
  }

  /** Hands over those that waited, and all that come. */
  drawnBy(sonner: typeof Sonner): () => void {
    this.#show = (show) => show(sonner);
    this.#early.splice(0).forEach(this.#show);
    return () => (this.#show = undefined);
  }
}

export const toasts = new Toasts();

/** How long an act can be taken back. */
const UNDO_MS = 8000;

/** For a result of one's own that is out of sight; what can be seen where it happened needs no toast. */
export const toast = {
  done: (text: string, action?: ToastAction): void =>
    toasts.add((sonner) => void sonner.success(text, { duration: UNDO_MS, ...(action && { action }) })),
  /** A reversible act, done at once: "Paused mail", with the way back. */
  undo: (text: string, undo: () => void): void =>
    toasts.add(
      (sonner) => void sonner.success(text, { duration: UNDO_MS, action: { label: 'Undo', onClick: undo } }),
    ),
  /** Something needs a person; the way to it. */
  needs: (text: string, body: string, open: () => void): void =>
    toasts.add(
      (sonner) =>
        void sonner.warning(text, {
          duration: 20_000,
          action: { label: 'Open', onClick: open },
          ...(body && { description: body }),
        }),
    ),
  /** Errors stay until they are read. */
  failed: (text: string, cause: string): void =>
    toasts.add((sonner) => void sonner.error(text, { description: cause, duration: Infinity })),
};
