/** A server on loopback that speaks as the six exchanges do, each under a path of its own, with made-up prices. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { Market, randomNumbers } from './market.ts';
import { type Message, WIRES, type Wire, type WireTrade } from './wire.ts';

export interface SimulatorOptions {
  /** Trades per second of each connection. */
  rate?: number;
  /** The same seed gives every asset the same walk. */
  seed?: number;
}

export interface Simulator {
  /** Where the exchange of this `exchange_name` is spoken. @throws Error for one that is not. */
  endpoint(exchange: string): string;
  stop(): Promise<void>;
}

const TICK_MS = 50;

export async function startSimulator({ rate = 20, seed = 1 }: SimulatorOptions = {}): Promise<Simulator> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  await once(server, 'listening');
  const market = new Market(seed);
  server.on('connection', (socket, request) => {
    const exchange = request.url?.slice(1) ?? '';
    const wire = Object.hasOwn(WIRES, exchange) ? WIRES[exchange] : undefined;
    if (wire) serve(socket, wire, market, randomNumbers(seed), rate);
    else socket.close(1008);
  });
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: (exchange) => {
      if (!Object.hasOwn(WIRES, exchange)) throw new Error(`there is no simulation of ${exchange}`);
      return `ws://127.0.0.1:${port}/${exchange}`;
    },
    stop: async () => {
      for (const socket of server.clients) socket.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function serve(socket: WebSocket, wire: Wire, market: Market, random: () => number, rate: number): void {
  const symbols: string[] = [];
  let id = 1_000;
  let due = 0;
  const next = (symbol: string): WireTrade => ({
    symbol,
    price: market.next(wire.asset(symbol)),
    size: `${Math.floor(random() * 10)}.${String(Math.floor(random() * 1e8)).padStart(8, '0')}`,
    side: random() < 0.5 ? 'buy' : 'sell',
    id: id++,
    at: Date.now(),
  });

  socket.on('message', (data) => {
    const answer = wire.answer(parsed(String(data)));
    for (const reply of answer?.replies ?? []) socket.send(reply);
    for (const symbol of answer?.symbols ?? []) {
      if (!symbols.includes(symbol)) symbols.push(symbol);
      if (wire.history) socket.send(wire.history(next(symbol)));
      socket.send(wire.trade(next(symbol))); // so that every asset has a price from the start
    }
  });

  if (wire.greeting) socket.send(wire.greeting);
  const timers = [
    setInterval(() => {
      if (symbols.length === 0) return;
      for (due += (rate * TICK_MS) / 1_000; due >= 1; due--) {
        socket.send(wire.trade(next(symbols[Math.floor(random() * symbols.length)] as string)));
      }
    }, TICK_MS).unref(),
  ];
  const { heartbeat } = wire;
  if (heartbeat) timers.push(setInterval(() => socket.send(heartbeat.text()), heartbeat.everyMs).unref());
  socket.on('close', () => {
    for (const timer of timers) clearInterval(timer);
  });
  socket.on('error', () => {}); // 'close' follows
}

/** Some clients send plain text, such as `ping`. */
function parsed(text: string): Message {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
