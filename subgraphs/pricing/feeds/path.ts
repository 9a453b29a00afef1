/** Where a value stands in a parsed message, written as the columns of `exchange_feeds` write it. */

export interface Path {
  /** Written with `$`: the path starts at the message, not at the element of `array_path`. */
  readonly fromMessage: boolean;
  readonly steps: readonly Step[];
}

interface Step {
  readonly key: string;
  /** The place in an array; null where the step can only be a key. */
  readonly index: number | null;
}

/** The message itself. */
export const WHOLE_MESSAGE: Path = { fromMessage: true, steps: [] };

/**
 * Reads keys and indexes joined by dots, such as `data.px`, `1.-1` or `$.-2`; `data[0].px` is understood too.
 * @throws Error that says what is wrong with `text`.
 */
export function parsePath(text: string): Path {
  const parts = text
    .trim()
    .replaceAll(/\[(-?\d+)\]/g, '.$1')
    .replace(/^\./, '')
    .split('.');
  const fromMessage = parts[0] === '$';
  if (fromMessage) parts.shift();
  const steps = parts.map((part) => {
    const key = part.trim();
    if (key === '') throw new Error(`"${text}" is not a path: write keys and indexes joined by dots`);
    return { key, index: /^-?\d{1,9}$/.test(key) ? Number(key) : null };
  });
  return { fromMessage, steps };
}

/** The value at `path`; undefined where there is none. Only own keys count, so `length` and `__proto__` find nothing. */
export function readPath({ fromMessage, steps }: Path, message: unknown, element: unknown): unknown {
  let value = fromMessage ? message : element;
  for (const { key, index } of steps) {
    if (Array.isArray(value)) {
      if (index === null) return undefined;
      value = value.at(index);
    } else if (typeof value === 'object' && value !== null && Object.hasOwn(value, key)) {
      value = (value as Record<string, unknown>)[key];
    } else {
      return undefined;
    }
  }
  return value;
}
