/**
 * The answer to an operation without any planner: graphql-js asks for one field after the other, each of the subgraph
 * that has it. An object stays with the subgraph that returned it; a field of another one is reached by the object's key.
 */
import {
  type ConstDirectiveNode,
  type DocumentNode,
  execute,
  type FieldNode,
  type GraphQLField,
  GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getArgumentValues,
  isLeafType,
  isListType,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  parse,
  valueFromASTUntyped,
  visit,
} from 'graphql';
import { type Result, settle } from '../../../gateway/link.ts';
import type { Scope } from '../../../gateway/scope.ts';
import { publicSchema } from '../../../gateway/supergraph.ts';
import { presentable } from '../../../platform/errors.ts';
import { createLog } from '../../../platform/log.ts';
import type { Subgraph } from '../../../platform/subgraph.ts';
import { type Given, withValues } from './values.ts';

/** An object as its subgraph's resolvers know it. */
interface Held {
  graph: string;
  type: string;
  value: unknown;
  /** The same entity in other subgraphs, by their name and what they require. */
  elsewhere: Map<string, Promise<Held | null>>;
}

/** Of a field: a subgraph that has it, and the other fields it has to be told. */
interface Owner {
  graph: string;
  requires: readonly string[];
}

export type FieldByField = (document: DocumentNode, variables: Given, scope: Scope) => Promise<Result>;

export function fieldByField(supergraphSdl: string, subgraphs: readonly Subgraph[]): FieldByField {
  const schema = publicSchema(supergraphSdl);
  const { ownersOf, keysOf } = readJoins(supergraphSdl);
  const byName = new Map(subgraphs.map((subgraph) => [subgraph.name.toUpperCase(), subgraph]));
  const log = createLog('silent');

  /** The subgraph to ask for a field: the one that has the object, or the nearest. */
  function ownerOf(type: string, name: string, parent: Held | undefined): Owner {
    const owners = ownersOf(type, name);
    const owner =
      owners.find(({ graph, requires }) => graph === parent?.graph && requires.length === 0) ??
      owners.find(({ graph }) => parent && keyAtHand(parent, graph)) ??
      owners[0];
    if (!owner) throw new Error(`nobody has ${type}.${name}`);
    return owner;
  }

  /** A key by which `graph` knows the object and that the object's own subgraph can tell. */
  function keyAtHand(parent: Held, graph: string): readonly string[] | undefined {
    const isAtHand = (name: string) => ownersOf(parent.type, name).some((owner) => owner.graph === parent.graph);
    return keysOf(parent.type, graph).find((names) => names.every(isAtHand));
  }

  function typeIn(graph: string, name: string): GraphQLObjectType {
    const type = byName.get(graph)?.schema.getType(name);
    if (!(type instanceof GraphQLObjectType)) throw new Error(`${graph} has no ${name}`);
    return type;
  }

  class Asker {
    readonly #scope: Scope;
    readonly #inline: (node: FieldNode) => FieldNode;

    constructor(scope: Scope, inline: (node: FieldNode) => FieldNode) {
      this.#scope = scope;
      this.#inline = inline;
    }

    async ask(parent: Held | undefined, info: GraphQLResolveInfo): Promise<unknown> {
      const node = this.#inline(info.fieldNodes[0] as FieldNode);
      return (await this.#field(parent, info.parentType.name, node, info)) ?? null;
    }

    /** Undefined where the object is not there to be asked. */
    async #field(parent: Held | undefined, type: string, node: FieldNode, info: GraphQLResolveInfo): Promise<unknown> {
      const name = node.name.value;
      const owner = ownerOf(type, name, parent);
      const holder = !parent || owner.graph === parent.graph ? parent : await this.#elsewhere(parent, owner, info);
      if (parent && !holder) return undefined;
      const own =
        owner.requires.length && parent && holder === parent ? await this.#elsewhere(parent, owner, info) : holder;
      if (parent && !own) return undefined;
      const field = typeIn(owner.graph, type).getFields()[name] as GraphQLField<unknown, unknown>;
      const context = this.#scope.contextOf(byName.get(owner.graph) as Subgraph);
      const args = getArgumentValues(field, node);
      const resolve = field.resolve ?? plain(name);
      return settle(resolve(own?.value, args, context, info), (value) => held(value, field.type, owner.graph));
    }

    /** The same entity as `owner` knows it; null where it is not there, or cannot be told what it requires. */
    #elsewhere(parent: Held, { graph, requires }: Owner, info: GraphQLResolveInfo): Promise<Held | null> {
      const name = [graph, ...requires].join(' ');
      let known = parent.elsewhere.get(name);
      if (!known) {
        known = this.#resolveReference(parent, graph, requires, info);
        parent.elsewhere.set(name, known);
      }
      return known;
    }

    async #resolveReference(parent: Held, graph: string, requires: readonly string[], info: GraphQLResolveInfo) {
      const key = keyAtHand(parent, graph) ?? keysOf(parent.type, graph)[0];
      if (!key) throw new Error(`${graph} cannot be asked for a ${parent.type}`);
      const reference: Record<string, unknown> = { __typename: parent.type };
      for (const name of [...key, ...requires]) {
        const value = await this.#field(parent, parent.type, fieldNode(name), { ...info, fieldName: name });
        if (value === undefined || (value === null && key.includes(name))) return null;
        reference[name] = value;
      }
      const context = this.#scope.contextOf(byName.get(graph) as Subgraph);
      // biome-ignore lint/suspicious/noExplicitAny: where @apollo/subgraph keeps it
      const resolve = (typeIn(graph, parent.type).extensions.apollo as any)?.subgraph?.resolveReference;
      const value = resolve ? await resolve(reference, context, info) : reference;
      return value == null ? null : { graph, type: parent.type, value, elsewhere: new Map() };
    }
  }

  return async (document, variables, scope) => {
    const operation = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
    const asker = new Asker(scope, withVariables(operation as OperationDefinitionNode, variables, schema));
    const result = (await execute({
      schema,
      document,
      variableValues: variables,
      fieldResolver: (source, _args, _context, info) => asker.ask(source, info),
    })) as Result;
    const errors = result.errors?.map((error) => presentable(error, log, scope.requestId));
    return errors ? { ...result, errors } : result;
  };
}

