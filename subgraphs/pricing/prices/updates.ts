/** Tells whoever watches an asset that its price changed; which process the trade came to does not matter. */
import type { Cache } from '../../../platform/cache.ts';
import { PRICES_CHANGED } from './writer.ts';

const RETRY_MS = 1_000;

type Listener = (symbol: string) => void;

/** One subscription to the cache for all watchers of the process, and none while nobody watches. */
export class PriceUpdates {
  readonly #cache: Cache;
  readonly #listeners = new Map<string, Set<Listener>>();
  #connection: Promise<() => Promise<void>> | undefined;
  #retry: NodeJS.Timeout | undefined;

  constructor(cache: Cache) {
    this.#cache = cache;
  }

  /** Calls `listener` with each of `symbols` whose price changed, until the returned function is called. */
  watch(symbols: Iterable<string>, listener: Listener): () => void {
    for (const symbol of symbols) {
      const listeners = this.#listeners.get(symbol);
      if (listeners) listeners.add(listener);
      else this.#listeners.set(symbol, new Set([listener]));
    }
    if (!this.#connection) this.#connect();
    return () => {
      for (const symbol of symbols) {
        const listeners = this.#listeners.get(symbol);
        listeners?.delete(listener);
        if (listeners?.size === 0) this.#listeners.delete(symbol);
      }
      if (this.#listeners.size === 0) this.#disconnect();
    };
  }

  /** Resolves once changes arrive, or the first attempt failed; later attempts go on by themselves. */
  async ready(): Promise<void> {
    await this.#connection?.catch(() => {});
  }

  #connect(): Promise<() => Promise<void>> {
    const connection = this.#cache.subscribe(
      PRICES_CHANGED,
      (message) => this.#announce(message.split('\n')),
      () => this.#announceAll(),
    );
    this.#connection = connection;
    connection.catch(() => {
      if (this.#connection === connection) this.#retry = setTimeout(() => this.#reconnect(), RETRY_MS).unref();
    });
    return connection;
  }

  #reconnect(): void {
    this.#connect().then(
      () => this.#announceAll(),
      () => {}, // tried again
    );
  }

  #disconnect(): void {
    clearTimeout(this.#retry);
    this.#connection?.then((unsubscribe) => unsubscribe()).catch(() => {}); // with the cache away there is nothing left
    this.#connection = undefined;
  }

  /** Whatever happened while there was no connection was missed, so everything may have changed. */
  #announceAll(): void {
    this.#announce([...this.#listeners.keys()]);
  }

  #announce(symbols: readonly string[]): void {
    for (const symbol of symbols) {
      for (const listener of this.#listeners.get(symbol) ?? []) listener(symbol);
    }
  }
}
