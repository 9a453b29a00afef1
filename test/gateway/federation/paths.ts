/** The four ways from a document to an answer, which must not differ in anything but speed. */
import type { DocumentNode } from 'graphql';
import { createGraph, type Graph, isRefusal } from '../../../gateway/graph.ts';
import { inProcess } from '../../../gateway/in-process.ts';
import { isStream, type LocalSubgraph, type Result, type SubgraphLink } from '../../../gateway/link.ts';
import { overHttp } from '../../../gateway/over-http.ts';
import { Scope } from '../../../gateway/scope.ts';
import { createLog, type Log } from '../../../platform/log.ts';
import type { Services } from '../../../platform/subgraph.ts';
import { createSubgraphServer } from '../../../platform/subgraph-server.ts';
import { ADMIN } from '../../../platform/viewer.ts';
import { viewerSigner } from '../../../platform/vouch.ts';
import { type Case, compose, type Supergraph, type TinySubgraph } from './supergraph.ts';

export const PATHS = ['http', 'in-process', 'jit', 'single-fetch'] as const;
export type PathName = (typeof PATHS)[number];

/** So many runs of one document, and whatever is going to be compiled is (`COMPILE_AFTER` and `HOT_AFTER` are 3). */
export const RUNS_UNTIL_HOT = 4;

export interface Path {
  readonly graph: Graph;
  /** Answers once; a subscription is read to its end. */
  run(asked: Case): Promise<Result[]>;
  takesShortCut(asked: Case): boolean;
  /** How many of the queries that subgraphs got more than once are not answered by their compiled form yet. */
  interpreted(): number;
  close(): Promise<void>;
}

export interface PathOptions {
  log?: Log;
  timeoutMs?: number;
  /** Subgraphs that cannot be reached; over HTTP only. */
  down?: readonly string[];
}

const SECRET = 'a secret that gateway and subgraphs of this suite share';

export async function openPath(name: PathName, supergraph: Supergraph, options: PathOptions = {}): Promise<Path> {
  const { log = createLog('silent'), timeoutMs = 5_000, down = [] } = options;
  const closing: (() => Promise<unknown>)[] = [];
  const signer = viewerSigner(SECRET);
  const asked = new Map<DocumentNode, { runs: number; local: LocalSubgraph }>();

  async function link(subgraph: TinySubgraph): Promise<SubgraphLink> {
    if (name !== 'http') return observed(inProcess(subgraph, { log, jit: name !== 'in-process' }));
    const server = await createSubgraphServer(subgraph, { log } as Services, SECRET);
    const url = `${await server.listen({ host: '127.0.0.1', port: 0 })}/graphql`;
    if (down.includes(subgraph.name)) await server.close();
    else closing.push(() => server.close());
    return overHttp(subgraph.name, { url, timeoutMs, signer, log });
  }

  function observed(inner: SubgraphLink): SubgraphLink {
    return {
      ...inner,
      execute(request) {
        const { document, operationType } = request;
        if (inner.local && operationType !== 'subscription') {
          asked.set(document, { runs: (asked.get(document)?.runs ?? 0) + 1, local: inner.local });
        }
        return inner.execute(request);
      },
    };
  }

  const graph = createGraph({
    supergraphSdl: compose(supergraph),
    links: await Promise.all(supergraph.subgraphs.map(link)),
    log,
    singleFetch: name === 'single-fetch',
    documentCacheSize: 100,
  });

  return {
    graph,
    run: (each) => run(graph, each),
    takesShortCut({ document, operationName }) {
      const operation = graph.prepare(document, operationName);
      return !isRefusal(operation) && operation.takesShortCut;
    },
    interpreted: () =>
      [...asked].filter(([document, { runs, local }]) => runs >= RUNS_UNTIL_HOT && !local.isCompiled(document)).length,
    close: async () => {
      await Promise.all(closing.map((close) => close()));
    },
  };
}

async function run(graph: Graph, { document, operationName, variables = {}, reset }: Case): Promise<Result[]> {
  reset?.();
  const operation = graph.prepare(document, operationName);
  if (isRefusal(operation)) return [asSent(operation)];
  const answer = await operation.execute(variables, new Scope(ADMIN, 'request-1'));
  if (!isStream(answer)) return [asSent(answer)];
  const events: Result[] = [];
  for await (const event of answer) events.push(asSent(event));
  return events;
}

/** What a client reads: the answer as text and back. */
function asSent(result: object): Result {
  return JSON.parse(JSON.stringify(result));
}
