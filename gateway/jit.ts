/**
 * graphql-jit, for what it is good at: execution. Input is read by graphql-js, because graphql-jit never ends on an
 * input type that contains itself, turns absent variables inside literals into null and knows no `@oneOf`. So the
 * document that it compiles takes every variable as it is, and an argument with variables inside becomes a variable.
 */
import {
  type DocumentNode,
  type ExecutionResult,
  type GraphQLInputType,
  GraphQLScalarType,
  GraphQLSchema,
  getOperationAST,
  Kind,
  TypeInfo,
  type ValueNode,
  type VariableDefinitionNode,
  valueFromAST,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import type { MaybePromise } from './link.ts';
import { variableReader } from './variables.ts';

export interface JitOperation {
  /** Undefined where graphql-jit cannot say what is wrong with the input; graphql-js can. */
  run(context: unknown, variables: Record<string, unknown>): MaybePromise<ExecutionResult> | undefined;
}

interface LiftedArgument {
  name: string;
  value: ValueNode;
  type: GraphQLInputType;
}

const AS_IT_IS = new GraphQLScalarType({ name: '_AsItIs' });

/** A compiler for documents of one operation each; an answer with errors says why it cannot compile. */
export function createJit(schema: GraphQLSchema): (document: DocumentNode) => JitOperation | ExecutionResult {
  const config = schema.toConfig();
  const lenient = new GraphQLSchema({ ...config, types: [...config.types, AS_IT_IS], assumeValid: true });

  return (document) => {
    const readVariables = variableReader(schema, getOperationAST(document)?.variableDefinitions ?? []);
    const { lifted, lenientDocument } = lift(document, schema);
    const compiled = compileQuery(lenient, lenientDocument);
    if (!isCompiledQuery(compiled)) return compiled;
    return {
      run(context, variables) {
        const { coerced, errors } = readVariables(variables);
        if (errors) return { errors };
        for (const { name, value, type } of lifted) {
          const read = valueFromAST(value, type, coerced);
          if (read === undefined) return undefined;
          coerced[name] = read;
        }
        return compiled.query(undefined, context, coerced);
      },
    };
  };
}

function lift(document: DocumentNode, schema: GraphQLSchema) {
  const lifted: LiftedArgument[] = [];
  const typeInfo = new TypeInfo(schema);
  const withLifted = visit(
    document,
    visitWithTypeInfo(typeInfo, {
      Argument(node) {
        const type = typeInfo.getArgument()?.type;
        if (!type || node.value.kind === Kind.VARIABLE || !holdsVariable(node.value)) return undefined;
        const name = `_lifted${lifted.length}`;
        lifted.push({ name, value: node.value, type });
        return { ...node, value: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: name } } };
      },
    }),
  );
  const lenientDocument = visit(withLifted, {
    OperationDefinition: (node) => ({
      ...node,
      variableDefinitions: [
        ...(node.variableDefinitions ?? []).map(({ variable }) => asItIs(variable.name.value)),
        ...lifted.map(({ name }) => asItIs(name)),
      ],
    }),
  });
  return { lifted, lenientDocument };
}

function asItIs(name: string): VariableDefinitionNode {
  return {
    kind: Kind.VARIABLE_DEFINITION,
    variable: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: name } },
    type: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: AS_IT_IS.name } },
  };
}

function holdsVariable(value: ValueNode): boolean {
  let found = false;
  visit(value, {
    Variable: () => {
      found = true;
    },
  });
  return found;
}
