/**
 * Writes an operation down once more, in a form that the planner cannot misread: CollectFields (GraphQL
 * specification 6.3.2) ahead of time. Conditions are decided; what meets in one object is merged; fragments are left
 * only where the type is not known; an alias never has the name of another field of its object. Each of these, left
 * in, gives wrong answers (a list asked for twice is doubled, `id: name` becomes the key of an entity).
 */
import {
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  type InlineFragmentNode,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import { isInherited, safeAlias, UNASKED } from './names.ts';
import { nestedTooDeeply } from './refusal.ts';

export type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** Fragments inside fragments can double with each level: what they come to is limited, or one document fells us. */
const MAX_SELECTIONS = 5_000;
/** The planner's parser stops at 50 selection sets within each other; a little is left for those that are added here. */
const MAX_DEPTH = 45;

/** The variables that decide over `@skip` and `@include`. */
export function conditionVariables(operation: OperationDefinitionNode, fragments: Fragments): string[] {
  const names = new Set<string>();
  const Directive = (directive: DirectiveNode) => {
    const value = isCondition(directive) ? directive.arguments?.[0]?.value : undefined;
    if (value?.kind === Kind.VARIABLE) names.add(value.name.value);
  };
  for (const node of [operation, ...fragments.values()]) visit(node, { Directive });
  return [...names];
}

/**
 * How many selections the operations come to with their fragments written out, once for each combination of values for
 * their conditions (of which at most `maxVariants` are kept).
 */
export function selectionsOf(
  operations: readonly OperationDefinitionNode[],
  fragments: Fragments,
  maxVariants: number,
): number {
  const known = new Map<string, number>();
  const count = (set: SelectionSetNode | undefined): number => {
    let total = 0;
    for (const selection of set?.selections ?? []) {
      total += 1;
      if (selection.kind !== Kind.FRAGMENT_SPREAD) total += count(selection.selectionSet);
      else total += countFragment(selection.name.value);
    }
    return total;
  };
  const countFragment = (name: string): number => {
    let total = known.get(name);
    if (total === undefined) {
      total = count(fragments.get(name)?.selectionSet);
      known.set(name, total);
    }
    return total;
  };
  return operations.reduce((total, operation) => {
    const variants = Math.min(2 ** conditionVariables(operation, fragments).length, maxVariants);
    return total + Math.min(count(operation.selectionSet), MAX_SELECTIONS) * variants;
  }, 0);
}

/**
 * `operation` without named fragments and conditions. `schema` is the unified one: an alias must not meet a hidden key
 * either. `variables` are coerced and hold the conditions' values.
 * @throws BAD_USER_INPUT where a condition is null, or the operation too large once its fragments are written out;
 * GRAPHQL_PARSE_FAILED where it is nested too deeply.
 */
export function normalise(
  operation: OperationDefinitionNode,
  fragments: Fragments,
  schema: GraphQLSchema,
  variables: Readonly<Record<string, unknown>>,
): OperationDefinitionNode {
  const root = schema.getRootType(operation.operation);
  if (!root) return operation;
  let seen = 0;
  let depth = 0;
  return { ...operation, selectionSet: merged([operation.selectionSet], root) };

  /** The selections of all `sets`, which meet in one object that is, or implements, `on`. */
  function merged(sets: readonly SelectionSetNode[], on: GraphQLNamedType): SelectionSetNode {
    depth += 1;
    if (depth > MAX_DEPTH) throw nestedTooDeeply();
    const set = collected(sets, on);
    depth -= 1;
    return set;
  }

  function collected(sets: readonly SelectionSetNode[], on: GraphQLNamedType): SelectionSetNode {
    const fields = new Map<string, FieldNode[]>();
    const selections: (FieldNode[] | InlineFragmentNode)[] = [];
    const spread = new Set<string>();

    function collect(set: SelectionSetNode): void {
      for (const selection of set.selections) {
        if (++seen > MAX_SELECTIONS) throw badInput(`An operation may have ${MAX_SELECTIONS} selections at most.`);
        if (!isIncluded(selection, variables)) continue;
        if (selection.kind === Kind.FIELD) {
          const key = selection.alias?.value ?? selection.name.value;
          const known = fields.get(key);
          if (known) {
            known.push(selection);
          } else {
            const group = [selection];
            fields.set(key, group);
            selections.push(group);
          }
          continue;
        }
        const fragment = opened(selection);
        if (!fragment) continue;
        const type = fragment.condition === undefined ? on : schema.getType(fragment.condition);
        if (!type) continue;
        if (type === on || (isObjectType(on) && isAbstractType(type) && schema.isSubType(type, on))) {
          collect(fragment.set);
        } else if (!isObjectType(on)) {
          const selectionSet = merged([fragment.set], type);
          if (selectionSet === NOTHING) continue;
          selections.push(fragmentOn(type, selectionSet));
        }
      }
    }

    function opened(selection: Exclude<SelectionNode, FieldNode>) {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        return { condition: selection.typeCondition?.name.value, set: selection.selectionSet };
      }
      const name = selection.name.value;
      const fragment = fragments.get(name);
      if (!fragment || spread.has(name)) return undefined;
      spread.add(name);
      return { condition: fragment.typeCondition.name.value, set: fragment.selectionSet };
    }

    sets.forEach(collect);
    if (selections.length === 0) return NOTHING;
    return {
      kind: Kind.SELECTION_SET,
      selections: selections.flatMap((each) => {
        if (!Array.isArray(each)) return each;
        return each.some(isMeta) ? each : mergedField(each, on);
      }),
    };
  }

  function mergedField(nodes: readonly FieldNode[], on: GraphQLNamedType): FieldNode {
    const [node] = nodes as [FieldNode];
    const key = node.alias?.value ?? node.name.value;
    const isAlias = key !== node.name.value;
    const alias = isAlias || isInherited(key) ? safeAlias(key, isAlias && isFieldOf(on, key)) : undefined;
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    const type = 'getFields' in on ? on.getFields()[node.name.value]?.type : undefined;
    return {
      kind: Kind.FIELD,
      name: node.name,
      alias: alias && { kind: Kind.NAME, value: alias },
      arguments: node.arguments,
      directives: node.directives?.filter((directive) => !isCondition(directive)),
      selectionSet: sets.length && type ? withType(sets, getNamedType(type) as GraphQLNamedType) : undefined,
    } as FieldNode;
  }

  /** Like `merged`, and sees to it that the type of an object is fetched where the answer depends on it. */
  function withType(sets: readonly SelectionSetNode[], on: GraphQLNamedType): SelectionSetNode {
    const set = merged(sets, on);
    const possible = isAbstractType(on) ? schema.getPossibleTypes(on) : [];
    return isUnionType(on) || possible.some(isHidden) ? { ...set, selections: [...set.selections, UNASKED] } : set;
  }

  function isFieldOf(type: GraphQLNamedType, name: string): boolean {
    const types = isAbstractType(type) ? [type, ...schema.getPossibleTypes(type)] : [type];
    return types.some((each) => (isObjectType(each) || isInterfaceType(each)) && name in each.getFields());
  }
}

