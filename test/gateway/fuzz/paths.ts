/** The real graph over every path of the gateway, and field by field. */

import { type Graph, isRefusal } from '../../../gateway/graph.ts';
import type { Result } from '../../../gateway/link.ts';
import { Scope } from '../../../gateway/scope.ts';
import type { Services } from '../../../platform/subgraph.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { SUBGRAPHS } from '../../../subgraphs/index.ts';
import { openPath, PATHS, type Path, type PathName, RUNS_UNTIL_HOT } from '../federation/paths.ts';
import { compose } from '../federation/supergraph.ts';
import { fieldByField } from './field-by-field.ts';
import type { Generated } from './operations.ts';

export interface Comparison {
  /** Between a path and field by field; nothing where all are of one opinion. */
  differences: string[];
  /** Whether anything but nulls came out. */
  answered: boolean;
}

export interface AllPaths {
  /** Of one of the paths. */
  graph: Graph;
  ask(generated: Generated, viewer: Viewer): Promise<Comparison>;
  close(): Promise<void>;
}

export async function openAllPaths(services: Services): Promise<AllPaths> {
  const subgraphs = SUBGRAPHS.map((definition) => ({
    ...definition.create(services),
    typeDefs: definition.typeDefs,
  }));
  const supergraph = { name: 'the graph', subgraphs, cases: [] };
  const paths = new Map<PathName, Path>();
  for (const name of PATHS) paths.set(name, await openPath(name, supergraph));
  const oracle = fieldByField(compose(supergraph), subgraphs);

  async function ask({ text, document, variables }: Generated, viewer: Viewer): Promise<Comparison> {
    const result = await oracle(document, variables, new Scope(viewer, 'oracle'));
    const expected = comparison(result);
    const differences: string[] = [];
    const answered = Object.values(result.data ?? {}).some((value) => value !== null);
    for (const [name, { graph }] of paths) {
      const operation = graph.prepare(text);
      if (isRefusal(operation)) {
        if (!tooLarge(operation)) differences.push(`${name} refuses: ${operation.errors[0]?.message}`);
        return { differences, answered: false };
      }
      const runs = name === 'jit' || name === 'single-fetch' ? RUNS_UNTIL_HOT : 1;
      for (let run = 1; run <= runs; run++) {
        const answer = (await operation.execute(variables, new Scope(viewer, 'fuzz'))) as Result;
        if (tooLarge(answer)) return { differences, answered: false };
        const given = comparison(answer);
        if (given !== expected) {
          differences.push(`${name}, run ${run}:\n${firstDifference(expected, given)}`);
          break;
        }
      }
    }
    return { differences, answered };
  }

  return {
    graph: (paths.get('in-process') as Path).graph,
    ask,
    close: async () => {
      await Promise.all([...paths.values()].map((path) => path.close()));
    },
  };
}

/** Limits have tests of their own. */
function tooLarge({ errors }: Pick<Result, 'errors'>): boolean {
  return /^The answer could hold|^An operation may ask for/.test(errors?.[0]?.message ?? '');
}

/** The data as it is sent, and which errors there are. Where several fields fail for one reason, the paths may differ. */
function comparison({ data, errors = [] }: Result): string {
  const codes = [...new Set(errors.map(({ extensions }) => String(extensions?.code)))].sort();
  return `${JSON.stringify(data ?? null)}\n${codes.join()}`;
}

function firstDifference(expected: string, given: string): string {
  let at = 0;
  while (expected[at] === given[at]) at++;
  const part = (text: string) => `${text.slice(Math.max(0, at - 200), at)}>>>${text.slice(at, at + 200)}`;
  return `  field by field ${part(expected)}\n  the path       ${part(given)}`;
}
