/**
 * One operation of one document, and the ways to answer it: from the API schema (introspection), over the plan, or by
 * the short cut. Each combination of values for `@skip` and `@include` is an operation of its own.
 */
import {
  type DocumentNode,
  execute,
  type GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { findIntrospection, type Introspection } from './introspection.ts';
import { type Answer, type CompiledOperation, isPromise, type MaybePromise, type Result } from './link.ts';
import { isAsAsked, responseKeys, withOwnName } from './names.ts';
import { conditionVariables, type Fragments, normalise } from './normalise.ts';
import { badVariable, type PlannedOptions, planned } from './planned.ts';
import { refusal } from './refusal.ts';
import type { Scope } from './scope.ts';
import { onlySubgraph, schemasAgree } from './single-fetch.ts';
import { type Amount, answerSize, sizeError } from './size.ts';
import { variableReader } from './variables.ts';

/** One operation of one document, ready to run any number of times. */
export interface Operation {
  readonly type: 'query' | 'mutation' | 'subscription';
  readonly document: DocumentNode;
  /** Whether runs from now on take the short cut. */
  readonly takesShortCut: boolean;
  execute(variables: Record<string, unknown>, scope: Scope): MaybePromise<Answer>;
}

/** What operations are answered with. */
export interface Machinery extends PlannedOptions {
  /** The supergraph's schema, which knows hidden types and fields too. */
  unified: GraphQLSchema;
  /** Whether short cuts are looked for. */
  singleFetch: boolean;
  /** How many objects an answer may hold. */
  maxAnswerObjects: number;
}

type Variant = Pick<Operation, 'takesShortCut' | 'execute'>;

/** After this many runs an operation is worth compiling whole, where it can take the short cut. */
const HOT_AFTER = 3;
/** How many combinations of values for `@skip` and `@include` are kept of one operation. */
export const MAX_VARIANTS = 8;

export function createOperation(
  document: DocumentNode,
  node: OperationDefinitionNode,
  fragments: Fragments,
  machinery: Machinery,
): Operation {
  const operation = { type: node.operation as Operation['type'], document };
  const conditions = conditionVariables(node, fragments);
  const variant = (variables: Record<string, unknown>): Variant => {
    const normalised = normalise(node, fragments, machinery.unified, variables);
    const size = answerSize(normalised, machinery.schema);
    if (typeof size === 'number') {
      const error = sizeError(size, machinery.maxAnswerObjects);
      if (error) throw error;
    }
    const made = createVariant(normalised, document, machinery);
    return typeof size === 'number' ? made : withSizeChecked(made, size, machinery.maxAnswerObjects);
  };
  if (conditions.length === 0) return Object.assign(variant({}), operation);

  const readVariables = variableReader(machinery.schema, node.variableDefinitions ?? []);
  const variants = new LRUCache<string, Variant>({ max: MAX_VARIANTS });
  return {
    ...operation,
    get takesShortCut() {
      return [...variants.values()].some(({ takesShortCut }) => takesShortCut);
    },
    execute(variables, scope) {
      const { coerced, errors } = readVariables(variables);
      if (errors) return { errors: errors.map(badVariable) };
      const key = conditions.map((name) => coerced[name]).join();
      let chosen = variants.get(key);
      if (!chosen) {
        try {
          chosen = variant(coerced);
        } catch (error) {
          const refused = refusal(error, 'BAD_USER_INPUT');
          chosen = { takesShortCut: false, execute: () => refused };
        }
        variants.set(key, chosen);
      }
      return chosen.execute(variables, scope);
    },
  };
}

/** The same, for an operation whose variables say how large the answer may become. */
function withSizeChecked(variant: Variant, size: Exclude<Amount, number>, limit: number): Variant {
  return {
    get takesShortCut() {
      return variant.takesShortCut;
    },
    execute(variables, scope) {
      const error = sizeError(size(variables), limit);
      return error ? { errors: [error] } : variant.execute(variables, scope);
    },
  };
}

function createVariant(node: OperationDefinitionNode, original: DocumentNode, machinery: Machinery): Variant {
  const { schema, singleFetch, links, log } = machinery;
  const part = (selections: readonly SelectionNode[]): Variant =>
    createVariant({ ...node, selectionSet: { kind: Kind.SELECTION_SET, selections } }, original, machinery);

  if (node.operation === 'mutation' && node.selectionSet.selections.length > 1) return createSeries();
  const introspection = findIntrospection(node);
  if (introspection) return createIntrospection(introspection);

  const plain = planned(node, machinery);
  let runs = 0;
  let shortCut: CompiledOperation | null = null;

  /** A short cut that cannot be found is no reason to fail: the plain path answers. */
  function findShortCut(): CompiledOperation | null {
    if (!singleFetch || node.operation !== 'query' || !isAsAsked(node.selectionSet)) return null;
    try {
      const subgraph = onlySubgraph(plain.plan());
      const local = subgraph ? links.get(subgraph)?.local : undefined;
      if (!local || !schemasAgree(node, schema, local.schema)) return null;
      return local.compile({ kind: Kind.DOCUMENT, definitions: [node] });
    } catch (error) {
      log.warn({ err: error }, 'no short cut for an operation');
      return null;
    }
  }

  return {
    get takesShortCut() {
      return shortCut !== null;
    },
    execute(variables, scope) {
      runs += 1;
      if (runs === HOT_AFTER) shortCut = findShortCut();
      if (!shortCut) return plain.execute(variables, scope);
      const result = shortCut.run(variables, scope);
      // No `data` at all: the variables were refused. The plain path words that the same way for every operation.
      const checked = (settled: Result) => (settled.data === undefined ? plain.execute(variables, scope) : settled);
      return isPromise(result) ? result.then(checked) : checked(result);
    },
  };

  function createIntrospection({ about, others }: Introspection): Variant {
    const fragments = original.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
    const selections = about.map(withOwnName);
    const asked = { ...node, selectionSet: { kind: Kind.SELECTION_SET, selections } } as const;
    const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [asked, ...fragments] };
    const rest = others.length ? part(others) : null;
    const keys = responseKeys(node.selectionSet);
    return {
      get takesShortCut() {
        return rest?.takesShortCut ?? false;
      },
      async execute(variables, scope) {
        const answered = execute({ schema, document, variableValues: variables }) as Result;
        if (!answered.data) return { errors: answered.errors?.map(badVariable) ?? [] };
        const result = rest ? ((await rest.execute(variables, scope)) as Result) : { data: {} };
        if (!result.data) return result;
        const data = { ...answered.data, ...result.data };
        return { ...result, data: Object.fromEntries(keys.map((key) => [key, data[key]])) };
      },
    };
  }

  /**
   * One root field of a mutation after the other, each with all that is below it (GraphQL specification 6.2.2); the
   * planner would start the next one while entities of the one before are still being fetched.
   */
  function createSeries(): Variant {
    const steps = node.selectionSet.selections.map((field) => part([field]));
    return {
      takesShortCut: false,
      async execute(variables, scope) {
        let data: Record<string, unknown> = {};
        const errors: GraphQLError[] = [];
        for (const step of steps) {
          const result = (await step.execute(variables, scope)) as Result;
          errors.push(...(result.errors ?? []));
          if (!result.data) return { ...result, errors };
          // Not by assignment, which would take a key `__proto__` for the prototype.
          data = { ...data, ...result.data };
        }
        return errors.length ? { data, errors } : { data };
      },
    };
  }
}