const NOTHING: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: [UNASKED] };

function fragmentOn({ name }: GraphQLNamedType, selectionSet: SelectionSetNode): InlineFragmentNode {
  const typeCondition = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: name } } as const;
  return { kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet };
}

function isHidden({ astNode }: GraphQLNamedType): boolean {
  return astNode?.directives?.some(({ name }) => name.value === 'inaccessible') ?? false;
}

/** Introspection starts here; graphql-js answers it as it was written. */
export function isMeta({ name }: FieldNode): boolean {
  return name.value === '__schema' || name.value === '__type';
}

function isCondition({ name }: DirectiveNode): boolean {
  return name.value === 'skip' || name.value === 'include';
}

function isIncluded(selection: SelectionNode, variables: Readonly<Record<string, unknown>>): boolean {
  return (selection.directives ?? []).filter(isCondition).every((directive) => {
    const value = directive.arguments?.[0]?.value;
    const decided =
      value?.kind === Kind.VARIABLE ? variables[value.name.value] : value?.kind === Kind.BOOLEAN && value.value;
    if (typeof decided !== 'boolean') {
      throw badInput('Argument "if" of non-null type "Boolean!" must not be null.', directive);
    }
    return decided === (directive.name.value === 'include');
  });
}

function badInput(message: string, nodes?: DirectiveNode): GraphQLError {
  return new GraphQLError(message, { nodes: nodes ?? null, extensions: { code: 'BAD_USER_INPUT' } });
}
