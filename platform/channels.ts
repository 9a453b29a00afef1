import type { Log } from './log.ts';

export type Listener = (message: string) => void;

/** Who in this process listens to which channel. A listener that throws is logged and costs nobody else the message. */
export class Channels {
  readonly #listeners = new Map<string, Set<{ call: Listener }>>();
  readonly #log: Log | undefined;

  constructor(log?: Log) {
    this.#log = log;
  }

  names(): string[] {
    return [...this.#listeners.keys()];
  }

  has(channel: string): boolean {
    return this.#listeners.has(channel);
  }

  /** The same function may be added twice and is then called twice. The returned function removes this one entry. */
  add(channel: string, listener: Listener): () => void {
    const entry = { call: listener };
    const entries = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, entries.add(entry));
    return () => {
      entries.delete(entry);
      if (entries.size === 0 && this.#listeners.get(channel) === entries) this.#listeners.delete(channel);
    };
  }

  deliver(channel: string, message: string): void {
    for (const { call } of this.#listeners.get(channel) ?? []) {
      try {
        call(message);
      } catch (error) {
        this.#log?.error({ err: error, channel }, 'a listener of a cache channel threw');
      }
    }
  }
}
