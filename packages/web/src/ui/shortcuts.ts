import { createContext, createElement, useContext, useEffect, useMemo, type ReactNode } from 'react';
import { isSingleLetter, matchShortcut, pressName, SHORTCUTS, type ShortcutId } from './shortcut-list.ts';
import { useLatest } from './use-latest.ts';
import { useStored } from './use-stored.ts';

const SEQUENCE_MS = 1200;
const FIELD = 'input:not([type="checkbox"]), textarea, select, [contenteditable="true"]';
const OVERLAY = '[role="dialog"], [role="menu"], [role="listbox"]';

/** Which handlers are mounted; of several for one shortcut the latest wins. */
class Registry {
  readonly #handlers = new Map<ShortcutId, (() => void)[]>();
  #pressed: string[] = [];
  #pressedAt = 0;
  letters = true;

  add(id: ShortcutId, handler: () => void): () => void {
    const handlers = this.#handlers.get(id) ?? [];
    this.#handlers.set(id, [...handlers, handler]);
    return () =>
      this.#handlers.set(
        id,
        (this.#handlers.get(id) ?? []).filter((other) => other !== handler),
      );
  }

  /** What can be done now, in the order of the list; for the command palette. */
  readonly active = (): ShortcutId[] =>
    (Object.keys(SHORTCUTS) as ShortcutId[]).filter((id) => (this.#handlers.get(id)?.length ?? 0) > 0);

  readonly run = (id: ShortcutId): void => this.#handlers.get(id)?.at(-1)?.();

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
    this.run(match.id);
  };

  #match(name: string) {
    const active = new Set(this.active());
    const match = matchShortcut(this.#pressed, active);
    // After a sequence that leads nowhere its last key counts by itself.
    if (match.kind !== 'none' || this.#pressed.length === 1) return match;
    this.#pressed = [name];
    return matchShortcut(this.#pressed, active);
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

/** Acts on a shortcut while the component is there. */
export function useShortcut(id: ShortcutId, handler: () => void, active = true): void {
  const registry = useContext(RegistryContext);
  const latest = useLatest(handler);
  useEffect(
    () => (active ? registry.add(id, () => latest.current()) : undefined),
    [registry, id, active, latest],
  );
}

/** The shortcuts in force, and the way to act on one by its name. */
export function useShortcuts(): Pick<Registry, 'active' | 'run'> {
  return useContext(RegistryContext);
}
