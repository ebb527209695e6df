import { createContext, createElement, useContext, useEffect, useMemo, type ReactNode } from 'react';
import { isSingleLetter, matchShortcut, pressName, SHORTCUTS, type ShortcutId } from './shortcut-list.ts';
import { useLatest } from './use-latest.ts';
import { useStored } from './use-stored.ts';

const SEQUENCE_MS = 1200;
const FIELD = 'input:not([type="checkbox"]), textarea, select, [contenteditable="true"]';
const OVERLAY = '[role="dialog"], [role="menu"], [role="listbox"]';

interface Handler {
  run: () => void;
  /** Absent: always. */
  applies: (() => boolean) | undefined;
  refused: () => string | undefined;
}

/** What can be done now, or why who looks may not do it. */
export interface ActiveShortcut {
  id: ShortcutId;
  refused: string | undefined;
  run: () => void;
}

/** Which handlers are mounted. Of several for one shortcut the latest wins, and before it one that knows it is meant. */
class Registry {
  readonly #handlers = new Map<ShortcutId, Handler[]>();
  #pressed: string[] = [];
  #pressedAt = 0;
  letters = true;

  add(id: ShortcutId, handler: Handler): () => void {
    const handlers = this.#handlers.get(id) ?? [];
    this.#handlers.set(id, [...handlers, handler]);
    return () =>
      this.#handlers.set(
        id,
        (this.#handlers.get(id) ?? []).filter((other) => other !== handler),
      );
  }

  /** What belongs to the page now, in the order of the list; for the command palette and the list of keys. */
  readonly active = (): ActiveShortcut[] =>
    (Object.keys(SHORTCUTS) as ShortcutId[]).flatMap((id) => {
      const handler = this.#handlerOf(id);
      return handler ? [{ id, refused: handler.refused(), run: handler.run }] : [];
    });

  readonly press = (event: KeyboardEvent): void => {
    const name = pressName(event);
    if (!name || event.defaultPrevented || event.isComposing || !this.#applies(name, event.target)) return;
    const fresh = event.timeStamp - this.#pressedAt > SEQUENCE_MS;
    this.#pressed = fresh ? [name] : [...this.#pressed, name];
    this.#pressedAt = event.timeStamp;
    const match = this.#match(name);
    if (match.kind === 'started') return;
    this.#pressed = [];
    if (match.kind === 'none') return;
    event.preventDefault();
    const handler = this.#handlerOf(match.id);
    if (handler && handler.refused() === undefined) handler.run();
  };

  #match(name: string) {
    const active = new Set(this.active().map(({ id }) => id));
    const match = matchShortcut(this.#pressed, active);
    // After a sequence that leads nowhere its last key counts by itself.
    if (match.kind !== 'none' || this.#pressed.length === 1) return match;
    this.#pressed = [name];
    return matchShortcut(this.#pressed, active);
  }

  #handlerOf(id: ShortcutId): Handler | undefined {
    const handlers = this.#handlers.get(id) ?? [];
    return handlers.findLast(({ applies }) => applies?.()) ?? handlers.findLast(({ applies }) => !applies);
  }

  #applies(name: string, target: EventTarget | null): boolean {
    if (!isSingleLetter(name)) return true;
    if (!this.letters || !(target instanceof Element)) return false;
    return !target.closest(FIELD) && !document.querySelector(OVERLAY);
  }
}

const RegistryContext = createContext(new Registry());

export function ShortcutProvider({ children }: { children: ReactNode }) {
  const registry = useMemo(() => new Registry(), []);
  const [letters] = useLetterKeys();
  useEffect(() => {
    registry.letters = letters;
  }, [registry, letters]);
  useEffect(() => {
    document.addEventListener('keydown', registry.press);
    return () => document.removeEventListener('keydown', registry.press);
  }, [registry]);
  return createElement(RegistryContext, { value: registry }, children);
}

/** Whether single letters act at all: a stored choice. */
export function useLetterKeys(): [boolean, (on: boolean) => void] {
  const [value, store] = useStored('tutti.letter-keys', 'on');
  return [value !== 'off', (on) => store(on ? 'on' : 'off')];
}

/**
 * Acts on a shortcut while the component is there and it applies: always, at times, or asked when a key is pressed. With
 * a reason for which it is `refused` it is listed with that reason and does nothing.
 */
export function useShortcut(
  id: ShortcutId,
  run: () => void,
  applies: boolean | (() => boolean) = true,
  refused?: string,
): void {
  const registry = useContext(RegistryContext);
  const asked = typeof applies === 'function' ? applies : undefined;
  const latest = useLatest({ run, asked, refused });
  const mounted = applies !== false;
  const asks = asked !== undefined;
  useEffect(() => {
    if (!mounted) return undefined;
    return registry.add(id, {
      run: () => latest.current.run(),
      applies: asks ? () => latest.current.asked?.() ?? false : undefined,
      refused: () => latest.current.refused,
    });
  }, [registry, id, mounted, asks, latest]);
}

/** The shortcuts in force, each with the way to act on it. */
export function useShortcuts(): Pick<Registry, 'active'> {
  return useContext(RegistryContext);
}
