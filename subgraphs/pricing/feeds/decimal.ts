const PLAIN = /^\d{1,30}(\.\d{1,30})?$/;
const GENERAL = /^(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/**
 * `text` as a plain decimal of at most 30 digits on either side of the point; null where it is none, or negative.
 * Digits are kept as they were sent (`2369.50`, `1.0010`); only an exponent or a bare point is written out, exactly.
 */
export function plainDecimal(text: string): string | null {
  if (PLAIN.test(text)) return text;
  const match = text.length <= 70 ? GENERAL.exec(text) : null;
  if (!match) return null;
  const [, whole = '', fraction = '', exponent = '0'] = match;
  const digits = whole + fraction;
  if (digits === '') return null;
  const point = whole.length + Number(exponent);
  const padded = '0'.repeat(Math.max(0, 1 - point)) + digits + '0'.repeat(Math.max(0, point - digits.length));
  const place = Math.max(1, point);
  const integer = padded.slice(0, place).replace(/^0+(?=\d)/, '');
  const decimals = padded.slice(place);
  const plain = decimals === '' ? integer : `${integer}.${decimals}`;
  return PLAIN.test(plain) ? plain : null;
}
