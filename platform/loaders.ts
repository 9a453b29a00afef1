/** The loaders that subgraphs are made of: one statement per batch, however many parents ask. */
import DataLoader from 'dataloader';
import type { CountedConnection, Keyset, Slice } from './keyset.ts';
import type { PageArguments } from './paging.ts';

/** Loads rows by a unique column; null where there is none. */
export function rowLoader<Row>(
  rowsByKeys: (keys: readonly string[]) => Promise<readonly Row[]>,
  keyOf: (row: Row) => string,
): DataLoader<string, Row | null> {
  return new DataLoader(async (keys) => {
    const rows = new Map((await rowsByKeys(keys)).map((row) => [keyOf(row), row]));
    return keys.map((key) => rows.get(key) ?? null);
  });
}

/** Loads the same kind of list for many parents. */
export interface PageLoader<Row> {
  load(parent: string, args: PageArguments): Promise<CountedConnection<Row>>;
}

export interface PageQueries<Row> {
  keyset: Keyset<Row>;
  /** The rows of one page for each of `parents`, in the order of the slice within a parent. */
  rows(parents: readonly string[], slice: Slice<Row>): Promise<readonly Row[]>;
  parentOf(row: Row): string | null;
  counts(parents: readonly string[]): Promise<readonly ParentCount[]>;
}

export interface ParentCount {
  parent: string;
  count: number;
}

/** One statement per distinct page (the arguments of a field), and one for the counts where they are selected. */
export function pageLoader<Row>({ keyset, rows, parentOf, counts }: PageQueries<Row>): PageLoader<Row> {
  const countLoader = new DataLoader<string, number>(async (parents) => {
    const found = new Map((await counts(parents)).map(({ parent, count }) => [parent, count]));
    return parents.map((parent) => found.get(parent) ?? 0);
  });
  const loaders = new Map<string, DataLoader<string, CountedConnection<Row>>>();

  return {
    load(parent, args) {
      const page = JSON.stringify([args.first, args.after]);
      let loader = loaders.get(page);
      if (!loader) {
        const slice = keyset.slice(args);
        loader = new DataLoader(async (parents) => {
          const byParent = Map.groupBy(await rows(parents, slice), parentOf);
          return parents.map((key) => slice.connect(byParent.get(key) ?? [], () => countLoader.load(key)));
        });
        loaders.set(page, loader);
      }
      return loader.load(parent);
    },
  };
}
