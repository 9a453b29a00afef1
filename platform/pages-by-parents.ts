/**
 * The same list for many parents: one statement with a LATERAL page for each, and one for the counts where they are
 * selected. Parents that ask for pages of different sizes still share the statement.
 */
import DataLoader from 'dataloader';
import { z } from 'zod';
import { type ColumnType, fits } from './column-types.ts';
import { type Database, type SqlFragment, sql } from './database.ts';
import type { CountedConnection, Slice } from './keyset.ts';
import { type PageLoader, turnLoader } from './loaders.ts';
import type { PageArguments } from './paging.ts';

export interface ParentQueries<Row, Args> {
  database: Database;
  /** The type of a parent's key. */
  type: ColumnType;
  row: z.ZodObject;
  slice(args: Args): Slice<Row>;
  condition(args: Args): SqlFragment;
  comment(suffix: string): SqlFragment;
  columns: SqlFragment;
  /** `FROM ... WHERE ...` of the rows of `parent` that meet `condition`. */
  rows(parent: SqlFragment, condition: SqlFragment): SqlFragment;
  /** `FROM ... LIMIT ...` of the first of them. */
  first(parent: SqlFragment, condition: SqlFragment, bounds: Bounds): SqlFragment;
}

/** Where a page begins (see `Slice`), how it is sorted and where it ends. */
export interface Bounds {
  ways: readonly SqlFragment[];
  order: SqlFragment;
  limit: SqlFragment;
}

interface Wanted<Row> {
  parent: string;
  slice: Slice<Row>;
}

/** What is being asked for in this turn, of one list: all but how many rows. */
interface Gathering<Row> {
  loader: DataLoader<Wanted<Row>, CountedConnection<Row>>;
  slices: Map<number | null | undefined, Slice<Row>>;
}

const PARENT = sql.fragment`parent_key`;
const PARENT_LIMIT = sql.fragment`parent_limit`;
const ParentCount = z.object({ parent: z.int(), count: z.int() });

export function pagesByParents<Row, Args extends PageArguments>(
  queries: ParentQueries<Row, Args>,
): PageLoader<Row, Args> {
  const { database, type, columns, comment, rows, first } = queries;
  const FoundRow = z.object({ ...queries.row.shape, pageOfParent: z.int() });
  const possible = (parents: readonly string[]) => parents.map((parent) => (fits(parent, type) ? parent : null));
  /** As long as it gathers parents: there is no end to the lists that may be asked for. */
  const gatherings = new Map<string, Gathering<Row>>();

  function gathering(list: string, args: Args): Gathering<Row> {
    const condition = queries.condition(args);

    const counts = turnLoader(async (parents) => {
      const found = await database.any(sql.type(ParentCount)`${comment('Count')}
        SELECT parent::int4, (SELECT count(*)::int4 ${rows(PARENT, condition)}) AS count
        FROM unnest(${sql.array(possible(parents), type)}) WITH ORDINALITY AS parents (parent_key, parent)`);
      const byParent = new Map(found.map(({ parent, count }) => [parents[parent - 1], count]));
      return (parent) => byParent.get(parent) ?? 0;
    });

    const loader = new DataLoader<Wanted<Row>, CountedConnection<Row>>(
      async (wanted) => {
        gatherings.delete(list);
        const limits = new Map<string, number>();
        for (const { parent, slice } of wanted) limits.set(parent, Math.max(slice.limit, limits.get(parent) ?? 0));
        const parents = [...limits.keys()];
        const { ways, order } = (wanted[0] as Wanted<Row>).slice;
        const found = await database.any(sql.type(FoundRow)`${comment('')}
          SELECT page.*, page_of_parent::int4
          FROM unnest(${sql.array(possible(parents), type)}, ${sql.array([...limits.values()], 'int4')})
            WITH ORDINALITY AS parents (parent_key, parent_limit, page_of_parent),
          LATERAL (SELECT ${columns} ${first(PARENT, condition, { ways, order, limit: PARENT_LIMIT })}) AS page
          ORDER BY page_of_parent, ${order}`);
        const byParent = Map.groupBy(found, ({ pageOfParent }) => parents[pageOfParent - 1]);
        return wanted.map(({ parent, slice }) =>
          slice.connect((byParent.get(parent) ?? []) as unknown as readonly Row[], () => counts.load(parent)),
        );
      },
      // A turn ends after all sockets with waiting data were read.
      { cache: false, batchScheduleFn: (dispatch) => setImmediate(dispatch) },
    );
    return { loader, slices: new Map() };
  }

  return {
    load(parent, args) {
      const { first, ...others } = args;
      const list = JSON.stringify(others);
      let gathered = gatherings.get(list);
      // Before anything is kept: what cannot be asked for would wait for parents that never come.
      const slice = gathered?.slices.get(first) ?? queries.slice(args);
      if (!gathered) {
        gathered = gathering(list, args);
        gatherings.set(list, gathered);
      }
      gathered.slices.set(first, slice);
      return gathered.loader.load({ parent, slice });
    },
  };
}
