/** Puts the gateway together: links to the subgraphs, the graph over them, the front door before it. */
import { join, resolve } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { parse } from 'graphql';
import { sql } from '../platform/database.ts';
import type { Environment } from '../platform/environment.ts';
import type { Background, Services, Subgraph } from '../platform/subgraph.ts';
import { GATEWAY } from '../platform/viewer.ts';
import { viewerSigner } from '../platform/vouch.ts';
import { DEMO_KEY } from '../subgraphs/identity/keys.ts';
import { SUBGRAPHS } from '../subgraphs/index.ts';
import { createFront } from './front.ts';
import { createGraph } from './graph.ts';
import { graphiqlPage } from './graphiql.ts';
import type { Readiness } from './health.ts';
import { inProcess } from './in-process.ts';
import { isStream, type SubgraphLink } from './link.ts';
import { overHttp } from './over-http.ts';
import { Scope } from './scope.ts';
import { readSupergraph } from './supergraph.ts';
import { createViewers } from './viewers.ts';

export interface GatewayParts {
  environment: Environment;
  log: Services['log'];
  links: readonly SubgraphLink[];
  readiness: Readiness;
  adminKey: string;
  /** Whether the explorer is served at `/`. */
  graphiql?: boolean;
}

export async function createGateway({
  environment,
  log,
  links,
  readiness,
  adminKey,
  graphiql = true,
}: GatewayParts): Promise<FastifyInstance> {
  const identity = links.find(({ name }) => name === 'identity');
  if (!identity) throw new Error('the gateway needs the identity subgraph to resolve keys');
  const graph = createGraph({
    supergraphSdl: readSupergraph(),
    links,
    log,
    singleFetch: environment.SINGLE_FETCH,
    documentCacheSize: environment.DOCUMENT_CACHE_SIZE,
    maxAnswerObjects: environment.MAX_ANSWER_OBJECTS,
  });
  const viewers = createViewers(identity, { adminKey });
  const app = await createFront({ graph, viewers, readiness, log, bodyLimit: environment.REQUEST_BODY_LIMIT });
  if (graphiql) {
    await graphiqlPage(app, {
      endpoint: '/graphql',
      demoKey: environment.DEMO_KEY ? DEMO_KEY : null,
      bundleDirectory: resolve(environment.GRAPHIQL_DIR ?? join(environment.DATA_DIR, 'graphiql')),
    });
  }
  return app;
}

/** The subgraphs in this process. */
export function subgraphsTogether(services: Services): { subgraphs: Subgraph[]; links: SubgraphLink[] } {
  const subgraphs = SUBGRAPHS.map((definition) => definition.create(services));
  const { log, environment } = services;
  return { subgraphs, links: subgraphs.map((subgraph) => inProcess(subgraph, { log, jit: environment.JIT })) };
}

/** The subgraphs as servers of their own, each at the address that its `<NAME>_URL` says. */
export function subgraphsApart(environment: Environment, log: Services['log']): SubgraphLink[] {
  const signer = viewerSigner(environment.GATEWAY_SECRET ?? '');
  return SUBGRAPHS.map(({ name }) => {
    const url = environment[`${name.toUpperCase()}_URL` as keyof Environment] as string;
    return overHttp(name, { url, timeoutMs: environment.SUBGRAPH_TIMEOUT_MS, signer, log });
  });
}

/** Starts what goes on between requests. */
export async function startBackgrounds(subgraphs: readonly Subgraph[]): Promise<Background[]> {
  const started = await Promise.all(subgraphs.map((subgraph) => subgraph.startBackground()));
  return started.filter((background) => background !== undefined);
}

export function readinessTogether({ database, cache }: Services): Readiness {
  return async () => ({
    database: await succeeds(database.query(sql.unsafe`SELECT 1`)),
    cache: await succeeds(cache.ping()),
  });
}

/** Without identity no key works; any other subgraph that is away costs its own fields and no more. */
export function readinessApart(links: readonly SubgraphLink[]): Readiness {
  const identity = links.find(({ name }) => name === 'identity');
  const scope = new Scope(GATEWAY, 'readiness');
  return async () => {
    const answer = await identity?.execute({ document: PING, operationType: 'query', variables: undefined, scope });
    return { identity: answer !== undefined && !isStream(answer) && !answer.errors?.length };
  };
}

const PING = parse('{ __typename }');

const succeeds = (question: Promise<unknown>): Promise<boolean> =>
  question.then(
    () => true,
    () => false,
  );
