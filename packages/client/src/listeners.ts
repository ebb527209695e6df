/** Functions that wait for values under names. One that throws does not keep the others from hearing. */
export class Listeners<T> {
  readonly #byName = new Map<keyof T, Set<(value: never) => void>>();

  add<N extends keyof T>(name: N, listener: (value: T[N]) => void): () => void {
    const listeners = this.#byName.get(name) ?? new Set();
    this.#byName.set(name, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  tell<N extends keyof T>(name: N, value: T[N]): void {
    // A listener may remove itself, or another, while they are told.
    for (const listener of Array.from(this.#byName.get(name) ?? [])) {
      try {
        (listener as (value: T[N]) => void)(value);
      } catch (error) {
        // Rethrown on a turn of its own, where the platform reports it.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
