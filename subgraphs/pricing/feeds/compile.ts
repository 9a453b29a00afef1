/**
 * Turns a row of `exchange_feeds` and its part of the asset map into what a connection needs. Nothing here or behind
 * it knows any exchange (dictionary rule TB-R21); the conventions of the columns stand in the table's comments.
 */
import type { MappingRow, ReaderRow } from '../rows.ts';
import { type Instruments, nameInstruments, symbolStyle } from './instruments.ts';
import { type Path, parsePath, WHOLE_MESSAGE } from './path.ts';
import { createReader, type MatchTerm, type Reading } from './read.ts';
import { TIME_FORMATS } from './time.ts';

export interface CompiledFeed {
  readonly exchange: string;
  readonly source: string;
  readonly endpoint: string;
  /** The messages to send once connected, in order. */
  readonly subscriptions: readonly string[];
  readonly heartbeat: Heartbeat | null;
  /** Never throws. */
  readonly read: (frame: Buffer) => Reading;
}

export interface Heartbeat {
  readonly everyMs: number;
  /** The text to send; null for a ping frame. */
  readonly message: string | null;
}

export interface RowProblem {
  /** The column, as the table names it. */
  readonly column: string;
  readonly message: string;
}

/** A row that cannot work, with everything that is wrong with it. */
export class FeedRowError extends Error {
  override name = 'FeedRowError';
  readonly problems: readonly RowProblem[];

  constructor(exchange: string, problems: readonly RowProblem[]) {
    super(`${exchange}: ${problems.map(({ column, message }) => `${column}: ${message}`).join('; ')}`);
    this.problems = problems;
  }
}

/** @throws FeedRowError naming every column that cannot work. */
export function compileFeed(row: ReaderRow, mappings: readonly MappingRow[]): CompiledFeed {
  const problems: RowProblem[] = [];
  /** With `otherwise` in place of what is wrong, the columns after it are checked too. */
  const column = <Value>(name: string, otherwise: Value, work: () => Value): Value => {
    try {
      return work();
    } catch (error) {
      problems.push({ column: name, message: (error as Error).message });
      return otherwise;
    }
  };

  const endpoint = column('ws_endpoint', '', () => readEndpoint(row.wsEndpoint));
  const source = column('source_tag', '', () => required(row.sourceTag));
  column('subscribe_format', '', () => oneOf(['json'], row.subscribeFormat));
  const style = column('symbol_style', asWritten, () => symbolStyle(optional(row.symbolStyle)));
  const { subscribed, assets } = column('symbol_template', NO_INSTRUMENTS, () => nameInstruments(row, mappings, style));
  if (mappings.length === 0) problems.push({ column: 'exchange_asset_map', message: 'no instrument is switched on' });
  const subscriptions = column('subscribe_template', [], () =>
    fillTemplate(optional(row.subscribeTemplate), subscribed),
  );
  const everyMs = column('ping_interval_sec', 0, () => readInterval(row.pingIntervalSec));
  const heartbeat = column('heartbeat_method', null, () => readHeartbeat(row, everyMs));

  const match = column('trade_channel_match', [], () => readMatch(optional(row.tradeChannelMatch)));
  const price = column('price_path', WHOLE_MESSAGE, () => parsePath(required(row.pricePath)));
  const symbol = column('symbol_path', WHOLE_MESSAGE, () => parsePath(required(row.symbolPath)));
  const elements = column('array_path', null, () => readElements(row, price));
  const timePath = column('timestamp_path', null, () => optionalPath(row.timestampPath));
  const format = column('timestamp_format', 'rfc3339', () => oneOf(TIME_FORMATS, row.timestampFormat));

  if (problems.length > 0) throw new FeedRowError(row.exchangeName, problems);
  const time = timePath && { path: timePath, format };
  const read = createReader({ match, elements, arraysOnly: row.msgIsArray ?? false, symbol, price, time, assets });
  return { exchange: row.exchangeName, source, endpoint, subscriptions, heartbeat, read };
}

const NO_INSTRUMENTS: Instruments = { subscribed: [], assets: new Map() };
const MAXIMUM_INTERVAL_SEC = 3_600;
const asWritten = (symbol: string): string => symbol;

/** Blank text is as good as none. */
function optional(text: string | null): string | null {
  return text?.trim() ? text : null;
}

function required(text: string | null): string {
  if (!text?.trim()) throw new Error('must be given');
  return text;
}

/** `text` where it is one of `values`, their first where it is blank. */
function oneOf<Value extends string>(values: readonly [Value, ...Value[]], text: string | null): Value {
  const wanted = optional(text) ?? values[0];
  const value = values.find((candidate) => candidate === wanted);
  if (value === undefined) throw new Error(`"${text}" is not one of ${values.join(', ')}`);
  return value;
}

function readEndpoint(text: string): string {
  const protocol = URL.canParse(text) ? new URL(text).protocol : '';
  if (protocol !== 'ws:' && protocol !== 'wss:') throw new Error(`"${text}" is not an address of the form wss://…`);
  return text;
}

function fillTemplate(template: string | null, symbols: readonly string[]): string[] {
  if (template === null) return [];
  const fill = (symbol: string): string =>
    template
      .replaceAll('{symbols}', () => JSON.stringify(symbols))
      .replaceAll('{symbol}', () => JSON.stringify(symbol).slice(1, -1));
  try {
    JSON.parse(fill('X'));
  } catch (error) {
    throw new Error(`is no JSON once it is filled in: ${(error as Error).message}`);
  }
  return template.includes('{symbol}') ? symbols.map(fill) : [fill('')];
}

/** In milliseconds. An interval that a timer cannot hold would send without a pause. */
function readInterval(seconds: number | null): number {
  if ((seconds ?? 0) > MAXIMUM_INTERVAL_SEC) throw new Error(`${seconds} is more than ${MAXIMUM_INTERVAL_SEC}`);
  return (seconds ?? 0) * 1_000;
}

/** An interval of 0, the column's default, means none. */
function readHeartbeat({ heartbeatMethod, pingMessage }: ReaderRow, everyMs: number): Heartbeat | null {
  const message = optional(pingMessage);
  const method = oneOf([message === null ? 'ping' : 'message', 'ping', 'message', 'none'], heartbeatMethod);
  if (method === 'none' || everyMs <= 0) return null;
  if (method === 'message' && message === null) throw new Error('"message" needs a ping_message');
  return { everyMs, message: method === 'message' ? message : null };
}

function readMatch(text: string | null): MatchTerm[] {
  if (text === null) return [];
  return text.split('&').map((term) => {
    const place = term.indexOf('=');
    if (place < 0) throw new Error(`"${term}" is not of the form path=value`);
    return { path: parsePath(term.slice(0, place)), value: term.slice(place + 1).trim() };
  });
}

function readElements({ arrayPath, msgIsArray }: ReaderRow, price: Path): Path | null {
  const path = optionalPath(arrayPath);
  if (path || !msgIsArray) return path;
  // An array has no keys: a price that begins with one can only be meant in its elements.
  return !price.fromMessage && price.steps[0]?.index === null ? WHOLE_MESSAGE : null;
}

function optionalPath(text: string | null): Path | null {
  const given = optional(text);
  return given === null ? null : parsePath(given);
}