function fieldNode(value: string): FieldNode {
  return { kind: Kind.FIELD, name: { kind: Kind.NAME, value } };
}

const plain = (name: string) => (source: unknown, args: unknown, context: unknown, info: unknown) => {
  const value = (source as Record<string, unknown> | null | undefined)?.[name];
  return typeof value === 'function' ? value.call(source, args, context, info) : value;
};

/** Leaves as they are sent, objects with the name of their subgraph. */
async function held(value: unknown, type: GraphQLOutputType, graph: string): Promise<unknown> {
  const settled = await value;
  if (isNonNullType(type)) return held(settled, type.ofType, graph);
  if (settled == null) return null;
  if (isListType(type))
    return Promise.all([...(settled as Iterable<unknown>)].map((item) => held(item, type.ofType, graph)));
  if (isLeafType(type)) return type.serialize(settled);
  return { graph, type: type.name, value: settled, elsewhere: new Map() } satisfies Held;
}

/** Writes the values of variables into the arguments of a field. */
function withVariables({ variableDefinitions = [] }: OperationDefinitionNode, given: Given, schema: GraphQLSchema) {
  const values = withValues(variableDefinitions, given, schema);
  return (node: FieldNode): FieldNode => ({
    ...node,
    arguments: (node.arguments ?? []).flatMap((argument) => {
      const value = argument.value.kind === Kind.VARIABLE ? values.get(argument.value.name.value) : argument.value;
      if (!value) return [];
      return {
        ...argument,
        value: visit(value, {
          ObjectField: (field) =>
            field.value.kind === Kind.VARIABLE && !values.has(field.value.name.value) ? null : undefined,
          Variable: (variable) => values.get(variable.name.value) ?? { kind: Kind.NULL },
        }),
      };
    }),
  });
}

/** Who has what, as the `@join__` directives of the supergraph say. */
function readJoins(supergraphSdl: string) {
  const keys = new Map<string, { graph: string; fields: readonly string[] | null }[]>();
  const owners = new Map<string, Owner[]>();
  for (const definition of parse(supergraphSdl).definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    const type = definition.name.value;
    const joined = argumentsOf(definition.directives, 'join__type');
    keys.set(
      type,
      joined.map(({ graph, key }) => ({ graph: String(graph), fields: key ? fieldSet(String(key)) : null })),
    );
    for (const field of definition.fields ?? []) {
      const fields = argumentsOf(field.directives, 'join__field');
      const having = fields.length ? fields.filter(({ external }) => !external) : joined;
      owners.set(
        `${type}.${field.name.value}`,
        having.map(({ graph, requires }) => ({
          graph: String(graph),
          requires: requires ? fieldSet(String(requires)) : [],
        })),
      );
    }
  }
  return {
    ownersOf: (type: string, field: string): readonly Owner[] => owners.get(`${type}.${field}`) ?? [],
    keysOf: (type: string, graph: string): readonly (readonly string[])[] =>
      (keys.get(type) ?? []).flatMap((each) => (each.graph === graph && each.fields ? [each.fields] : [])),
  };
}

function argumentsOf(directives: readonly ConstDirectiveNode[] = [], name: string): Record<string, unknown>[] {
  return directives
    .filter((directive) => directive.name.value === name)
    .map((directive) =>
      Object.fromEntries((directive.arguments ?? []).map((each) => [each.name.value, valueFromASTUntyped(each.value)])),
    );
}

/** Only names: no key or requirement of ours reaches into an object. */
function fieldSet(text: string): string[] {
  const [operation] = parse(`{ ${text} }`).definitions as unknown as [OperationDefinitionNode];
  return operation.selectionSet.selections.map((selection) => {
    if (selection.kind !== Kind.FIELD || selection.selectionSet) throw new Error(`a set of fields with more: ${text}`);
    return selection.name.value;
  });
}
