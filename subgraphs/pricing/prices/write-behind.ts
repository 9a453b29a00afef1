import type { Log } from '../../../platform/log.ts';
import type { Trade } from '../feeds/trade.ts';

export interface WriteBehindOptions {
  /** Where to, for the log. */
  target: string;
  /** The least time from the end of one write to the start of the next. */
  intervalMs: number;
  /** The same after a write that failed. */
  retryMs: number;
  write: (trades: readonly Trade[]) => Promise<void>;
  log: Log;
}

/**
 * Keeps the latest trade of each asset and source until it is written, many at once. While the target is away it goes
 * on keeping the latest of each, which is never more than there are pairs, and writes them when it is back.
 */
export class WriteBehind {
  readonly #options: WriteBehindOptions;
  #latest = new Map<string, Trade>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;
  #failing = false;

  constructor(options: WriteBehindOptions) {
    this.#options = options;
  }

  accept(trade: Trade): void {
    this.#latest.set(`${trade.asset} ${trade.source}`, trade);
    this.#schedule(this.#options.intervalMs);
  }

  /** Writes what is left, or says in the log that it could not. Nothing may be accepted afterwards. */
  async stop(): Promise<void> {
    await this.#writing;
    clearTimeout(this.#timer);
    if (this.#latest.size > 0) await this.#write();
    clearTimeout(this.#timer);
    const lost = this.#latest.size;
    if (lost > 0) this.#options.log.error(`${lost} latest prices could not be written to ${this.#options.target}`);
  }

  #schedule(ms: number): void {
    if (this.#timer || this.#writing) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#writing = this.#write().finally(() => {
        this.#writing = undefined;
        if (this.#latest.size > 0) this.#schedule(this.#failing ? this.#options.retryMs : this.#options.intervalMs);
      });
    }, ms);
    this.#timer.unref();
  }

  async #write(): Promise<void> {
    const { write, log, target } = this.#options;
    const batch = this.#latest;
    this.#latest = new Map();
    try {
      await write([...batch.values()]);
      if (this.#failing) log.warn(`prices are written to ${target} again`);
      this.#failing = false;
    } catch (error) {
      // A trade that came in meanwhile is newer than the one that was not written.
      this.#latest = new Map([...batch, ...this.#latest]);
      if (!this.#failing) log.warn({ err: error }, `prices cannot be written to ${target}; the latest are kept`);
      this.#failing = true;
    }
  }
}
