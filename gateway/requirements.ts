/**
 * The planner fails on some operations with `@requires`: where the object comes out of an entity fetch of the same
 * subgraph, or was found by another key. Keys of several fields it plans well. So it gets to see another supergraph: what
 * requires something belongs to a twin of its subgraph, which knows the type by its key and what is required. A fetch
 * from a twin is one from the subgraph, with the same representations.
 */
import {
  type ConstArgumentNode,
  type ConstDirectiveNode,
  type DefinitionNode,
  type EnumValueDefinitionNode,
  type FieldDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  print,
  type TypeNode,
} from 'graphql';

export interface Planable {
  supergraphSdl: string;
  /** The name of the subgraph that each twin stands for, by the twin's. */
  twins: ReadonlyMap<string, string>;
}

interface Twin {
  graph: string;
  /** Of the twin, in the supergraph. */
  name: string;
  type: string;
  /** By which the subgraph knows the type. */
  keys: readonly string[];
  requires: string;
  fields: ReadonlySet<string>;
  /** The types that its fields lead to. */
  below: ReadonlySet<string>;
}

/** What requires anything but plain fields of an object stays as it is, and so does what a twin cannot do. */
export function withoutRequirements(supergraphSdl: string): Planable {
  const { definitions } = parse(supergraphSdl);
  const found = twinsIn(definitions);
  if (found.length === 0) return { supergraphSdl, twins: new Map() };
  const twins = new Map<string, string>();
  const rewritten = found.reduce<readonly DefinitionNode[]>(
    (all, twin) => all.map((definition) => withTwin(definition, twin, twins)),
    definitions,
  );
  return { supergraphSdl: print({ kind: Kind.DOCUMENT, definitions: rewritten }), twins };
}

function twinsIn(definitions: readonly DefinitionNode[]): Twin[] {
  const types = new Map<string, DefinitionNode>();
  for (const each of definitions) if ('name' in each && each.name) types.set(each.name.value, each);
  const objects = definitions.filter((each) => each.kind === Kind.OBJECT_TYPE_DEFINITION);
  return objects.flatMap((object) => {
    if (object.interfaces?.length) return [];
    const requiring = (object.fields ?? []).flatMap((field) =>
      joins(field, 'join__field').flatMap((join) => {
        const requires = text(join, 'requires');
        return requires ? { field, graph: graphOf(join), requires } : [];
      }),
    );
    const groups = Map.groupBy(requiring, ({ graph, requires }) => `${graph} ${requires}`);
    return [...groups.values()].flatMap((group, number) => {
      const [{ graph, requires }] = group as [(typeof group)[number]];
      const below = typesBelow(
        group.map(({ field }) => field),
        object.name.value,
        graph,
        types,
      );
      const keys = joins(object, 'join__type').flatMap((join) =>
        graphOf(join) === graph ? (text(join, 'key') ?? []) : [],
      );
      if (!below || !keys.length || ![requires, ...keys].every(isPlain)) return [];
      return {
        graph,
        name: `${graph}__${object.name.value}_${number}`,
        type: object.name.value,
        keys,
        requires,
        fields: new Set(group.map(({ field }) => field.name.value)),
        below,
      };
    });
  });
}

/**
 * Null where a twin would not do. It is not told enough to answer for another object of the type itself: what leads back
 * there is left to the subgraph, which must know that object by a key. Interfaces and unions are not looked into.
 */
