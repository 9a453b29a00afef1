/** Made-up prices that move like real ones: a random walk for each asset around a plausible level. */
import { LEVELS, STABLE } from './levels.ts';

/** A walk turns back beyond this many thousandths of its level, up and down. */
const RANGE = 200n;
const STABLE_RANGE = 2n;
/** The largest step of one trade, in millionths of the price. */
const LARGEST_STEP = 600;
/** With fewer digits such a step would often not show. */
const FEWEST_DIGITS = 6;

interface Walk {
  readonly random: () => number;
  readonly lowest: bigint;
  readonly highest: bigint;
  readonly decimals: number;
  /** The price in units of its last decimal: prices never pass through a float, not even these. */
  units: bigint;
}

export class Market {
  readonly #seed: number;
  readonly #walks = new Map<string, Walk>();

  /** The same seed gives every asset the same walk. */
  constructor(seed: number) {
    this.#seed = seed;
  }

  /** Takes one step, and gives the price as a plain decimal with all its places. */
  next(asset: string): string {
    let walk = this.#walks.get(asset);
    if (!walk) {
      walk = startWalk(asset, this.#seed);
      this.#walks.set(asset, walk);
    }
    const step = (walk.units * BigInt(Math.floor(walk.random() * LARGEST_STEP))) / 1_000_000n;
    const up = walk.units < walk.lowest || (walk.units <= walk.highest && walk.random() < 0.5);
    walk.units += up ? step : -step;
    return written(walk.units, walk.decimals);
  }
}

function startWalk(asset: string, seed: number): Walk {
  const [whole = '', fraction = ''] = (LEVELS[asset] ?? '1').split('.');
  const digits = BigInt(whole + fraction);
  const extra = Math.max(0, FEWEST_DIGITS - digits.toString().length);
  const level = digits * 10n ** BigInt(extra);
  const room = (level * (STABLE.has(asset) ? STABLE_RANGE : RANGE)) / 1_000n;
  return {
    random: randomNumbers(seed ^ hash(asset)),
    lowest: level - room,
    highest: level + room,
    decimals: fraction.length + extra,
    units: level,
  };
}

function written(units: bigint, decimals: number): string {
  const digits = units.toString().padStart(decimals + 1, '0');
  const point = digits.length - decimals;
  return decimals === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** Numbers from 0 up to 1 that only look random, the same for the same seed (mulberry32, in the public domain). */
export function randomNumbers(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 2_166_136_261;
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 16_777_619);
  return value;
}
