/** Takes trades as they come, and writes them behind: to the cache almost at once, to Postgres once a second. */
import type { Services } from '../../../platform/subgraph.ts';
import type { Trade } from '../feeds/trade.ts';
import { saveLastPrices } from '../queries.ts';
import { isWellFormed, priceKey, RECEIVED_AT, toEntry } from './entry.ts';
import { WriteBehind } from './write-behind.ts';

/** Where the symbols whose price changed are published, one per line, once the cache holds the new prices. */
export const PRICES_CHANGED = 'prices-changed';

export class PriceWriter {
  readonly #toCache: WriteBehind;
  readonly #toDatabase: WriteBehind;
  readonly #log: Services['log'];

  constructor({ cache, database, log }: Services) {
    this.#log = log;
    this.#toCache = new WriteBehind({
      target: 'the cache',
      intervalMs: 20,
      retryMs: 250,
      log,
      async write(trades) {
        await cache.writeHashFields(
          trades.map((trade) => ({ key: priceKey(trade.asset), field: trade.source, value: toEntry(trade) })),
          RECEIVED_AT,
        );
        const symbols = new Set(trades.map((trade) => trade.asset));
        await cache.publish(PRICES_CHANGED, [...symbols].join('\n'));
      },
    });
    this.#toDatabase = new WriteBehind({
      target: 'Postgres',
      intervalMs: 1_000,
      retryMs: 1_000,
      log,
      write: (trades) => saveLastPrices(database, trades),
    });
  }

  /**
   * Takes a trade; of an asset and source the one that was received last wins, whatever time its exchange gives, also
   * where another process wrote meanwhile. Never throws: a trade that
   * could not be held (a price that is no plain decimal) is left out, or it would hold up all others.
   */
  accept(trade: Trade): void {
    if (!isWellFormed(trade)) {
      this.#log.debug({ trade }, 'a trade that cannot be held was left out');
      return;
    }
    const aheadOfUs = trade.observedAt > trade.receivedAt;
    const kept = {
      ...trade,
      asset: trade.asset.toUpperCase(),
      // An exchange whose clock runs ahead of ours must not look fresher than the others.
      observedAt: aheadOfUs ? trade.receivedAt : trade.observedAt,
    };
    this.#toCache.accept(kept);
    this.#toDatabase.accept(kept);
  }

  /** Writes what is left. Nothing may be accepted afterwards. */
  async stop(): Promise<void> {
    await Promise.all([this.#toCache.stop(), this.#toDatabase.stop()]);
  }
}
