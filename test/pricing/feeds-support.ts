import { type CompiledFeed, compileFeed, FeedRowError } from '../../subgraphs/pricing/feeds/compile.ts';
import type { Reading } from '../../subgraphs/pricing/feeds/read.ts';
import type { MappingRow, ReaderRow } from '../../subgraphs/pricing/rows.ts';

/** A plain row that works, with what a test cares about put over it. */
export function feedRow(changes: Partial<ReaderRow> = {}): ReaderRow {
  return {
    exchangeName: 'testex',
    displayName: 'Test Exchange',
    wsEndpoint: 'wss://testex.example',
    sourceTag: 'testex-ws',
    pairSuffix: 'USD',
    symbolTemplate: '{base}{separator}{quote}',
    symbolSeparator: '-',
    symbolStyle: 'standard',
    subscribeFormat: 'json',
    subscribeTemplate: '{"subscribe":{symbols}}',
    tradeChannelMatch: 'type=trade',
    msgIsArray: false,
    arrayPath: null,
    pricePath: 'price',
    symbolPath: 'symbol',
    timestampPath: 'time',
    timestampFormat: 'rfc3339',
    heartbeatMethod: 'none',
    pingIntervalSec: 0,
    pingMessage: null,
    ...changes,
  };
}

/** `{ BTC: 'BTC-USD' }` as rows of the asset map. */
export function mappings(symbols: Readonly<Record<string, string>>): MappingRow[] {
  return Object.entries(symbols).map(([asset, exchangeSymbol]) => ({ exchangeName: 'testex', asset, exchangeSymbol }));
}

export function compile(
  changes: Partial<ReaderRow> = {},
  symbols: Record<string, string> = { BTC: 'BTC-USD' },
): CompiledFeed {
  return compileFeed(feedRow(changes), mappings(symbols));
}

/** What a row with `changes` makes of one message, which is sent as JSON unless it is text already. */
export function read(changes: Partial<ReaderRow>, message: unknown, symbols?: Record<string, string>): Reading {
  const text = typeof message === 'string' ? message : JSON.stringify(message);
  return compile(changes, symbols).read(Buffer.from(text));
}

/** The problems of a row that cannot work, as `column: message`. */
export function problemsOf(changes: Partial<ReaderRow>, symbols?: Record<string, string>): string[] {
  try {
    compile(changes, symbols);
  } catch (error) {
    if (error instanceof FeedRowError) return error.problems.map(({ column, message }) => `${column}: ${message}`);
    throw error;
  }
  return [];
}
