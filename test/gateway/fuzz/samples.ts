/** Values that are in the data, for operations to ask by. */
import { type GraphQLField, type GraphQLSchema, getNamedType, isLeafType, isNonNullType, isObjectType } from 'graphql';
import type { Graph } from '../../../gateway/graph.ts';
import { isRefusal } from '../../../gateway/graph.ts';
import type { Result } from '../../../gateway/link.ts';
import { Scope } from '../../../gateway/scope.ts';
import { ADMIN } from '../../../platform/viewer.ts';
import type { Samples } from './values.ts';

/** Reads a few rows of every list. */
export async function readSamples({ schema, prepare }: Graph): Promise<Samples> {
  const samples = new Map<string, unknown[]>();
  const add = (place: string, value: unknown): void => {
    if (value === null || typeof value === 'object') return;
    const known = samples.get(place);
    if (!known) samples.set(place, [value]);
    else if (!known.includes(value)) known.push(value);
  };
  for (const list of Object.values(schema.getQueryType()?.getFields() ?? {})) {
    const asked = rowsOf(list, schema);
    if (!asked) continue;
    const operation = prepare(asked.document);
    if (isRefusal(operation)) throw new Error(`${asked.document}: ${operation.errors[0]?.message}`);
    const { data } = (await operation.execute({}, new Scope(ADMIN, 'samples'))) as Result;
    const page = data?.rows as { nodes: Record<string, unknown>[]; pageInfo: { endCursor: unknown } } | null;
    add('after', page?.pageInfo.endCursor ?? null);
    for (const row of page?.nodes ?? []) {
      for (const [name, value] of Object.entries(row)) {
        add(`${asked.node}.${name}`, value);
        add(name, value);
      }
    }
  }
  return samples;
}

function rowsOf(list: GraphQLField<unknown, unknown>, schema: GraphQLSchema) {
  const node = getNamedType(list.type).name.replace(/Connection$/, '');
  const type = schema.getType(node);
  if (!getNamedType(list.type).name.endsWith('Connection') || !isObjectType(type)) return null;
  if (list.args.some((argument) => isNonNullType(argument.type) && argument.defaultValue === undefined)) return null;
  const leaves = Object.values(type.getFields()).filter(
    (field) => isLeafType(getNamedType(field.type)) && field.args.length === 0,
  );
  const names = leaves.map(({ name }) => name).join(' ');
  return { node, document: `{ rows: ${list.name}(first: 6) { nodes { ${names} } pageInfo { endCursor } } }` };
}
