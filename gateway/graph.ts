/**
 * The graph as callers see it: document text in, answer out. What can be known of a document without its variables
 * (syntax tree, validity, plan, compiled form) is worked out once and kept under its text.
 */
import { QueryPlanner } from '@graphql-hive/router-query-planner';
import {
  type ASTVisitor,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  type ValidationContext,
  validate,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Log } from '../platform/log.ts';
import type { SubgraphLink } from './link.ts';
import { withExactLiterals } from './literals.ts';
import type { Fragments } from './normalise.ts';
import { createOperation, type Machinery, type Operation } from './operation.ts';
import { plannedExecutor } from './planned.ts';
import { publicSchema, unifiedSchema } from './supergraph.ts';

export interface GraphOptions {
  supergraphSdl: string;
  links: readonly SubgraphLink[];
  log: Log;
  /** Whether operations that one local subgraph answers take the short cut. */
  singleFetch: boolean;
  documentCacheSize: number;
}

export type { Operation };

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

const RULES = [...specifiedRules, knownOperations];
const MAX_TOKENS = 10_000;
const MAX_CACHED_CHARACTERS = 16 * 1024 * 1024;

export async function createGraph(options: GraphOptions): Promise<Graph> {
  const { supergraphSdl, log, singleFetch, documentCacheSize } = options;
  const links = new Map(options.links.map((link) => [link.name, link]));
  const schema = publicSchema(supergraphSdl);
  const unified = unifiedSchema(supergraphSdl);
  const planned = await plannedExecutor(unified, supergraphSdl, links, log);
  const planner = singleFetch ? new QueryPlanner(supergraphSdl) : null;
  const machinery: Machinery = { schema, unified, planned, planner, links, log };

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
    const errors = validate(schema, document, RULES, { maxErrors: 20 });
    if (errors.length) return { errors: errors.map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED')) };
    return new PreparedDocument(withExactLiterals(document, schema));
  }

  return {
    schema,
    prepare(text, operationName) {
      let document = documents.get(text);
      if (!document) {
        document = prepareDocument(text);
        documents.set(text, document);
      }
      return document instanceof PreparedDocument ? document.operation(operationName, machinery) : document;
    },
  };
}

/** A valid document and, made at first use, its operations. */
class PreparedDocument {
  readonly #ast: DocumentNode;
  readonly #fragments: Fragments;
  readonly #nodes: readonly OperationDefinitionNode[];
  readonly #operations = new Map<OperationDefinitionNode, Operation | Refusal>();

  constructor(ast: DocumentNode) {
    this.#ast = ast;
    this.#nodes = ast.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
    const fragments = ast.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
    this.#fragments = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  }

  operation(name: string | null | undefined, machinery: Machinery): Operation | Refusal {
    const node = name ? this.#nodes.find((each) => each.name?.value === name) : this.#nodes[0];
    if (!node || (!name && this.#nodes.length > 1)) {
      const message = name
        ? `The document has no operation named "${name}".`
        : 'The document has several operations: name one in operationName.';
      return { errors: [coded(new GraphQLError(message), 'OPERATION_RESOLUTION_FAILURE')] };
    }
    let operation = this.#operations.get(node);
    if (!operation) {
      try {
        operation = createOperation(this.#ast, node, this.#fragments, machinery);
      } catch (error) {
        operation = refusal(error, 'BAD_USER_INPUT');
      }
      this.#operations.set(node, operation);
    }
    return operation;
  }
}

/** A rule that graphql-js leaves to execution: the schema has a root for each operation. */
function knownOperations(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(node) {
      if (context.getSchema().getRootType(node.operation)) return;
      context.reportError(new GraphQLError(`The schema has no ${node.operation} operations.`, { nodes: node }));
    },
  };
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
