import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from '@jest/globals';
import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  parse,
  validate,
} from 'graphql';
import { parse as parseYaml } from 'yaml';
import { currentSupergraph } from '../../gateway/compose.ts';
import { publicSchema, readSupergraph } from '../../gateway/supergraph.ts';
import { readEnvironment } from '../../platform/environment.ts';
import { SUBGRAPHS } from '../../subgraphs/index.ts';

const ROOT = join(import.meta.dirname, '../..');
const schema = publicSchema(readSupergraph());
const types = Object.values(schema.getTypeMap()).filter(
  (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
);

test('the committed supergraph is what the subgraphs compose to', () => {
  expect(readSupergraph()).toBe(`${currentSupergraph().trimEnd()}\n`);
});

describe('what GraphiQL shows', () => {
  it('has a description on every type, field, argument and enum value', () => {
    const silent: string[] = [];
    const check = (name: string, { description }: { description?: string | null | undefined }): void => {
      if (!description?.trim()) silent.push(name);
    };
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    for (const type of types) {
      if (!roots.includes(type as never)) check(type.name, type);
      if (isEnumType(type)) for (const value of type.getValues()) check(`${type.name}.${value.name}`, value);
      if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) continue;
      for (const field of Object.values(type.getFields())) {
        check(`${type.name}.${field.name}`, field);
        if ('args' in field) for (const arg of field.args) check(`${type.name}.${field.name}(${arg.name})`, arg);
      }
    }
    expect(silent).toEqual([]);
    expect(types.length).toBeGreaterThan(40);
  });

  it('holds nothing that only the gateway may ask, and no secret', () => {
    expect(types.map(({ name }) => name)).not.toContain('ResolvedKey');
    expect(Object.keys(schema.getQueryType()?.getFields() ?? {})).not.toContain('resolveKey');
    const keys = schema.getType('ApiKey');
    const fields = isObjectType(keys) ? Object.keys(keys.getFields()) : [];
    expect(fields).toContain('prefix');
    for (const secret of ['apiKey', 'key', 'keyHash']) expect(fields).not.toContain(secret);
  });
});

test('the operations that README prints are valid', () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const documents = [...readme.matchAll(/```graphql\n([\s\S]*?)```/g)].map(([, document = '']) => document);
  expect(documents.join().match(/^(query|subscription) /gm)?.length).toBeGreaterThan(3);
  for (const document of documents) {
    expect({ document, errors: validate(schema, parse(document)).map(String) }).toEqual({ document, errors: [] });
  }
});

test('each subgraph of the list has its generated types and its address', () => {
  const { generates } = parseYaml(readFileSync(join(ROOT, 'codegen.yml'), 'utf8')) as { generates: object };
  const environment = readEnvironment({}) as Record<string, unknown>;
  for (const [index, { name }] of SUBGRAPHS.entries()) {
    expect(Object.keys(generates)).toContain(`subgraphs/${name}/generated/types.ts`);
    expect(environment[`${name.toUpperCase()}_URL`]).toBe(`http://localhost:${4101 + index}/graphql`);
  }
});
