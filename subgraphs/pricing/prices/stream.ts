import type { PriceRow } from './reader.ts';
import type { PriceUpdates } from './updates.ts';

export interface PriceStreamOptions {
  assets: readonly string[];
  /** The least time between two prices of the same asset. */
  minIntervalMs: number;
  updates: PriceUpdates;
  read: (symbol: string) => Promise<PriceRow>;
}

/**
 * The price of each asset now, and then whenever it changed. It remembers that an asset changed, not each change, and
 * reads the price when the consumer asks: a slow consumer gets the latest of each asset in turn. `return()` ends it at
 * once, also while it waits (a bare async generator would wait for the next change first).
 */
export function priceStream({
  assets,
  minIntervalMs,
  updates,
  read,
}: PriceStreamOptions): AsyncIterableIterator<PriceRow> {
  const symbols = new Set(assets.map((asset) => asset.trim().toUpperCase()));
  const changed = new Set(symbols);
  const sentAt = new Map<string, number>();
  let open = true;
  let wake = (): void => {};
  const unwatch = updates.watch(symbols, (symbol) => {
    changed.add(symbol);
    wake();
  });

  /** The asset that waited longest of those that may be sent now, or how long to wait for one. */
  function next(): { symbol: string } | { waitMs: number } {
    const now = performance.now();
    let waitMs = Number.POSITIVE_INFINITY;
    for (const symbol of changed) {
      const remaining = (sentAt.get(symbol) ?? Number.NEGATIVE_INFINITY) + minIntervalMs - now;
      if (remaining <= 0) return { symbol };
      waitMs = Math.min(waitMs, remaining);
    }
    return { waitMs };
  }

  async function pause(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    wake = resolve;
    const timer = Number.isFinite(ms) ? setTimeout(resolve, ms) : undefined;
    await promise;
    clearTimeout(timer);
  }

  async function* events(): AsyncGenerator<PriceRow> {
    await updates.ready();
    while (open) {
      const found = next();
      if ('waitMs' in found) {
        await pause(found.waitMs);
        continue;
      }
      changed.delete(found.symbol);
      sentAt.set(found.symbol, performance.now());
      const row = await read(found.symbol);
      if (open) yield row;
    }
  }

  const generator = events();
  function end(): void {
    open = false;
    unwatch();
    wake();
  }
  return {
    next: () => generator.next(),
    return: () => {
      end();
      return generator.return(undefined);
    },
    throw: (error) => {
      end();
      return generator.throw(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
