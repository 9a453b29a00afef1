import autocannon from 'autocannon';
import type { MeasuredChild } from './child.ts';

export interface Load {
  requestsPerSecond: number;
  /** CPU time of the server's process per request, in µs: steadier than throughput on a shared machine. */
  cpuPerRequest: number;
  p99Milliseconds: number;
}

/**
 * Sends `bodies` in turn over 50 connections for `seconds`.
 * @throws Error when a request failed or was not answered with 200. What is in the answers is `check`'s to look at: the
 * load generator has one thread, and reading answers would slow the fastest engines down more than the slow ones.
 */
export async function measure(
  child: MeasuredChild,
  bodies: readonly string[],
  headers: Record<string, string>,
  seconds: number,
): Promise<Load> {
  const before = await child.cpu();
  const result = await autocannon({
    url: urlOf(child),
    connections: 50,
    duration: seconds,
    requests: bodies.map((body) => ({ method: 'POST' as const, headers: { ...JSON_BODY, ...headers }, body })),
  });
  const after = await child.cpu();
  if (result.errors > 0 || result.non2xx > 0) throw new Error(`${result.errors + result.non2xx} requests failed`);
  return {
    requestsPerSecond: result.requests.total / result.duration,
    cpuPerRequest: (after - before) / result.requests.total,
    p99Milliseconds: result.latency.p99,
  };
}

/** @throws Error when an answer is not 200 or carries GraphQL errors: a fast wrong answer is worth nothing. */
export async function check(
  child: MeasuredChild,
  bodies: readonly string[],
  headers: Record<string, string>,
): Promise<void> {
  for (const body of bodies) {
    const response = await fetch(urlOf(child), { method: 'POST', headers: { ...JSON_BODY, ...headers }, body });
    const text = await response.text();
    if (response.status !== 200 || text.includes('"errors"')) {
      throw new Error(`a wrong answer: ${response.status} ${text.slice(0, 500)}`);
    }
  }
}

const JSON_BODY = { 'content-type': 'application/json' };
const urlOf = ({ port }: MeasuredChild): string => `http://127.0.0.1:${port}/graphql`;
