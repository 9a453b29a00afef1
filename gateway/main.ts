/** `npm start`: brings up what is missing, serves the graph, and takes it all down again on SIGINT or SIGTERM. */
import type { AddressInfo } from 'node:net';
import { type Environment, readEnvironment } from '../platform/environment.ts';
import { createLog } from '../platform/log.ts';
import { openServices } from '../platform/services.ts';
import type { Background } from '../platform/subgraph.ts';
import { adminKey } from './admin-key.ts';
import { banner } from './banner.ts';
import { drainOnClose } from './drain.ts';
import {
  createGateway,
  readinessApart,
  readinessTogether,
  startBackgrounds,
  subgraphsApart,
  subgraphsTogether,
} from './gateway.ts';

type Stop = () => Promise<unknown>;
type Note = readonly [about: string, note: string];

/** How long callers may still send requests on open connections. */
const DRAIN_MS = 250;
/** Together with the second that WebSocket clients have, below the 10 seconds after which Docker kills. */
const DEADLINE_MS = 7_000;
/** One Ctrl-C comes several times: from the terminal and again from npm. */
const SAME_SIGNAL_MS = 1_000;

/** Starts everything that `environment` asks for; `stop` undoes it in reverse order and waits for requests in flight. */
export async function start(environment: Environment): Promise<{ url: string; banner: string; stop: Stop }> {
  const startedAt = performance.now();
  const stops: Stop[] = [];
  const stop = async (): Promise<void> => {
    for (const each of stops.splice(0).reverse()) await each();
  };
  try {
    const admin = await adminKey(environment);
    const parts = environment.SUBGRAPHS === 'together' ? await together(environment, stops) : apart(environment);
    const app = await createGateway({ ...parts, environment, adminKey: admin.key });
    stops.push(() => app.close());
    drainOnClose(app, { drainMs: DRAIN_MS, deadlineMs: DEADLINE_MS });
    await app.listen({ port: environment.PORT, host: environment.HOST });
    const { port } = app.server.address() as AddressInfo;
    const url = `http://localhost:${port}`;
    await parts.startBackgrounds();
    const seconds = (performance.now() - startedAt) / 1_000;
    return {
      url,
      stop,
      banner: banner({ url, environment, adminNote: admin.note, notes: parts.notes(), seconds }),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function together(environment: Environment, stops: Stop[]) {
  const services = await openServices(environment, { embedded: true, migrate: true });
  stops.push(() => services.close());
  const { subgraphs, links } = subgraphsTogether(services);
  await Promise.all(subgraphs.map((subgraph) => subgraph.prepare()));
  const backgrounds: Background[] = [];
  stops.push(() => Promise.all(backgrounds.map((background) => background.stop())));
  return {
    log: services.log,
    links,
    readiness: readinessTogether(services),
    startBackgrounds: async () => {
      backgrounds.push(...(await startBackgrounds(subgraphs)));
    },
    notes: (): Note[] => [
      ['Postgres', services.notes.database],
      ['cache', services.notes.cache],
      ...backgrounds.flatMap((background) => (background.status ? [background.status()] : [])),
    ],
  };
}

function apart(environment: Environment) {
  const log = createLog(environment.LOG_LEVEL);
  const links = subgraphsApart(environment, log);
  return {
    log,
    links,
    readiness: readinessApart(links),
    startBackgrounds: async () => {},
    notes: (): Note[] => [['subgraphs', 'apart, each at its <NAME>_URL']],
  };
}

if (import.meta.main) {
  const starting = Promise.resolve().then(() => start(readEnvironment()));
  let stoppingSince: number | undefined;
  // The first signal, which may come while starting, stops gently; one more ends the process at once.
  const shutDown = async (_name: NodeJS.Signals, number: number): Promise<void> => {
    if (stoppingSince !== undefined) {
      if (performance.now() - stoppingSince > SAME_SIGNAL_MS) process.exit(128 + number);
      return;
    }
    stoppingSince = performance.now();
    await starting.then((running) => running.stop()).catch(() => {});
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, shutDown);
  try {
    const { banner } = await starting;
    if (stoppingSince === undefined) process.stdout.write(banner);
  } catch (error) {
    process.stderr.write(`\n${whatToDo(error)}\n`);
    process.exit(1);
  }
}

function whatToDo(error: unknown): string {
  const { code, port, message = String(error) } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE') return `Port ${port} is taken. Stop what listens there, or choose another one with PORT.`;
  if (code === 'EACCES' && port) return `Port ${port} may not be used by this account. Choose another one with PORT.`;
  return message;
}
