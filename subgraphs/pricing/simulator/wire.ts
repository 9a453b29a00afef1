/** How the six exchanges put things: acknowledgements, heartbeats and trades in the form of recorded ones. */

export interface WireTrade {
  /** As the client subscribed to it. */
  symbol: string;
  /** A plain decimal with all its places. */
  price: string;
  size: string;
  side: 'buy' | 'sell';
  id: number;
  /** Unix time in milliseconds. */
  at: number;
}

export interface Answer {
  /** What the client subscribes to. */
  symbols: readonly string[];
  replies: readonly string[];
}

export interface Wire {
  /** What a new connection is told first. */
  greeting?: string;
  heartbeat?: { everyMs: number; text: () => string };
  /** What a message of the client asks for; null for what the exchange would not understand. */
  answer(message: Message): Answer | null;
  /** Our symbol of the asset that a symbol of the exchange is the price of. */
  asset(symbol: string): string;
  /** What repeats an older trade when its symbol is subscribed to, without being a trade. */
  history?(trade: WireTrade): string;
  trade(trade: WireTrade): string;
}

/** What a client sent, parsed; every field may be missing or something else. */
// biome-ignore lint/suspicious/noExplicitAny: looked at with ?. only
export type Message = any;

const list = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
/** `30236.00` as `30236`. */
const shortest = (price: string): string => (price.includes('.') ? price.replace(/\.?0+$/, '') : price);
/** `2.0853` as `2.08530000`. */
const eightPlaces = (price: string): string => {
  const [whole = '', fraction = ''] = price.split('.');
  return `${whole}.${fraction.padEnd(8, '0')}`;
};
const rfc3339 = (at: number): string => new Date(at).toISOString().replace('Z', '000Z');

const coinbase: Wire = {
  answer: (message) => {
    if (message?.type !== 'subscribe') return null;
    const symbols = list(message.product_ids);
    const channels = [{ name: 'matches', product_ids: symbols }];
    return { symbols, replies: [JSON.stringify({ type: 'subscriptions', channels })] };
  },
  asset: (symbol) => symbol.split('-')[0] as string,
  history: (trade) => coinbaseMatch('last_match', trade),
  trade: (trade) => coinbaseMatch('match', trade),
};

function coinbaseMatch(type: string, { symbol, price, size, side, id, at }: WireTrade): string {
  return JSON.stringify({
    type,
    trade_id: id,
    side,
    size,
    price: shortest(price),
    product_id: symbol,
    sequence: id,
    time: rfc3339(at),
  });
}

const KRAKEN_CODES: Readonly<Record<string, string>> = { XBT: 'BTC', XDG: 'DOGE' };

const kraken: Wire = {
  greeting: '{"connectionID":1,"event":"systemStatus","status":"online","version":"1.9.6"}',
  heartbeat: { everyMs: 1_000, text: () => '{"event":"heartbeat"}' },
  answer: (message) => {
    if (message?.event === 'ping') return { symbols: [], replies: ['{"event":"pong"}'] };
    if (message?.event !== 'subscribe') return null;
    const symbols = list(message.pair);
    const replies = symbols.map((pair) =>
      JSON.stringify({
        channelID: 1,
        channelName: 'trade',
        event: 'subscriptionStatus',
        pair,
        status: 'subscribed',
        subscription: { name: 'trade' },
      }),
    );
    return { symbols, replies };
  },
  asset: (symbol) => {
    const code = symbol.split('/')[0] as string;
    return KRAKEN_CODES[code] ?? code;
  },
  trade: ({ symbol, price, size, side, at }) => {
    const time = `${Math.floor(at / 1_000)}.${String(at % 1_000).padStart(3, '0')}000`;
    return JSON.stringify([1, [[eightPlaces(price), size, time, side[0], 'm', '']], 'trade', symbol]);
  },
};

