/** What pricing does between requests: reads the exchanges and writes what they trade. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Background, Services } from '../../platform/subgraph.ts';
import { type FeedStatus, type FeedsOptions, startFeeds } from './feeds/feeds.ts';
import { exchangesReachable } from './feeds/reachable.ts';
import { priceStore } from './prices.ts';

/** How long the start waits for connections, so that its banner can tell of them. */
const FIRST_CONNECTIONS_MS = 1_500;

export async function startPricing(services: Services): Promise<Background> {
  const { writer } = priceStore(services);
  const mode = await feedsMode(services);
  const feeds = await startFeeds(services, { mode, onTrade: (trade) => writer.accept(trade) });
  await firstConnections(() => feeds.status());
  return {
    status: () => ['prices', describe(mode, feeds.status())],
    stop: async () => {
      await feeds.stop();
      await writer.stop(); // after the last trade, so that none is lost
    },
  };
}

/**
 * `FEEDS` decides. Without it the exchanges are read, come what may, in production and wherever a database or a cache is
 * shared with others, whose prices are real. A process all by itself falls back on simulated prices, marked as such in
 * every answer, where no exchange can be reached.
 */
export async function feedsMode(services: Services): Promise<FeedsOptions['mode']> {
  const { FEEDS, NODE_ENV, DATABASE_URL, VALKEY_URL } = services.environment;
  if (FEEDS) return FEEDS;
  if (NODE_ENV === 'production' || DATABASE_URL || VALKEY_URL) return 'live';
  return (await exchangesReachable(services)) ? 'live' : 'simulate';
}

async function firstConnections(status: () => FeedStatus[]): Promise<void> {
  const deadline = performance.now() + FIRST_CONNECTIONS_MS;
  while (performance.now() < deadline && status().some(({ connected }) => !connected)) await sleep(25);
}

function describe(mode: FeedsOptions['mode'], feeds: readonly FeedStatus[]): string {
  if (mode === 'off') return 'off: prices come from what was stored';
  const names = feeds.map(({ exchange, connected }) => (connected ? exchange : `${exchange} (not connected yet)`));
  return mode === 'live' ? names.join(', ') : `SIMULATED, no exchange was involved: ${names.join(', ')}`;
}
