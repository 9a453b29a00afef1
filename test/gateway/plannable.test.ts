/**
 * The planner fails on some valid operations (`gateway/requirements.ts`). Here it has to plan every field of the graph:
 * from each field that leads to an object, all that the object has, and all that lies two steps further.
 */
import { expect, test } from '@jest/globals';
import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { createPlanner } from '../../gateway/planner.ts';
import { publicSchema, readSupergraph } from '../../gateway/supergraph.ts';

const STEPS = 2;
const supergraph = readSupergraph();
const schema = publicSchema(supergraph);

type Field = GraphQLField<unknown, unknown>;

/** Each object type that can be reached, and a way to it. */
function ways(): Map<GraphQLObjectType, (selection: string) => string> {
  const root = schema.getQueryType() as GraphQLObjectType;
  const found = new Map([[root, (selection: string) => `{ ${selection} }`]]);
  // Those that are added on the way are walked as well.
  for (const [type, way] of found) {
    for (const field of Object.values(type.getFields())) {
      const to = getNamedType(field.type);
      if (!isObjectType(to) || found.has(to)) continue;
      found.set(to, (selection) => way(`${written(field)} { ${selection} }`));
    }
  }
  return found;
}

/** All fields of `type`, and of what they lead to. */
function everything(type: GraphQLObjectType, steps: number): string {
  return Object.values(type.getFields())
    .map((field) => {
      const to = getNamedType(field.type);
      if (!isObjectType(to)) return written(field);
      return `${written(field)} { ${steps ? everything(to, steps - 1) : '__typename'} }`;
    })
    .join(' ');
}

function written({ name, args }: Field): string {
  const required = args.filter(({ type, defaultValue }) => isNonNullType(type) && defaultValue === undefined);
  return required.length ? `${name}(${required.map((each) => `${each.name}: ${anyOf(each.type)}`)})` : name;
}

function anyOf(type: GraphQLInputType): string {
  if (isNonNullType(type)) return anyOf(type.ofType);
  if (isListType(type)) return '[]';
  if (isInputObjectType(type)) return '{}';
  if (isEnumType(type)) return type.getValues()[0]?.name ?? '';
  return { Int: '1', Float: '1', Boolean: 'true' }[type.name] ?? '"x"';
}

test('every field can be planned wherever its object comes from', () => {
  const planner = createPlanner(supergraph);
  const failed: string[] = [];
  let planned = 0;
  for (const [type, way] of ways()) {
    for (const field of Object.values(type.getFields())) {
      const to = getNamedType(field.type);
      if (!isObjectType(to)) continue;
      try {
        planner.plan(way(`${written(field)} { ${everything(to, STEPS)} }`), undefined);
        planned += 1;
      } catch (error) {
        failed.push(`${type.name}.${field.name}: ${(error as Error).message}`);
      }
    }
  }
  expect(failed).toEqual([]);
  expect(planned).toBeGreaterThan(300);
});
