import { execute, parse } from 'graphql';
import type { Cache } from '../../platform/cache.ts';
import { connectDatabase, type Database } from '../../platform/database.ts';
import { createLog } from '../../platform/log.ts';
import type { Services } from '../../platform/subgraph.ts';
import { connectValkey } from '../../platform/valkey.ts';
import { ADMIN, Viewer } from '../../platform/viewer.ts';
import type { Trade } from '../../subgraphs/pricing/feeds/trade.ts';
import { priceKey, toEntry } from '../../subgraphs/pricing/prices/entry.ts';
import { saveLastPrices } from '../../subgraphs/pricing/queries.ts';
import { pricing } from '../../subgraphs/pricing/subgraph.ts';
import { createTestDatabase } from '../support/database.ts';

/** Someone with a key and nothing special about it. */
export const CUSTOMER: Viewer = new Viewer({ ...ADMIN, kind: 'key', keyId: 'k', userId: 'u' });

/** The time `seconds` ago, as the graph writes times. */
export function ago(seconds: number): string {
  return new Date(Date.now() - seconds * 1000).toISOString().replace('Z', '000Z');
}

export function trade(asset: string, source: string, price: string, seconds = 0): Trade {
  return { asset, source, price, observedAt: ago(seconds), receivedAt: ago(seconds) };
}

/** Puts trades where a feed would have put them, without its delays. */
export async function inCache(cache: Cache, ...trades: Trade[]): Promise<void> {
  await cache.writeHashFields(
    trades.map((each) => ({ key: priceKey(each.asset), field: each.source, value: toEntry(each) })),
  );
}

export function inPostgres(database: Database, ...trades: Trade[]): Promise<void> {
  return saveLastPrices(database, trades);
}

/** A database that answers nothing any more. */
export async function goneDatabase(): Promise<Database> {
  const { url, drop } = await createTestDatabase({ empty: true });
  const database = await connectDatabase(url, { log: createLog('silent') });
  await drop();
  return database;
}

/** A cache whose server does not exist. */
export function goneCache(): Cache {
  return connectValkey('redis://127.0.0.1:1', { log: createLog('silent') });
}

export type Ask = (query: string, variables?: Record<string, unknown>, viewer?: Viewer) => Promise<Answer>;

export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what it selected
  data: any;
  errors?: readonly { message: string; path?: readonly (string | number)[]; extensions: Record<string, unknown> }[];
}

/** The pricing subgraph over `services`, asked as the gateway would ask it: one context per request. */
export function pricingGraph(services: Services): Ask {
  const subgraph = pricing.create(services);
  return async (query, variables = {}, viewer = CUSTOMER) => {
    const result = await execute({
      schema: subgraph.schema,
      document: parse(query),
      variableValues: variables,
      contextValue: subgraph.createContext({ viewer, requestId: 'test' }),
    });
    return JSON.parse(JSON.stringify(result));
  };
}
