/** What an exchange calls our assets: in what we subscribe to, and in the messages that it sends. */
import type { MappingRow, ReaderRow } from '../rows.ts';

export interface Instruments {
  /** What stands for each instrument in a subscription. */
  readonly subscribed: readonly string[];
  /** Our assets by what may stand for them in a message, in lower case. */
  readonly assets: ReadonlyMap<string, readonly string[]>;
}

const SYMBOL = '{symbol}';
const STYLES: Readonly<Record<string, (symbol: string) => string>> = {
  standard: (symbol) => symbol,
  lowercase: (symbol) => symbol.toLowerCase(),
  uppercase: (symbol) => symbol.toUpperCase(),
};

/** @throws Error that says what is wrong with `symbol_style`. */
export function symbolStyle(name: string | null): (symbol: string) => string {
  const style = STYLES[name ?? 'standard'];
  if (!style) throw new Error(`"${name}" is not one of ${Object.keys(STYLES).join(', ')}`);
  return style;
}

/**
 * Works out both names of every mapping by the row's `symbol_template`.
 * @throws Error that says what is wrong with the template.
 */
export function nameInstruments(
  feed: ReaderRow,
  mappings: readonly MappingRow[],
  style: (symbol: string) => string,
): Instruments {
  const subscribed = new Set<string>();
  const assets = new Map<string, string[]>();
  for (const mapping of mappings) {
    const { symbol, channel } = namesOf(feed, mapping, style);
    subscribed.add(channel);
    for (const name of new Set([symbol.toLowerCase(), channel.toLowerCase()])) {
      assets.set(name, [...(assets.get(name) ?? []), mapping.asset]);
    }
  }
  return { subscribed: [...subscribed], assets };
}

/** `btcusd` and `live_trades_btcusd`, whichever of them the map holds; the same text twice for most exchanges. */
function namesOf(
  { symbolTemplate, symbolSeparator, pairSuffix }: ReaderRow,
  { asset, exchangeSymbol }: MappingRow,
  style: (symbol: string) => string,
): { symbol: string; channel: string } {
  const template = symbolTemplate
    .replaceAll('{base}', asset)
    .replaceAll('{separator}', symbolSeparator)
    .replaceAll('{quote}', pairSuffix);
  const [before = '', after = '', ...more] = template.includes(SYMBOL) ? template.split(SYMBOL) : [];
  if (more.length > 0) throw new Error(`${SYMBOL} may stand in it once`);
  const built = template.includes(SYMBOL) ? `${asset}${symbolSeparator}${pairSuffix}` : template;
  const written = exchangeSymbol.trim() || built;
  const unknown = /\{\w*\}/.exec(written === built ? before + built + after : before + after);
  if (unknown) throw new Error(`${unknown[0]} means nothing; {symbol}, {base}, {separator} and {quote} do`);
  const lower = written.toLowerCase();
  const complete = lower.startsWith(before.toLowerCase()) && lower.endsWith(after.toLowerCase());
  const symbol = style(complete ? written.slice(before.length, written.length - after.length) : written);
  return { symbol, channel: before + symbol + after };
}
