/**
 * The short cut: an operation that one subgraph of this process can answer by itself is compiled against that
 * subgraph's schema and run as the client wrote it, without planning, fetching, merging and projecting.
 *
 * It is taken only where the API schema and the subgraph agree on everything the document touches. Where they do not
 * (an enum value that is @inaccessible, a field that is nullable on one side only, interfaces and unions, whose
 * members may differ) the planned executor projects the difference away, and this path would leak it.
 */
import type { QueryPlan } from '@graphql-hive/router-query-planner';
import {
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInputType,
  isObjectType,
  isScalarType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  typeFromAST,
} from 'graphql';

/** The subgraph that alone answers `plan`, or null: several fetches, entity look-ups, rewrites, or not a query. */
export function onlySubgraph(plan: QueryPlan): string | null {
  const node = plan.node;
  if (node?.kind !== 'Fetch' || (node.operationKind ?? 'query') !== 'query') return null;
  if (node.requires?.length || node.inputRewrites?.length || node.outputRewrites?.length) return null;
  return node.serviceName;
}

/** Whether `api` and `subgraph` mean the same by everything that the (normalised) `operation` touches. */
export function schemasAgree(operation: OperationDefinitionNode, api: GraphQLSchema, subgraph: GraphQLSchema): boolean {
  function variablesAgree(): boolean {
    return (operation.variableDefinitions ?? []).every(({ type }) => {
      const [here, there] = [typeFromAST(api, type as never), typeFromAST(subgraph, type as never)];
      return isInputType(here) && isInputType(there) && inputsAgree(here, there);
    });
  }

  function selectionsAgree(set: SelectionSetNode, here: GraphQLObjectType, there: GraphQLObjectType): boolean {
    return set.selections.every((selection) => {
      // After normalising, a fragment is on a member of an interface or union.
      if (selection.kind !== Kind.FIELD) return false;
      const name = selection.name.value;
      if (name === '__typename') return here.name === there.name;
      const [field, twin] = [here.getFields()[name], there.getFields()[name]];
      if (!field || !twin || String(field.type) !== String(twin.type)) return false;
      const argumentsAgree = (selection.arguments ?? []).every((argument) => {
        const type = field.args.find((arg) => arg.name === argument.name.value)?.type;
        const twinType = twin.args.find((arg) => arg.name === argument.name.value)?.type;
        return type !== undefined && twinType !== undefined && inputsAgree(type, twinType);
      });
      return argumentsAgree && outputsAgree(field.type, twin.type, selection.selectionSet);
    });
  }

  function outputsAgree(type: GraphQLOutputType, twinType: GraphQLOutputType, set: SelectionSetNode | undefined) {
    const [here, there] = [getNamedType(type), getNamedType(twinType)];
    if (isObjectType(here) && isObjectType(there) && set) return selectionsAgree(set, here, there);
    if (isEnumType(here) && isEnumType(there)) return there.getValues().every((value) => here.getValue(value.name));
    return isScalarType(here) && isScalarType(there);
  }

  const [root, twinRoot] = [api.getQueryType(), subgraph.getQueryType()];
  return Boolean(root && twinRoot && variablesAgree() && selectionsAgree(operation.selectionSet, root, twinRoot));
}

function inputsAgree(type: GraphQLInputType, twinType: GraphQLInputType, seen = new Set<string>()): boolean {
  if (String(type) !== String(twinType)) return false;
  const [here, there] = [getNamedType(type), getNamedType(twinType)];
  if (isEnumType(here) && isEnumType(there)) {
    return (
      here.getValues().length === there.getValues().length &&
      there.getValues().every((value) => here.getValue(value.name))
    );
  }
  if (isInputObjectType(here) && isInputObjectType(there)) {
    if (seen.has(here.name)) return true;
    seen.add(here.name);
    const [fields, twins] = [here.getFields(), there.getFields()];
    const names = Object.keys(twins);
    return (
      names.length === Object.keys(fields).length &&
      names.every((name) => {
        const [field, twin] = [fields[name], twins[name]];
        return field !== undefined && twin !== undefined && inputsAgree(field.type, twin.type, seen);
      })
    );
  }
  return isScalarType(here) && isScalarType(there);
}
