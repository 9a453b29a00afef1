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
 * @throws Error when any answer was not 200, or carried GraphQL errors: a fast wrong answer is worth nothing.
 */
export async function measure(
  child: MeasuredChild,
  bodies: readonly string[],
  headers: Record<string, string>,
  seconds: number,
): Promise<Load> {
  let wrong: string | undefined;
  const before = await child.cpu();
  const result = await autocannon({
    url: `http://127.0.0.1:${child.port}`,
    connections: 50,
    duration: seconds,
    requests: bodies.map((body) => ({
      method: 'POST' as const,
      path: '/graphql',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      onResponse: (status: number, answer: string) => {
        if (status !== 200 || answer.includes('"errors"')) wrong ??= `${status} ${answer.slice(0, 500)}`;
      },
    })),
  });
  const after = await child.cpu();
  if (wrong) throw new Error(`a wrong answer: ${wrong}`);
  if (result.errors > 0) throw new Error(`${result.errors} requests failed`);
  return {
    requestsPerSecond: result.requests.total / result.duration,
    cpuPerRequest: (after - before) / result.requests.total,
    p99Milliseconds: result.latency.p99,
  };
}
