/** All feeds together: which there are, by the rows of the moment, and how they are doing. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Services } from '../../../platform/subgraph.ts';
import type { MappingRow, ReaderRow } from '../rows.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../simulator/simulator.ts';
import { compileFeed } from './compile.ts';
import { type ConnectionStatus, FeedConnection, TIMING, type Timing } from './connection.ts';
import { enabledFeeds, enabledMappings, feedsFingerprint } from './queries.ts';
import { now } from './time.ts';
import type { OnTrade } from './trade.ts';

export interface FeedsOptions {
  onTrade: OnTrade;
  /** `simulate` connects to a simulator of our own instead of the rows' endpoints, and says so in every source. */
  mode: 'live' | 'simulate' | 'off';
  /** How often the rows are looked at, in milliseconds. */
  pollMs?: number;
  timing?: Partial<Timing>;
  simulation?: SimulatorOptions;
}

export interface FeedStatus extends ConnectionStatus {
  exchange: string;
  displayName: string;
  source: string;
  instruments: number;
}

export interface FeedsHandle {
  /** One entry for each feed that is switched on, by name; a row that cannot work is there with its error. */
  status(): FeedStatus[];
  /** Ends all connections; no trade comes after. */
  stop(): Promise<void>;
}

interface RunningFeed {
  row: ReaderRow;
  mappings: readonly MappingRow[];
  connection: Pick<FeedConnection, 'status' | 'stop'>;
}

const POLL_MS = 3_000;

/**
 * Reads every feed that is switched on, and follows changes of the rows of `exchange_feeds` and `exchange_asset_map`:
 * a feed starts anew when its own rows change, and no other does. Resolves once the rows were looked at for the first
 * time; without an answer from Postgres it goes on trying, like later on.
 */
export async function startFeeds(services: Services, options: FeedsOptions): Promise<FeedsHandle> {
  if (options.mode === 'off') return { status: () => [], stop: async () => {} };
  const simulator = options.mode === 'simulate' ? await startSimulator(options.simulation) : null;
  const feeds = new Feeds(services, options, simulator);
  await feeds.refresh();
  feeds.follow(options.pollMs ?? POLL_MS);
  return {
    status: () => feeds.status(),
    stop: async () => {
      await feeds.stop();
      await simulator?.stop();
    },
  };
}

class Feeds {
  readonly #services: Services;
  readonly #options: FeedsOptions;
  readonly #simulator: Simulator | null;
  readonly #running = new Map<string, RunningFeed>();
  readonly #stopping = new AbortController();
  #fingerprint = '';
  #failing = false;
  #following: Promise<void> | undefined;

  constructor(services: Services, options: FeedsOptions, simulator: Simulator | null) {
    this.#services = services;
    this.#options = options;
    this.#simulator = simulator;
  }

  status(): FeedStatus[] {
    return [...this.#running.values()]
      .map(({ row, mappings, connection }) => ({
        exchange: row.exchangeName,
        displayName: row.displayName,
        source: this.#source(row),
        instruments: mappings.length,
        ...connection.status(),
      }))
      .sort((one, other) => (one.exchange < other.exchange ? -1 : 1));
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all([...this.#running.values()].map(({ connection }) => connection.stop()));
    await this.#following;
  }

  follow(pollMs: number): void {
    this.#following = this.#poll(pollMs);
  }

  async #poll(pollMs: number): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await sleep(pollMs, undefined, { signal, ref: false }).catch(() => {});
      if (!signal.aborted) await this.refresh();
    }
  }

  /** Brings what runs in line with the rows. Never fails: without an answer, what runs goes on. */
  async refresh(): Promise<void> {
    try {
      await this.#followRows();
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) this.#services.log.warn({ err: error }, 'the rows of the feeds cannot be read');
      this.#failing = true;
    }
  }

  async #followRows(): Promise<void> {
    const { database } = this.#services;
    const fingerprint = await feedsFingerprint(database);
    if (fingerprint === this.#fingerprint) return;
    const [rows, mappings] = await Promise.all([enabledFeeds(database), enabledMappings(database)]);
    const byExchange = Map.groupBy(mappings, ({ exchangeName }) => exchangeName);
    const wanted = new Set(rows.map(({ exchangeName }) => exchangeName));
    for (const exchange of this.#running.keys()) if (!wanted.has(exchange)) await this.#end(exchange);
    for (const row of rows) await this.#begin(row, byExchange.get(row.exchangeName) ?? []);
    this.#fingerprint = fingerprint;
  }

  async #begin(row: ReaderRow, mappings: readonly MappingRow[]): Promise<void> {
    const present = this.#running.get(row.exchangeName);
    if (present && JSON.stringify([present.row, present.mappings]) === JSON.stringify([row, mappings])) return;
    await this.#end(row.exchangeName);
    if (this.#stopping.signal.aborted) return;
    this.#running.set(row.exchangeName, { row, mappings, connection: this.#connect(row, mappings) });
  }

  #connect(row: ReaderRow, mappings: readonly MappingRow[]): RunningFeed['connection'] {
    const { log } = this.#services;
    try {
      const feed = compileFeed(row, mappings);
      return new FeedConnection(feed, {
        source: this.#source(row),
        endpoint: this.#simulator ? this.#simulator.endpoint(row.exchangeName) : feed.endpoint,
        onTrade: this.#options.onTrade,
        log,
        timing: { ...TIMING, ...this.#options.timing },
      });
    } catch (error) {
      const { message } = error as Error;
      log.error({ exchange: row.exchangeName, problem: message }, 'a feed cannot work');
      const status = neverConnected(message);
      return { status: () => status, stop: async () => {} };
    }
  }

  async #end(exchange: string): Promise<void> {
    const feed = this.#running.get(exchange);
    this.#running.delete(exchange);
    await feed?.connection.stop();
  }

  #source({ sourceTag }: ReaderRow): string {
    return this.#simulator ? `simulated:${sourceTag}` : sourceTag;
  }
}

function neverConnected(lastError: string): ConnectionStatus {
  return { connected: false, since: now(), messages: 0, trades: 0, plainText: 0, parseFailures: 0, lastError };
}