function typesBelow(
  fields: readonly FieldDefinitionNode[],
  itself: string,
  graph: string,
  types: ReadonlyMap<string, DefinitionNode>,
): ReadonlySet<string> | null {
  const leadsBack = (field: FieldDefinitionNode): boolean => namedType(field.type) === itself;
  if (fields.some(leadsBack)) return null;
  const below = new Set(fields.map(({ type }) => namedType(type)));
  // Those that are added on the way are walked as well.
  for (const name of below) {
    const type = types.get(name);
    if (type?.kind === Kind.INTERFACE_TYPE_DEFINITION || type?.kind === Kind.UNION_TYPE_DEFINITION) return null;
    if (type?.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    if (type.interfaces?.length) return null;
    const further = (type.fields ?? []).filter((field) => isOf(field, graph));
    if (further.some(leadsBack) && !hasKey(type, graph)) return null;
    for (const field of further) if (!leadsBack(field)) below.add(namedType(field.type));
  }
  return below;
}

function hasKey(type: ObjectTypeDefinitionNode, graph: string): boolean {
  return joins(type, 'join__type').some((join) => graphOf(join) === graph && text(join, 'key') !== undefined);
}

function withTwin(definition: DefinitionNode, twin: Twin, twins: Map<string, string>): DefinitionNode {
  switch (definition.kind) {
    case Kind.SCALAR_TYPE_DEFINITION:
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      return copied(definition, twin);
    case Kind.ENUM_TYPE_DEFINITION: {
      const isGraphs = definition.name.value === 'join__Graph';
      const values = definition.values?.flatMap((value) => {
        if (!isGraphs) return copied(value, twin);
        return value.name.value === twin.graph ? [value, graphOfTwin(value, twin, twins)] : value;
      });
      return { ...copied(definition, twin), ...(values && { values }) };
    }
    case Kind.OBJECT_TYPE_DEFINITION:
      if (definition.name.value === twin.type) return withKeys(definition, twin);
      return twin.below.has(definition.name.value) ? withFields(definition, twin) : definition;
    default:
      return definition;
  }
}

function graphOfTwin(value: EnumValueDefinitionNode, twin: Twin, twins: Map<string, string>): EnumValueDefinitionNode {
  const [graph] = joins(value, 'join__graph');
  const service = (graph && text(graph, 'name')) ?? value.name.value;
  const name = `${service}__${twin.name}`;
  twins.set(name, service);
  return {
    ...value,
    name: { kind: Kind.NAME, value: twin.name },
    directives: [directive('join__graph', { name, url: (graph && text(graph, 'url')) ?? '' })],
  };
}

/** The type that requires: the twin knows it by key and requirement together. */
function withKeys(type: ObjectTypeDefinitionNode, twin: Twin): ObjectTypeDefinitionNode {
  const keys = twin.keys.map((key) => [...new Set(namesIn(`${key} ${twin.requires}`))]);
  const known = new Set(keys.flat());
  return {
    ...type,
    directives: [
      ...(type.directives ?? []),
      ...keys.map((key) => directive('join__type', { key: key.join(' ') }, twin.name)),
    ],
    fields: (type.fields ?? []).map((field) => {
      const name = field.name.value;
      if (twin.fields.has(name)) {
        const others = (field.directives ?? []).filter((each) => graphOf(each) !== twin.graph);
        return { ...field, directives: [...others, directive('join__field', {}, twin.name)] };
      }
      return known.has(name) ? joined(field, twin) : notJoined(field, type);
    }),
  };
}

/** A type below: the twin has all of it that does not lead back. */
function withFields(type: ObjectTypeDefinitionNode, twin: Twin): ObjectTypeDefinitionNode {
  const fields = (type.fields ?? []).map((field) => {
    if (namedType(field.type) === twin.type) return notJoined(field, type);
    return isOf(field, twin.graph) ? joined(field, twin) : field;
  });
  return { ...copied(type, twin), fields };
}

/** A field that says where it is must say that the twin has it too; any other is wherever its type is. */
function joined(field: FieldDefinitionNode, twin: Twin): FieldDefinitionNode {
  if (joins(field, 'join__field').length === 0) return field;
  return { ...field, directives: [...(field.directives ?? []), directive('join__field', {}, twin.name)] };
}

/** The other way round. */
function notJoined(field: FieldDefinitionNode, type: ObjectTypeDefinitionNode): FieldDefinitionNode {
  if (joins(field, 'join__field').length > 0) return field;
  const graphs = new Set(joins(type, 'join__type').map(graphOf));
  return {
    ...field,
    directives: [...(field.directives ?? []), ...[...graphs].map((graph) => directive('join__field', {}, graph))],
  };
}

/** Whether `graph` can tell the field of whatever object it has. */
function isOf(field: FieldDefinitionNode, graph: string): boolean {
  const all = joins(field, 'join__field');
  return (
    all.length === 0 || all.some((join) => graphOf(join) === graph && !text(join, 'requires') && !isExternal(join))
  );
}

function isExternal({ arguments: given }: ConstDirectiveNode): boolean {
  return (
    given?.some(({ name, value }) => EXTERNAL.has(name.value) && value.kind === Kind.BOOLEAN && value.value) ?? false
  );
}

/** `@external`, and what another subgraph has taken over by `@override`. */
const EXTERNAL = new Set(['external', 'usedOverridden']);

interface Joined {
  readonly directives?: readonly ConstDirectiveNode[] | undefined;
}

/** The same with each of its joins for the twin too. */
function copied<Node extends Joined>(node: Node, { graph, name }: Twin): Node {
  const directives = node.directives?.flatMap((each) => {
    if (graphOf(each) !== graph) return each;
    const others = each.arguments?.filter((argument) => argument.name.value !== 'graph') ?? [];
    return [each, { ...each, arguments: [graphArgument(name), ...others] }];
  });
  return directives ? { ...node, directives } : node;
}

function joins({ directives = [] }: Joined, name: string): ConstDirectiveNode[] {
  return directives.filter((each) => each.name.value === name);
}

function graphOf({ arguments: given }: ConstDirectiveNode): string {
  const value = given?.find(({ name }) => name.value === 'graph')?.value;
  return value?.kind === Kind.ENUM ? value.value : '';
}

function text({ arguments: given }: ConstDirectiveNode, argument: string): string | undefined {
  const value = given?.find(({ name }) => name.value === argument)?.value;
  return value?.kind === Kind.STRING ? value.value : undefined;
}

function directive(name: string, texts: Readonly<Record<string, string>>, graph?: string): ConstDirectiveNode {
  const given = Object.entries(texts).map(([argument, value]) => ({
    kind: Kind.ARGUMENT as const,
    name: { kind: Kind.NAME as const, value: argument },
    value: { kind: Kind.STRING as const, value },
  }));
  return {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: name },
    arguments: graph === undefined ? given : [graphArgument(graph), ...given],
  };
}

function graphArgument(value: string): ConstArgumentNode {
  return { kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: 'graph' }, value: { kind: Kind.ENUM, value } };
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

/** Names of fields and no more: braces, arguments and aliases are for the planner's own way. */
function isPlain(fields: string): boolean {
  return /^[\w\s]+$/.test(fields);
}

function namesIn(fields: string): string[] {
  return fields.trim().split(/\s+/);
}
