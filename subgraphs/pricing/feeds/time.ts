/** The time of a trade, from the text that an exchange sends to RFC 3339 with microseconds, without a float between. */
import { plainDecimal } from './decimal.ts';

/** `exchange_feeds.timestamp_format`. */
export const TIME_FORMATS = ['rfc3339', 'unix', 'unix_ms'] as const;
export type TimeFormat = (typeof TIME_FORMATS)[number];

const RFC_3339 = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):?(\d\d))?$/;
const MINUTE_MS = 60_000;

/**
 * `text` in UTC as `2026-03-01T12:00:00.123456Z`; null where it is no such time. Digits finer than a microsecond are
 * cut off. A time without a zone is taken as UTC.
 */
export function readTime(text: string, format: TimeFormat): string | null {
  return format === 'rfc3339' ? readRfc3339(text) : readUnix(text, format === 'unix_ms' ? 3 : 0);
}

/** The time of the machine, in the same form. */
export function now(): string {
  return microseconds(Date.now(), '');
}

function readRfc3339(text: string): string | null {
  const match = RFC_3339.exec(text);
  if (!match) return null;
  const [, date = '', time = '', fraction = '', sign, hours, minutes] = match;
  const local = new Date(`${date}T${time}Z`);
  // Date rolls the 30th of February over to March.
  if (Number.isNaN(local.getTime()) || !local.toISOString().startsWith(date)) return null;
  const offset = sign ? Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes)) * MINUTE_MS : 0;
  return microseconds(local.getTime() - offset, fraction);
}

/** `decimals` is how many digits of the number stand for fractions of a second: 3 where it counts milliseconds. */
function readUnix(text: string, decimals: number): string | null {
  const [whole = '', fraction = ''] = plainDecimal(text)?.split('.') ?? [];
  if (whole === '') return null;
  const digits = whole.padStart(decimals + 1, '0');
  const seconds = digits.slice(0, digits.length - decimals);
  if (seconds.length > 11) return null;
  return microseconds(Number(seconds) * 1_000, digits.slice(seconds.length) + fraction);
}

/** `seconds` in milliseconds, of which only whole seconds count unless `fraction` is empty; `fraction` as digits. */
function microseconds(milliseconds: number, fraction: string): string {
  const text = new Date(milliseconds).toISOString();
  return fraction === '' ? `${text.slice(0, -1)}000Z` : `${text.slice(0, -4)}${fraction.slice(0, 6).padEnd(6, '0')}Z`;
}
