/**
 * A load generator on bare sockets. autocannon, which was used before, gives every connection the same list of bodies
 * from its start, so that all 50 ask for the same at the same moment and whoever merges equal requests looks fast; and it
 * spends as much on a request as the fastest engines do. Here the connections share one list.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { MeasuredChild } from './child.ts';

export interface Load {
  requestsPerSecond: number;
  /** CPU time of the server's process per request, in µs: steadier than throughput on a shared machine. */
  cpuPerRequest: number;
  p99Milliseconds: number;
}

const CONNECTIONS = 50;
const JSON_BODY = { 'content-type': 'application/json' };

/**
 * Sends `bodies` in turn over 50 kept connections for `seconds`, the next one on each as soon as it was answered.
 * @throws Error when an answer is not 200 or a connection ends. What is in the answers is `check`'s to look at.
 */
export async function measure(
  child: MeasuredChild,
  bodies: readonly string[],
  headers: Record<string, string>,
  seconds: number,
): Promise<Load> {
  const requests = bodies.map((body) => toRequest(body, { ...JSON_BODY, ...headers }));
  const latencies: number[] = [];
  const before = await child.cpu();
  const startedAt = performance.now();
  const until = startedAt + seconds * 1_000;
  let next = 0;
  const client = async (): Promise<void> => {
    const socket = connect(child.port, '127.0.0.1');
    await once(socket, 'connect');
    await converse(socket, until, () => requests[next++ % requests.length] as Buffer, latencies);
    socket.destroy();
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, client));
  const elapsed = (performance.now() - startedAt) / 1_000;
  const after = await child.cpu();
  latencies.sort((one, other) => one - other);
  return {
    requestsPerSecond: latencies.length / elapsed,
    cpuPerRequest: (after - before) / latencies.length,
    p99Milliseconds: latencies[Math.floor(latencies.length * 0.99)] ?? Number.NaN,
  };
}

function toRequest(body: string, headers: Record<string, string>): Buffer {
  const length = Buffer.byteLength(body);
  const lines = Object.entries({ host: '127.0.0.1', ...headers, 'content-length': length });
  return Buffer.from(`POST /graphql HTTP/1.1\r\n${lines.map((line) => line.join(': ')).join('\r\n')}\r\n\r\n${body}`);
}

/** One request after the other on `socket` until the time is up and the last one is answered. */
function converse(socket: Socket, until: number, request: () => Buffer, latencies: number[]): Promise<void> {
  return new Promise((resolve, reject) => {
    let received: Buffer = Buffer.alloc(0);
    let sentAt = performance.now();
    socket.on('error', reject).on('close', () => reject(new Error('the server closed a connection')));
    socket.on('data', (chunk: Buffer) => {
      received = received.length ? Buffer.concat([received, chunk]) : chunk;
      if (!isWhole(received)) return;
      if (received.toString('latin1', 9, 12) !== '200') return reject(new Error(received.toString().slice(0, 500)));
      received = Buffer.alloc(0);
      const now = performance.now();
      latencies.push(now - sentAt);
      if (now >= until) return resolve();
      sentAt = now;
      socket.write(request());
    });
    socket.write(request());
  });
}

/** Whether all of an answer has come: its body ends after `content-length` bytes or with the last chunk. */
function isWhole(received: Buffer): boolean {
  const bodyAt = received.indexOf('\r\n\r\n') + 4;
  if (bodyAt < 4) return false;
  const length = /\r\ncontent-length: *(\d+)/i.exec(received.toString('latin1', 0, bodyAt))?.[1];
  if (length !== undefined) return received.length - bodyAt >= Number(length);
  return received.subarray(-5).toString('latin1') === '0\r\n\r\n';
}

/** @throws Error when an answer is not 200 or carries GraphQL errors: a fast wrong answer is worth nothing. */
export async function check(
  { port }: MeasuredChild,
  bodies: readonly string[],
  headers: Record<string, string>,
): Promise<void> {
  for (const body of bodies) {
    const url = `http://127.0.0.1:${port}/graphql`;
    const response = await fetch(url, { method: 'POST', headers: { ...JSON_BODY, ...headers }, body });
    const text = await response.text();
    if (response.status !== 200 || text.includes('"errors"')) {
      throw new Error(`a wrong answer: ${response.status} ${text.slice(0, 500)}`);
    }
  }
}
