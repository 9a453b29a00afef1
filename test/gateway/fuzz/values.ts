/** Input values of generated operations. */
import {
  astFromValue,
  type ConstValueNode,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  typeFromAST,
  type ValueNode,
  type VariableDefinitionNode,
} from 'graphql';
import type { Random } from './random.ts';

export type Given = Record<string, unknown>;

/** What each variable stands for; none for those without a value. */
export function withValues(
  definitions: readonly VariableDefinitionNode[],
  given: Given,
  schema: GraphQLSchema,
): ReadonlyMap<string, ValueNode> {
  const values = new Map<string, ValueNode>();
  for (const { variable, type, defaultValue } of definitions) {
    const name = variable.name.value;
    const value = Object.hasOwn(given, name)
      ? literal(given[name], typeFromAST(schema, type as never) as GraphQLInputType)
      : defaultValue;
    if (value) values.set(name, value);
  }
  return values;
}

export function literal(value: unknown, type: GraphQLInputType): ConstValueNode {
  return astFromValue(value, type) as ConstValueNode;
}

/** Values that were seen in the data, by `Type.field` and by `field`. */
export type Samples = ReadonlyMap<string, readonly unknown[]>;

/** A value of `type` for what is called `name`, asked of objects of the type `about`. */
export function anyValue(
  type: GraphQLInputType,
  name: string,
  about: string,
  samples: Samples,
  random: Random,
): unknown {
  if (isNonNullType(type)) return anyValue(type.ofType, name, about, samples, random) ?? fallback(type.ofType);
  if (random.chance(0.04)) return null;
  if (isListType(type)) {
    return Array.from(
      { length: random.below(4) },
      () => anyValue(type.ofType, name, about, samples, random) ?? fallback(type.ofType),
    );
  }
  if (isEnumType(type)) return random.pick(type.getValues()).name;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields());
    const isRange = type.name.endsWith('Range');
    const chosen = fields.filter(
      (field) => isNonNullType(field.type) || random.chance(isRange ? 0.6 : 1.3 / fields.length),
    );
    return Object.fromEntries(
      chosen.map((field) => [
        field.name,
        anyValue(field.type, isRange ? name : field.name, about, samples, random) ?? null,
      ]),
    );
  }
  if (name === 'first') return random.chance(0.02) ? -1 : random.below(4);
  const foreign = /^(.+)Id$/.exec(name)?.[1];
  const places = [`${about}.${name}`, foreign && `${upperFirst(foreign)}.id`, name];
  const seen = places.map((place) => place && samples.get(place)).find((values) => values?.length);
  const value = seen && !random.chance(0.1) ? random.pick(seen) : fallback(type);
  return fits(value, type) ? value : fallback(type);
}

function fits(value: unknown, type: GraphQLInputType): boolean {
  try {
    return 'parseValue' in type && (type.parseValue as (value: unknown) => unknown)(value) !== undefined;
  } catch {
    return false;
  }
}

function fallback(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return fallback(type.ofType);
  if (isListType(type)) return [];
  const named = getNamedType(type);
  if (isEnumType(named)) return named.getValues()[0]?.name;
  if (isInputObjectType(named)) return {};
  return FALLBACKS[named.name] ?? 'ßtrange "text" \u{1F40A}';
}

const FALLBACKS: Record<string, unknown> = {
  ID: '00000000-0000-4000-8000-000000000000',
  UUID: '00000000-0000-4000-8000-000000000000',
  Int: 7,
  Float: 0.5,
  Boolean: true,
  DateTime: '2026-03-01T00:00:00Z',
  Decimal: '1.50',
  BigInt: '9007199254740993',
  JSON: 'text',
};

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
