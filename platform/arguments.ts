/** Checks of arguments that would otherwise fail inside Postgres. */
import { badUserInput } from './errors.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** Whether it is a whole number that so many bits hold. */
export function isWhole(text: string, bits: 32 | 64): boolean {
  return /^-?\d{1,19}$/.test(text) && BigInt.asIntN(bits, BigInt(text)) === BigInt(text);
}

/** Whether it is a decimal number, written out. */
export function isDecimal(text: string): boolean {
  return /^-?\d{1,60}(\.\d{1,60})?$/.test(text);
}

/** @throws BAD_USER_INPUT naming `argument`. */
export function readUuid(argument: string, value: string): string {
  if (isUuid(value)) return value.toLowerCase();
  throw badUserInput(argument, `${argument} must be a UUID such as 9b2f6c3e-1c2d-4e5f-8a9b-0c1d2e3f4a5b.`);
}

/** @throws BAD_USER_INPUT naming `argument`, of an identifier that is a whole number of 64 bits. */
export function readBigInt(argument: string, value: string): string {
  if (isWhole(value, 64)) return String(BigInt(value));
  throw badUserInput(argument, `${argument} must be a whole number of 64 bits.`);
}

/** @throws BAD_USER_INPUT naming `argument`: the one character that no Postgres text can hold. */
export function readText(argument: string, value: string): string {
  if (!value.includes('\0')) return value;
  throw badUserInput(argument, `${argument} must not contain a null character.`);
}