const gemini: Wire = {
  heartbeat: { everyMs: 5_000, text: () => JSON.stringify({ type: 'heartbeat', timestamp: Date.now() }) },
  answer: (message) => {
    if (message?.type !== 'subscribe') return null;
    return { symbols: list(message.subscriptions?.[0]?.symbols), replies: [] };
  },
  asset: (symbol) => symbol.slice(0, -'USD'.length),
  history: (trade) => {
    const { symbol, price, size, side } = trade;
    const changes = [[side, price, size]];
    return JSON.stringify({ type: 'l2_updates', symbol, changes, trades: [geminiTrade(trade)] });
  },
  trade: (trade) => JSON.stringify(geminiTrade(trade)),
};

function geminiTrade({ symbol, price, size, side, id, at }: WireTrade): object {
  return { type: 'trade', symbol, event_id: id, timestamp: at, price, quantity: size, side };
}

const BITSTAMP_CHANNEL = 'live_trades_';

const bitstamp: Wire = {
  answer: (message) => {
    const event = message?.event;
    if (event === 'bts:heartbeat') {
      return { symbols: [], replies: ['{"event":"bts:heartbeat","channel":"","data":{"status":"success"}}'] };
    }
    const channel = message?.data?.channel;
    if (event !== 'bts:subscribe' || typeof channel !== 'string' || !channel.startsWith(BITSTAMP_CHANNEL)) return null;
    const reply = JSON.stringify({ event: 'bts:subscription_succeeded', channel, data: {} });
    return { symbols: [channel.slice(BITSTAMP_CHANNEL.length)], replies: [reply] };
  },
  asset: (symbol) => symbol.slice(0, -'usd'.length).toUpperCase(),
  // Written by hand, because a number loses digits that its text beside it keeps; blanks as the exchange sends them.
  trade: ({ symbol, price, size, side, id, at }) =>
    `{"channel": "${BITSTAMP_CHANNEL}${symbol}", "data": {"amount": ${shortest(size)}, "amount_str": "${size}", ` +
    `"id": ${id}, "microtimestamp": "${at}000", "price": ${shortest(price)}, "price_str": "${price}", ` +
    `"timestamp": "${Math.floor(at / 1_000)}", "type": ${side === 'buy' ? 0 : 1}}, "event": "trade"}`,
};

const BINANCE_STREAM = '@aggTrade';

const binanceUs: Wire = {
  answer: (message) => {
    if (message?.method !== 'SUBSCRIBE') return null;
    const symbols = list(message.params)
      .filter((stream) => stream.endsWith(BINANCE_STREAM))
      .map((stream) => stream.slice(0, -BINANCE_STREAM.length));
    return { symbols, replies: [JSON.stringify({ result: null, id: message.id ?? null })] };
  },
  asset: (symbol) => symbol.slice(0, -'usdt'.length).toUpperCase(),
  trade: ({ symbol, price, size, side, id, at }) => {
    const s = symbol.toUpperCase();
    const data = {
      e: 'aggTrade',
      E: at,
      s,
      a: id,
      p: eightPlaces(price),
      q: size,
      f: id,
      l: id,
      T: at,
      m: side === 'sell',
    };
    return JSON.stringify({ stream: `${symbol}${BINANCE_STREAM}`, data });
  },
};

const okx: Wire = {
  answer: (message) => {
    if (message === 'ping') return { symbols: [], replies: ['pong'] };
    if (message?.op !== 'subscribe' || !Array.isArray(message.args)) return null;
    const instruments: string[] = message.args.map((argument: Message) => String(argument?.instId));
    const replies = instruments.map((instId) =>
      JSON.stringify({ event: 'subscribe', arg: { channel: 'trades', instId } }),
    );
    return { symbols: instruments, replies };
  },
  asset: (symbol) => symbol.split('-')[0] as string,
  trade: ({ symbol, price, size, side, id, at }) =>
    JSON.stringify({
      arg: { channel: 'trades', instId: symbol },
      data: [{ instId: symbol, tradeId: String(id), px: shortest(price), sz: size, side, ts: String(at) }],
    }),
};

/** By `exchange_name`. */
export const WIRES: Readonly<Record<string, Wire>> = { coinbase, kraken, gemini, bitstamp, binance_us: binanceUs, okx };
