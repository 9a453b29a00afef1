/** One feed's connection: opened, subscribed, kept alive, and opened again whenever it is lost, until stopped. */
import { WebSocket } from 'ws';
import type { Log } from '../../../platform/log.ts';
import type { CompiledFeed } from './compile.ts';
import { now } from './time.ts';
import type { OnTrade } from './trade.ts';

export interface Timing {
  /** A connection that says nothing for this long is given up; three heartbeats of the row, if that is longer. */
  silenceMs: number;
  /** The same for one that goes on talking, heartbeats for instance, but brings no trade. */
  tradelessMs: number;
  /** The wait before the first new attempt; it doubles with each failure, up to the maximum, less up to half of it. */
  backoffMs: number;
  maximumBackoffMs: number;
  /** How long a connection must have lived for the next wait to be the first again. */
  stableMs: number;
  /** Between two subscriptions: exchanges limit how many messages they take per second. */
  spacingMs: number;
}

export const TIMING: Timing = {
  silenceMs: 60_000,
  tradelessMs: 300_000,
  backoffMs: 500,
  maximumBackoffMs: 30_000,
  stableMs: 30_000,
  spacingMs: 25,
};

const HANDSHAKE_MS = 10_000;
/** The largest frame seen on the six exchanges is a first order book of about one megabyte. */
const MAXIMUM_FRAME = 8 * 1024 * 1024;

export interface ConnectionStatus {
  connected: boolean;
  /** When it was connected, or lost, last: RFC 3339. */
  since: string;
  /** Frames received, of any kind, since the feed was started. */
  messages: number;
  trades: number;
  /** Frames that are no JSON object or array, such as the answer `pong`. */
  plainText: number;
  /** Frames and trades that could not be read. */
  parseFailures: number;
  lastError: string | null;
}

export interface ConnectionOptions {
  /** What trades give as their source. */
  source: string;
  endpoint: string;
  onTrade: OnTrade;
  log: Log;
  timing: Timing;
}

/** Connects as soon as it is made. */
export class FeedConnection {
  readonly #feed: CompiledFeed;
  readonly #options: ConnectionOptions;
  readonly #status: ConnectionStatus = {
    connected: false,
    since: now(),
    messages: 0,
    trades: 0,
    plainText: 0,
    parseFailures: 0,
    lastError: null,
  };
  #socket: WebSocket | undefined;
  #failuresInARow = 0;
  #heardAt = 0;
  /** When the last trade came, or the connection was opened. */
  #tradedAt = 0;
  #retry: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(feed: CompiledFeed, options: ConnectionOptions) {
    this.#feed = feed;
    this.#options = options;
    this.#open();
  }

  status(): ConnectionStatus {
    return { ...this.#status };
  }

  /** Ends the connection for good; no trade comes after. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#retry);
    const socket = this.#socket;
    if (!socket) return;
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.terminate();
    await closed;
  }

  #open(): void {
    const socket = new WebSocket(this.#options.endpoint, {
      handshakeTimeout: HANDSHAKE_MS,
      maxPayload: MAXIMUM_FRAME,
      perMessageDeflate: false,
    });
    this.#socket = socket;
    const timers: NodeJS.Timeout[] = [];
    let openedAt = Number.POSITIVE_INFINITY;
    let problem: string | undefined;
    socket.on('open', () => {
      openedAt = performance.now();
      this.#setConnected(true);
      this.#hear();
      this.#tradedAt = openedAt;
      this.#subscribe(socket, 0);
      const giveUp = (why: string): void => {
        problem = why;
        socket.terminate();
      };
      timers.push(this.#watch(giveUp), ...this.#beat(socket));
    });
    socket.on('message', (data) => this.#receive(data as Buffer));
    socket.on('ping', () => this.#hear());
    socket.on('pong', () => this.#hear());
    socket.on('error', (error: NodeJS.ErrnoException) => {
      problem ??= error.message || error.code || error.name;
    });
    socket.on('close', (code) => {
      for (const timer of timers) clearInterval(timer);
      this.#socket = undefined;
      this.#setConnected(false);
      if (this.#stopped) return;
      if (performance.now() - openedAt >= this.#options.timing.stableMs) this.#failuresInARow = 0;
      this.#reopen(problem ?? `the exchange closed the connection (code ${code})`);
    });
  }

  #reopen(problem: string): void {
    this.#status.lastError = problem;
    const level = this.#failuresInARow === 0 ? 'warn' : 'debug'; // once, not at every attempt
    this.#options.log[level]({ exchange: this.#feed.exchange, problem }, 'a feed lost its connection');
    const { backoffMs, maximumBackoffMs } = this.#options.timing;
    const wait = Math.min(maximumBackoffMs, backoffMs * 2 ** this.#failuresInARow);
    this.#failuresInARow++;
    this.#retry = setTimeout(() => this.#open(), wait * (0.5 + Math.random() / 2)).unref();
  }

  #subscribe(socket: WebSocket, index: number): void {
    const message = this.#feed.subscriptions[index];
    if (message === undefined || socket.readyState !== WebSocket.OPEN) return;
    socket.send(message);
    setTimeout(() => this.#subscribe(socket, index + 1), this.#options.timing.spacingMs).unref();
  }

  #beat(socket: WebSocket): NodeJS.Timeout[] {
    const { heartbeat } = this.#feed;
    if (!heartbeat) return [];
    const { message, everyMs } = heartbeat;
    return [setInterval(() => (message === null ? socket.ping() : socket.send(message)), everyMs).unref()];
  }

  #watch(giveUp: (why: string) => void): NodeJS.Timeout {
    const { silenceMs, tradelessMs } = this.#options.timing;
    const patienceMs = Math.max(silenceMs, 3 * (this.#feed.heartbeat?.everyMs ?? 0));
    const look = (): void => {
      const at = performance.now();
      if (at - this.#heardAt >= patienceMs) giveUp(`nothing was heard for ${patienceMs / 1_000} seconds`);
      else if (at - this.#tradedAt >= tradelessMs) giveUp(`no trade came for ${tradelessMs / 1_000} seconds`);
    };
    return setInterval(look, Math.min(patienceMs, tradelessMs) / 4).unref();
  }

  #receive(frame: Buffer): void {
    this.#hear();
    this.#status.messages++;
    const { trades, plainText, failures, problem } = this.#feed.read(frame);
    if (plainText) this.#status.plainText++;
    this.#status.parseFailures += failures;
    if (problem !== null) this.#status.lastError = problem;
    if (trades.length === 0 || this.#stopped) return;
    this.#tradedAt = this.#heardAt;
    const receivedAt = now();
    for (const { asset, price, observedAt } of trades) {
      this.#status.trades++;
      const { onTrade, source } = this.#options;
      onTrade({ asset, source, price, observedAt: observedAt ?? receivedAt, receivedAt });
    }
  }

  #hear(): void {
    this.#heardAt = performance.now();
  }

  #setConnected(connected: boolean): void {
    if (this.#status.connected === connected) return;
    this.#status.connected = connected;
    this.#status.since = now();
    if (connected) this.#options.log.info({ exchange: this.#feed.exchange }, 'a feed is connected');
  }
}
