/**
 * The assets and sources that we know, held in the process: a price costs no look-up of its name, and a made-up name
 * costs nothing at all.
 */
import type { Database } from '../../../platform/database.ts';
import type { Log } from '../../../platform/log.ts';
import { knownNames } from '../queries.ts';
import type { KnownNameRow } from '../rows.ts';
import { SIMULATED } from './entry.ts';
import { within } from './within.ts';

const REFRESH_MS = 5_000;
/** A name that is not known may be new: look again, but not more often than this, whoever asks. */
const LOOK_AGAIN_MS = 1_000;
const PATIENCE_MS = 500;
const MAXIMUM_LENGTH = 64;

export interface Names {
  /** The asset's symbol as we spell it; undefined where we do not know it. */
  symbol(asset: string): string | undefined;
  /** The source's tag as we spell it; undefined where we do not know it. */
  source(source: string): string | undefined;
}

/** As long as Postgres has never answered, whatever looks like a name passes: the cache may hold its price. */
const ANY_NAMES: Names = {
  symbol: (asset) => (/^[A-Za-z0-9][A-Za-z0-9._$-]{0,31}$/.test(asset) ? asset.toUpperCase() : undefined),
  source: (source) => (source.length > MAXIMUM_LENGTH ? undefined : source),
};

export class KnownNames {
  readonly #database: Database;
  readonly #log: Log;
  #names = ANY_NAMES;
  #askedAt = Number.NEGATIVE_INFINITY;
  #asking: Promise<void> | undefined;
  #failing = false;

  constructor(database: Database, log: Log) {
    this.#database = database;
    this.#log = log;
  }

  /** What was known a few seconds ago; undefined until Postgres has answered for the first time. */
  current(): Names | undefined {
    if (performance.now() - this.#askedAt > REFRESH_MS) void this.#ask();
    return this.#names === ANY_NAMES ? undefined : this.#names;
  }

  /** What is known now, or was a second ago. Never fails, and waits half a second at most. */
  async lookAgain(): Promise<Names> {
    if (performance.now() - this.#askedAt > LOOK_AGAIN_MS) void this.#ask();
    await this.#asking;
    return this.#names;
  }

  #ask(): Promise<void> {
    this.#askedAt = performance.now();
    this.#asking ??= within(PATIENCE_MS, knownNames(this.#database))
      .then(
        (rows) => {
          this.#names = namesOf(rows);
          this.#failing = false;
        },
        (error: unknown) => {
          if (!this.#failing) this.#log.warn({ err: error }, 'the known assets and sources cannot be read');
          this.#failing = true;
        },
      )
      .finally(() => {
        this.#asking = undefined;
      });
    return this.#asking;
  }
}

function namesOf(rows: readonly KnownNameRow[]): Names {
  const { asset = [], source = [] } = Object.groupBy(rows, ({ kind }) => kind);
  const symbols = new Set(asset.map(({ name }) => name));
  const tags = new Map(source.map(({ name }) => [name.toLowerCase(), name]));
  return {
    symbol(given) {
      if (symbols.has(given)) return given;
      if (given.length > MAXIMUM_LENGTH) return undefined;
      const symbol = given.trim().toUpperCase();
      return symbols.has(symbol) ? symbol : undefined;
    },
    source(given) {
      if (given.length > MAXIMUM_LENGTH) return undefined;
      const tag = given.trim().toLowerCase();
      if (!tag.startsWith(SIMULATED)) return tags.get(tag);
      const simulated = tags.get(tag.slice(SIMULATED.length));
      return simulated && SIMULATED + simulated;
    },
  };
}
