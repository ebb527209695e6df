import { toast as sonner } from 'sonner';

interface ToastAction {
  label: string;
  onClick: () => void;
}

/** For a result of one's own that is out of sight; what can be seen where it happened needs no toast. */
export const toast = {
  done: (text: string, action?: ToastAction): void =>
    void sonner.success(text, { duration: 8000, ...(action && { action }) }),
  /** Errors stay until they are read. */
  failed: (text: string, cause: string): void =>
    void sonner.error(text, { description: cause, duration: Infinity }),
};
