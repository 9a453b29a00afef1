/** From a frame to the trades in it, by the rules that a row of `exchange_feeds` was compiled to. */
import { plainDecimal } from './decimal.ts';
import { type Path, readPath } from './path.ts';
import { readTime, type TimeFormat } from './time.ts';

export interface TradeRules {
  /** All must hold for a trade; with none, whatever has a symbol and a price is one. */
  readonly match: readonly MatchTerm[];
  /** Where the trades of a message stand; null where a message is at most one trade. */
  readonly elements: Path | null;
  /** Only a message that is itself an array can hold trades. */
  readonly arraysOnly: boolean;
  readonly symbol: Path;
  readonly price: Path;
  readonly time: { readonly path: Path; readonly format: TimeFormat } | null;
  /** Our assets by what stands for them in messages, in lower case. */
  readonly assets: ReadonlyMap<string, readonly string[]>;
}

export interface MatchTerm {
  readonly path: Path;
  readonly value: string;
}

export interface Reading {
  readonly trades: readonly ReadTrade[];
  /** The frame is no JSON object or array, such as the answer `pong`. */
  readonly plainText: boolean;
  /** How many frames (0 or 1) or trades in it could not be read, and what was wrong with the last of them. */
  readonly failures: number;
  readonly problem: string | null;
}

export interface ReadTrade {
  readonly asset: string;
  readonly price: string;
  /** Null where the row gives no path to a time. */
  readonly observedAt: string | null;
}

const NOTHING: Reading = { trades: [], plainText: false, failures: 0, problem: null };
const PLAIN_TEXT: Reading = { ...NOTHING, plainText: true };
const failed = (problem: string): Reading => ({ ...NOTHING, failures: 1, problem });

/** Up to this size a frame is parsed whatever it holds, so that broken ones are found and counted. */
const SMALL_FRAME = 1_024;
/** The first block of Bitcoin: no trade is older, but a mistaken `timestamp_format` makes it look so. */
const EARLIEST = '2009-01-03';
const DAY_MS = 86_400_000;

/** The returned function never throws, whatever the frame holds; it touches nothing outside. */
export function createReader(rules: TradeRules): (frame: Buffer) => Reading {
  const mayHoldTrades = preFilter(rules.match);
  return (frame) => {
    if (frame.length > SMALL_FRAME && !mayHoldTrades(frame)) return NOTHING;
    const raw = frame.toString();
    if (!/^\s*[[{]/.test(raw)) return PLAIN_TEXT;
    try {
      return readMessage(raw, JSON.parse(raw), rules);
    } catch (error) {
      return failed(`a frame could not be read: ${(error as Error).message}`);
    }
  };
}

/**
 * A quick look for one of the words that a trade must hold, because parsing a whole order book to find no trade costs
 * much. What it lets pass is decided on parsed values. A word may be escaped, and a number be written in several
 * ways: then the look finds nothing and must not be trusted.
 */
function preFilter(match: readonly MatchTerm[]): (frame: Buffer) => boolean {
  const words = match
    .map(({ value }) => value)
    .filter((value) => /^[\w@:. -]+$/.test(value) && !/^[\d.+-]/.test(value));
  const longest = words.toSorted((one, other) => other.length - one.length)[0];
  return longest === undefined ? () => true : (frame) => frame.includes(longest) || frame.includes('\\');
}

function readMessage(raw: string, message: unknown, rules: TradeRules): Reading {
  if (rules.arraysOnly && !Array.isArray(message)) return NOTHING;
  const elements = elementsOf(message, rules);
  const digits = exactDigits(raw, rules);
  const trades: ReadTrade[] = [];
  let failures = 0;
  let problem: string | null = null;
  for (const [index, element] of elements.entries()) {
    if (!rules.match.every((term) => holds(term, message, element))) continue;
    const found = readTrade(rules, (path) => {
      const value = readPath(path, message, element);
      if (typeof value !== 'number') return typeof value === 'string' ? value : undefined;
      // Only of a price do the zeros matter, and a whole number has lost nothing else.
      return path !== rules.price && Number.isSafeInteger(value) ? String(value) : digits(path, index);
    });
    if (typeof found === 'string') {
      failures++;
      problem = found;
    } else {
      trades.push(...found);
    }
  }
  return trades.length > 0 || failures > 0 ? { trades, plainText: false, failures, problem } : NOTHING;
}

function elementsOf(message: unknown, rules: TradeRules): readonly unknown[] {
  if (!rules.elements) return [message];
  const found = readPath(rules.elements, message, message);
  return Array.isArray(found) ? found : [];
}

function holds({ path, value }: MatchTerm, message: unknown, element: unknown): boolean {
  // What an element does not say, such as its channel, the message may say for all of them.
  const found = readPath(path, message, element) ?? readPath(path, message, message);
  if (typeof found === 'string') return found === value;
  return (typeof found === 'number' || typeof found === 'boolean') && String(found) === value;
}

/** A trade for each of our assets that the symbol stands for; or, as text, why it is none. */
function readTrade(rules: TradeRules, at: (path: Path) => string | undefined): ReadTrade[] | string {
  const ruled = rules.match.length > 0;
  const symbol = at(rules.symbol);
  if (symbol === undefined) return ruled ? 'symbol_path leads to no text' : [];
  const assets = rules.assets.get(symbol.toLowerCase());
  if (!assets) return [];
  const sent = at(rules.price);
  if (sent === undefined && !ruled) return [];
  const price = sent === undefined ? null : plainDecimal(sent);
  if (price === null || !/[1-9]/.test(price)) return `price_path leads to ${quoted(sent)}, which is no price`;
  let observedAt: string | null = null;
  if (rules.time) {
    const time = at(rules.time.path);
    observedAt = readTradeTime(time, rules.time.format);
    if (observedAt === null) return `timestamp_path leads to ${quoted(time)}, which is no time of a trade`;
  }
  return assets.map((asset) => ({ asset, price, observedAt }));
}

function readTradeTime(sent: string | undefined, format: TimeFormat): string | null {
  const time = sent === undefined ? null : readTime(sent, format);
  if (time === null || time < EARLIEST || time > new Date(Date.now() + DAY_MS).toISOString()) return null;
  return time;
}

/**
 * Finds numbers as they were sent: `2369.50` is not `2369.5`, and a double holds 17 digits at most. The message is
 * parsed a second time for it, with the source text of numbers, and only if it turns out to be a trade with numbers.
 */
function exactDigits(raw: string, rules: TradeRules): (path: Path, index: number) => string | undefined {
  let message: unknown;
  let elements: readonly unknown[] | undefined;
  return (path, index) => {
    if (!elements) {
      message = JSON.parse(raw, numbersAsSent);
      elements = elementsOf(message, rules);
    }
    const text = readPath(path, message, elements[index]);
    return typeof text === 'string' ? text : undefined;
  };
}

function numbersAsSent(_key: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === 'number' ? context?.source : value;
}

const quoted = (text: string | undefined): string =>
  text === undefined ? 'nothing' : JSON.stringify(text.slice(0, 40));
