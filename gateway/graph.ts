/**
 * The graph as callers see it: document text in, answer out. What can be known of a document without its variables
 * (syntax tree, validity, plan, compiled form) is worked out once and kept under its text.
 */
import {
  type ASTVisitor,
  type DefinitionNode,
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
import { type Fragments, selectionsOf } from './normalise.ts';
import { createOperation, MAX_VARIANTS, type Machinery, type Operation } from './operation.ts';
import { createPlanner } from './planner.ts';
import { coded, type Refusal, refusal } from './refusal.ts';
import { publicSchema, unifiedSchema } from './supergraph.ts';
import { typeNames } from './type-names.ts';

export interface GraphOptions {
  supergraphSdl: string;
  links: readonly SubgraphLink[];
  log: Log;
  /** Whether operations that one local subgraph answers take the short cut. */
  singleFetch: boolean;
  documentCacheSize: number;
  /** How many objects an answer may hold; 20,000 unless given. */
  maxAnswerObjects?: number;
}

export type { Operation, Refusal };

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
const MAX_OPERATIONS = 50;
const MAX_ANSWER_OBJECTS = 20_000;
/**
 * What all documents in the cache may weigh, in selections, which take about half a kilobyte each. A document that weighs
 * more by itself is not kept.
 */
const MAX_CACHED_SELECTIONS = 250_000;
/** Syntax trees weigh too: so many characters of text as much as one selection. */
const CHARACTERS_PER_SELECTION = 4;

export function createGraph(options: GraphOptions): Graph {
  const { supergraphSdl, log, singleFetch, documentCacheSize, maxAnswerObjects = MAX_ANSWER_OBJECTS } = options;
  const links = new Map(options.links.map((link) => [link.name, link]));
  const schema = publicSchema(supergraphSdl);
  const unified = unifiedSchema(supergraphSdl);
  const planner = createPlanner(supergraphSdl);
  const types = typeNames(unified);
  const machinery: Machinery = { schema, unified, types, planner, links, log, singleFetch, maxAnswerObjects };

  const documents = new LRUCache<string, PreparedDocument | Refusal>({
    max: documentCacheSize,
    maxSize: MAX_CACHED_SELECTIONS,
    sizeCalculation: (document, text) =>
      Math.ceil(text.length / CHARACTERS_PER_SELECTION) +
      (document instanceof PreparedDocument ? document.weight : 0) +
      1,
  });

  function prepareDocument(text: string): PreparedDocument | Refusal {
    try {
      const document = parse(text, { maxTokens: MAX_TOKENS });
      if (document.definitions.filter(isOperation).length > MAX_OPERATIONS) {
        throw new GraphQLError(`A document may have ${MAX_OPERATIONS} operations at most.`, {
          extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
        });
      }
      const errors = validate(schema, document, RULES, { maxErrors: 20 });
      if (errors.length) return { errors: errors.map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED')) };
      return new PreparedDocument(withExactLiterals(document, schema));
    } catch (error) {
      return refusal(error, 'GRAPHQL_PARSE_FAILED');
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
      return document instanceof PreparedDocument ? document.operation(operationName, machinery) : document;
    },
  };
}

/** A valid document and, made at first use, its operations. */
class PreparedDocument {
  /** How many selections its operations come to, in all the variants that may be kept. */
  readonly weight: number;
  readonly #ast: DocumentNode;
  readonly #fragments: Fragments;
  readonly #nodes: readonly OperationDefinitionNode[];
  readonly #operations = new Map<OperationDefinitionNode, Operation | Refusal>();

  constructor(ast: DocumentNode) {
    this.#ast = ast;
    this.#nodes = ast.definitions.filter(isOperation);
    const fragments = ast.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
    this.#fragments = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
    this.weight = selectionsOf(this.#nodes, this.#fragments, MAX_VARIANTS);
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

function isOperation(definition: DefinitionNode): definition is OperationDefinitionNode {
  return definition.kind === Kind.OPERATION_DEFINITION;
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
