/**
 * JSON that loses no digit of a number. What a double holds stays a plain number; `9007199254740993` or a decimal of 18
 * digits becomes a `JSON.rawJSON` of its own text, which `JSON.stringify` writes down as it stands.
 *
 * Such a value is for passing on: it is an object to whoever calculates, and only `JSON.stringify` knows it (slonik's
 * `sql.jsonb` does not: give Postgres the text instead).
 */

declare global {
  interface JSON {
    /** Node has it; the library of TypeScript does not describe it yet. */
    rawJSON(text: string): object;
  }
}

/** A number of 15 digits or more, or with an exponent. Digits inside of texts hardly ever look like that. */
const SUSPECT = /(?:^|[[:,\s])-?\d(?:[\d.]{15}|[\d.]*[eE])/;

/** Whether `JSON.parse` might change a number of `text`; where it says no, it does not. */
export function mayLoseDigits(text: string): boolean {
  return SUSPECT.test(text);
}

/** Reads `text` as `JSON.parse` does, with its errors, and keeps all digits of every number. */
export function parseExactJson(text: string): unknown {
  return mayLoseDigits(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
}

function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  return typeof value !== 'number' || source === undefined || isHeldByDouble(source) ? value : JSON.rawJSON(source);
}

/** Whether a double that is read from `source` is written as the same decimal number again: 1.50 is, 0.1 is. */
export function isHeldByDouble(source: string): boolean {
  const written = String(Number(source));
  return written === source || canonical(written) === canonical(source);
}

/** The same text for all spellings of a decimal number: 1.50, 15e-1 and 1.5 are all `15e-1`. */
function canonical(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = `${whole}${fraction}`;
  const last = lastNonZero(digits);
  if (last < 0) return whole; // a zero, or no number at all
  const power = Number(exponent) - fraction.length + digits.length - 1 - last;
  return `${sign}${digits.slice(0, last + 1).replace(/^0+/, '')}e${power}`;
}

function lastNonZero(digits: string): number {
  let last = digits.length - 1;
  while (last >= 0 && digits[last] === '0') last -= 1;
  return last;
}
