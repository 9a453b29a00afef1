/**
 * The price store: trades go in, prices come out. The cache holds the latest of every source, Postgres the last known
 * ones; either may be away.
 */
import type { Services } from '../../platform/subgraph.ts';
import { KnownNames } from './prices/known.ts';
import { PriceReader } from './prices/reader.ts';
import { PriceUpdates } from './prices/updates.ts';
import { PriceWriter } from './prices/writer.ts';

export interface PriceStore {
  readonly reader: PriceReader;
  readonly writer: PriceWriter;
  readonly updates: PriceUpdates;
}

const stores = new WeakMap<Services, PriceStore>();

/** The one store of a process: every request reads what the feeds of the same services wrote. */
export function priceStore(services: Services): PriceStore {
  let store = stores.get(services);
  if (!store) {
    const known = new KnownNames(services.database, services.log);
    store = {
      reader: new PriceReader(services, known),
      writer: new PriceWriter(services),
      updates: new PriceUpdates(services.cache),
    };
    stores.set(services, store);
  }
  return store;
}
