/**
 * The graph as callers see it: document text in, answer out. What can be known of a document without its variables
 * (syntax tree, validity, plan, compiled form) is worked out once and kept under its text.
 */
import { type QueryPlan, QueryPlanner } from '@graphql-hive/router-query-planner';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  validate,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Log } from '../platform/log.ts';
import { createCompletion } from './completion.ts';
import { findIntrospection, introspect } from './introspection.ts';
import {
  type Answer,
  type CompiledOperation,
  isPromise,
  isStream,
  type MaybePromise,
  type Result,
  type SubgraphLink,
} from './link.ts';
import { plannedExecutor } from './planned.ts';
import type { Scope } from './scope.ts';
import { onlySubgraph, schemasAgree } from './single-fetch.ts';
import { publicSchema, unifiedSchema } from './supergraph.ts';

export interface GraphOptions {
  supergraphSdl: string;
  links: readonly SubgraphLink[];
  log: Log;
  /** Whether operations that one local subgraph answers take the short cut. */
  singleFetch: boolean;
  documentCacheSize: number;
}

/** One operation of one document, ready to run any number of times. */
export interface Operation {
  readonly type: 'query' | 'mutation' | 'subscription';
  readonly document: DocumentNode;
  execute(variables: Record<string, unknown>, scope: Scope): MaybePromise<Answer>;
  /** JSON of an answer of this operation, by the fastest serializer known for it. */
  stringify(result: Result): string;
}

/** A request that cannot be executed at all: GraphQL calls these request errors. */
export interface Refusal {
  readonly errors: readonly GraphQLError[];
}

export interface Graph {
  readonly schema: GraphQLSchema;
  /** Looks `text` up, or parses, validates and keeps it. `operationName` chooses among several operations. */
  prepare(text: string, operationName?: string | null): Operation | Refusal;
}

export function isRefusal(prepared: Operation | Refusal): prepared is Refusal {
  return 'errors' in prepared;
}

/** After this many runs an operation is worth planning a second time, to see whether it can take the short cut. */
const HOT_AFTER = 3;
const MAX_TOKENS = 10_000;
const MAX_CACHED_CHARACTERS = 16 * 1024 * 1024;

export async function createGraph(options: GraphOptions): Promise<Graph> {
  const { supergraphSdl, log, singleFetch, documentCacheSize } = options;
  const links = new Map(options.links.map((link) => [link.name, link]));
  const schema = publicSchema(supergraphSdl);
  const planned = await plannedExecutor(unifiedSchema(supergraphSdl), supergraphSdl, links, log);
  const planner = singleFetch ? new QueryPlanner(supergraphSdl) : null;

  const documents = new LRUCache<string, PreparedDocument | Refusal>({
    max: documentCacheSize,
    maxSize: MAX_CACHED_CHARACTERS,
    sizeCalculation: (_document, text) => text.length + 1,
  });

  function prepareDocument(text: string): PreparedDocument | Refusal {
    let document: DocumentNode;
    try {
      document = parse(text, { maxTokens: MAX_TOKENS });
    } catch (error) {
      return refusal(error, 'GRAPHQL_PARSE_FAILED');
    }
    const errors = validate(schema, document, undefined, { maxErrors: 20 });
    if (errors.length) return { errors: errors.map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED')) };
    return new PreparedDocument(document);
  }

  function createOperation(document: PreparedDocument, node: OperationDefinitionNode): Operation {
    const type = node.operation as Operation['type'];
    const name = node.name?.value;
    const complete = createCompletion(node, document.fragments, schema);
    const introspection = findIntrospection(document.ast, node, document.fragments);

    if (introspection) {
      const { schemaPart, dataPart } = introspection;
      return {
        type,
        document: document.ast,
        stringify: JSON.stringify,
        async execute(variables, scope) {
          const about = introspect(schema, schemaPart, name, variables);
          if (!dataPart || about.errors) return about;
          const request = { document: dataPart, operationName: name, operationType: type, variables, scope, complete };
          const data = await planned(request);
          return isStream(data) ? data : { ...data, data: data.data == null ? null : { ...about.data, ...data.data } };
        },
      };
    }

    let runs = 0;
    let shortCut: CompiledOperation | null = null;

    function findShortCut(): CompiledOperation | null {
      if (!planner || type !== 'query') return null;
      const subgraph = onlySubgraph(planQuery(planner, document.ast, name));
      const local = subgraph ? links.get(subgraph)?.local : undefined;
      if (!local || !schemasAgree(node, document.fragments, schema, local.schema)) return null;
      return local.compile(document.ast, name);
    }

    const plain = (variables: Record<string, unknown>, scope: Scope) =>
      planned({ document: document.ast, operationName: name, operationType: type, variables, scope, complete });

    return {
      type,
      document: document.ast,
      stringify: (result) => (shortCut && !result.errors ? shortCut.stringify(result) : JSON.stringify(result)),
      execute(variables, scope) {
        runs += 1;
        if (runs === HOT_AFTER) shortCut = attempt(findShortCut);
        if (!shortCut) return plain(variables, scope);
        const result = shortCut.run(variables, scope);
        // No `data` at all: the variables were refused. The plain path words that the same way for every operation.
        const checked = (settled: Result) => (settled.data === undefined ? plain(variables, scope) : settled);
        return isPromise(result) ? result.then(checked) : checked(result);
      },
    };
  }

  /** A short cut that cannot be found is no reason to fail: the plain path answers. */
  function attempt<T>(find: () => T): T | null {
    try {
      return find();
    } catch (error) {
      log.warn({ err: error }, 'no short cut for an operation');
      return null;
    }
  }

  return {
    schema,
    prepare(text, operationName) {
      let document = documents.get(text);
      if (!document) {
        document = prepareDocument(text);
        documents.set(text, document);
      }
      return document instanceof PreparedDocument ? document.operation(operationName, createOperation) : document;
    },
  };
}

/** A valid document and, made at first use, its operations. */
class PreparedDocument {
  readonly ast: DocumentNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #nodes: readonly OperationDefinitionNode[];
  readonly #operations = new Map<OperationDefinitionNode, Operation>();

  constructor(ast: DocumentNode) {
    this.ast = ast;
    this.#nodes = ast.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
    const fragments = ast.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
    this.fragments = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  }

  operation(
    name: string | null | undefined,
    create: (document: PreparedDocument, node: OperationDefinitionNode) => Operation,
  ): Operation | Refusal {
    const node = name ? this.#nodes.find((each) => each.name?.value === name) : this.#nodes[0];
    if (!node || (!name && this.#nodes.length > 1)) {
      const message = name
        ? `The document has no operation named "${name}".`
        : 'The document has several operations: name one in operationName.';
      return { errors: [coded(new GraphQLError(message), 'OPERATION_RESOLUTION_FAILURE')] };
    }
    let operation = this.#operations.get(node);
    if (!operation) {
      operation = create(this, node);
      this.#operations.set(node, operation);
    }
    return operation;
  }
}

function planQuery(planner: QueryPlanner, document: DocumentNode, operationName: string | undefined): QueryPlan {
  return planner.plan(print(document), operationName, new Set(), 0);
}

function refusal(error: unknown, code: string): Refusal {
  if (error instanceof GraphQLError) return { errors: [coded(error, code)] };
  throw error;
}

function coded(error: GraphQLError, code: string): GraphQLError {
  return new GraphQLError(error.message, {
    nodes: error.nodes,
    source: error.source,
    positions: error.positions,
    path: error.path,
    extensions: { ...error.extensions, code: error.extensions.code ?? code },
  } as never);
}
