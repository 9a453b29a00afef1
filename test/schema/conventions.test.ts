/**
 * What is called alike, and works alike, in all subgraphs: whoever knows one list, one look-up, one filter, knows them all.
 */
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import {
  type DocumentNode,
  type FieldDefinitionNode,
  getNamedType,
  isEnumType,
  isListType,
  isObjectType,
  Kind,
  type ObjectTypeDefinitionNode,
  print,
} from 'graphql';
import { camelCase } from '../../platform/database.ts';
import { readTypeDefs } from '../../platform/type-defs.ts';
import { SUBGRAPHS } from '../../subgraphs/index.ts';
import { LISTS } from '../support/lists.ts';

/** A type with a key, in the subgraph that has its list. */
interface Entity {
  name: string;
  /** The fields of each `@key`. */
  keys: string[][];
  /** Of the subgraph's `Query`. */
  roots: readonly FieldDefinitionNode[];
}

/** Keys whose look-up is called otherwise, or that have none. */
const LOOK_UPS: Readonly<Record<string, string | null>> = {
  'ReportCount id': 'reportCount(apiKeyId)', // the count has no identifier but that of its key
};

/** Fields of filters, and orders, that no field of the rows is called like. */
const NO_FIELD = ['AssetFilter.exchangeName', 'TierPlanOrder.CATALOG', 'EmailTranslationOrder.TEMPLATE'];

/** Lists of what happened whose rows are read as they came. */
const OLDEST_FIRST = ['SupportReplyOrder'];

const objectTypes = ({ definitions }: DocumentNode) =>
  definitions.filter((each): each is ObjectTypeDefinitionNode => each.kind === Kind.OBJECT_TYPE_DEFINITION);

function keysOf({ directives = [] }: ObjectTypeDefinitionNode): string[][] {
  const keys = directives.filter(({ name }) => name.value === 'key');
  return keys.map((key) => {
    const fields = key.arguments?.find(({ name }) => name.value === 'fields')?.value;
    return fields?.kind === Kind.STRING ? fields.value.split(' ') : [];
  });
}

function entitiesOf(subgraph: string): Entity[] {
  const file = join(import.meta.dirname, `../../subgraphs/${subgraph}/schema.graphql`);
  const types = objectTypes(readTypeDefs(file));
  const roots = types.find(({ name }) => name.value === 'Query')?.fields ?? [];
  return types
    .filter(({ name }) => roots.some(({ type }) => print(type) === `${name.value}Connection`))
    .map((type) => ({ name: type.name.value, keys: keysOf(type), roots }));
}

const ENTITIES = SUBGRAPHS.flatMap(({ name }) => entitiesOf(name));

const lowerFirst = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);
const plural = (name: string) => (/[^aeou]y$/.test(name) ? `${name.slice(0, -1)}ies` : `${name}s`);
const signature = ({ name, arguments: args = [] }: FieldDefinitionNode) =>
  `${name.value}(${args.map((arg) => arg.name.value).join(', ')})`;

describe.each(ENTITIES)('$name', ({ name, keys, roots }) => {
  test('its list is called by its plural', () => {
    const lists = roots.filter(({ type }) => print(type) === `${name}Connection`).map((field) => field.name.value);
    expect(lists).toEqual([plural(lowerFirst(name))]);
  });

  test.each(keys)('is looked up by %s', (...fields) => {
    const own = roots.filter(({ type }) => print(type) === name);
    const known = LOOK_UPS[`${name} ${fields.join(' ')}`];
    if (known === null) return;
    // The first key has the plain name; any other says what it is by.
    const pattern = fields.join() === keys[0]?.join() ? lowerFirst(name) : `${lowerFirst(name)}By[A-Z]\\w+`;
    const expected = known ? known.replace(/[()]/g, '\\$&') : `${pattern}\\(${fields.join(', ')}\\)`;
    expect(own.map(signature).filter((each) => new RegExp(`^${expected}$`).test(each))).toHaveLength(1);
  });
});

test('every entity of the graph has a subgraph where it is listed and looked up', () => {
  expect(ENTITIES.length).toBeGreaterThanOrEqual(49); // 47 tables, the view, and assets, which have no table
  expect(ENTITIES.filter(({ keys }) => keys.length === 0)).toEqual([]);
  expect(LISTS.map(({ node }) => node.name).sort()).toEqual(ENTITIES.map(({ name }) => name).sort());
});

describe.each(LISTS)('$name', ({ node, filters, orders, filterType }) => {
  const fields = node.getFields();
  /** `userId` is about `user`, unless there is a field of that very name. */
  const isShown = (field: string) => field in fields || (field.endsWith('Id') && field.slice(0, -2) in fields);

  test('what is filtered by is a field of its rows', () => {
    expect(filters.length).toBeGreaterThan(0);
    const unknown = filters.filter(({ field }) => !isShown(field)).map(({ field }) => `${filterType}.${field}`);
    expect(unknown.filter((each) => !NO_FIELD.includes(each))).toEqual([]);
  });

  test('what is sorted by is a field of its rows', () => {
    const unknown = orders
      .map((order) => order.replace(/_(ASC|DESC)$/, ''))
      .filter((order) => !isShown(camelCase(order.toLowerCase())))
      .filter((order) => !NO_FIELD.includes(`${node.name}Order.${order}`));
    expect(unknown).toEqual([]);
  });

  test('a filter takes several values of an enum', () => {
    const single = filters.filter(({ type }) => isEnumType(getNamedType(type)) && !isListType(type));
    expect(single.map(({ field }) => field)).toEqual([]);
  });

  test('what happened comes with the latest first', () => {
    const byTime = orders.filter((order) => /(_AT|TIMESTAMP|DATE|^DAY)_(ASC|DESC)$/.test(order));
    const standard = OLDEST_FIRST.includes(`${node.name}Order`) ? '_ASC' : '_DESC';
    if (byTime.includes(orders[0] ?? '')) expect(orders[0]).toMatch(new RegExp(`${standard}$`));
    else expect(byTime.filter((order) => !/^(EXPIRES_AT)/.test(order))).toEqual([]); // by time first, where at all
  });

  test('an identifier is an ID, and a reference is nullable', () => {
    if (fields.id) expect(String(fields.id.type)).toBe('ID!');
    const references = Object.values(fields).filter(({ type }) => {
      const target = getNamedType(type);
      return isObjectType(target) && ENTITIES.some(({ name }) => name === target.name);
    });
    expect(references.filter(({ type }) => String(type).endsWith('!')).map(({ name }) => name)).toEqual([]);
  });
});
