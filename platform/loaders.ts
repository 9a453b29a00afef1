/**
 * The loaders that subgraphs are made of: one statement per batch, however many parents ask, in however many requests.
 *
 * A viewer's loaders are shared by all of its requests and gather what is asked for within one turn of the event loop.
 * They remember nothing: what was loaded for one request, event or mutation is never the answer to the next.
 */
import DataLoader from 'dataloader';
import type { Database } from './database.ts';
import type { CountedConnection } from './keyset.ts';
import type { Viewer } from './viewer.ts';

/** Makes a viewer's loaders at its first request; they go when the viewer does. */
export function perViewer<Loaders>(
  create: (database: Database, viewer: Viewer) => Loaders,
): (database: Database, viewer: Viewer) => Loaders {
  const byDatabase = new WeakMap<Database, WeakMap<Viewer, Loaders>>();
  return (database, viewer) => {
    let byViewer = byDatabase.get(database);
    if (!byViewer) {
      byViewer = new WeakMap();
      byDatabase.set(database, byViewer);
    }
    let loaders = byViewer.get(viewer);
    if (!loaders) {
      loaders = create(database, viewer);
      byViewer.set(viewer, loaders);
    }
    return loaders;
  };
}

/** `load` gets each key once, however often it was asked for. */
export function turnLoader<Value>(
  load: (keys: string[]) => Promise<(key: string) => Value>,
): DataLoader<string, Value> {
  return new DataLoader<string, Value>(
    async (keys) => {
      const found = await load([...new Set(keys)]);
      return keys.map(found);
    },
    // A turn ends after all sockets with waiting data were read.
    { cache: false, batchScheduleFn: (dispatch) => setImmediate(dispatch) },
  );
}

/** Loads rows by a unique column; null where there is none. */
export function rowLoader<Row>(
  rowsByKeys: (keys: readonly string[]) => Promise<readonly Row[]>,
  keyOf: (row: Row) => string,
): DataLoader<string, Row | null> {
  return turnLoader(async (keys) => {
    const rows = new Map((await rowsByKeys(keys)).map((row) => [keyOf(row), row]));
    return (key) => rows.get(key) ?? null;
  });
}

/** Loads the same kind of list for many parents. */
export interface PageLoader<Row, Args> {
  /** Rejects with BAD_USER_INPUT, naming the argument that cannot be used. */
  load(parent: string, args: Args): Promise<CountedConnection<Row>>;
}
