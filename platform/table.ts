/**
 * What a subgraph asks of one of its tables, out of one declaration: a page of it, rows by a unique column, a page of it
 * for each of many parents. Each is one statement, and each is scoped to the viewer.
 *
 *     export const TICKETS = table<SupportTicketRow, SupportTicketFilter, SupportTicketOrder>({
 *       name: 'support.tickets',
 *       row: SupportTicketRow,
 *       key: 'id',
 *       columns: { id: 'uuid', ticketNumber: 'text', status: 'text', createdAt: 'timestamptz' },
 *       visible: owners((viewer) => [sql.fragment`lower(email) = lower(${viewer.email})`]),
 *     });
 */
import type DataLoader from 'dataloader';
import { z } from 'zod';
import { type ColumnType, fits } from './column-types.ts';
import { type Database, type SqlFragment, sql, statementName } from './database.ts';
import { allOf, type Condition, comparison, filtered } from './filter.ts';
import { type CountedConnection, type Keyset, keyset, type Slice } from './keyset.ts';
import { type PageLoader, rowLoader } from './loaders.ts';
import { type OrderField, readOrder, snakeCase } from './names.ts';
import { type Bounds, pagesByParents } from './pages-by-parents.ts';
import type { PageArguments } from './paging.ts';
import type { Viewer } from './viewer.ts';
import { firstSeen, seenBy, type Visibility } from './visibility.ts';

type Text<Type> = Type & string;

export interface TableSpec<Row, Filter, Order extends string> {
  /** `subgraph.rows`: begins the comment of each statement. */
  name: string;
  /** Its `.meta({ table })` says where the rows are; each field is the column of that name in snake case. */
  row: z.ZodObject & z.ZodType<Row>;
  /** What is read instead of the table as it is: a query that gives it further columns to filter, sort or look up by. */
  source?: SqlFragment;
  /** The column that no two rows share, and that breaks ties between rows of the same order. */
  key: Text<keyof Row>;
  /** What is filtered, sorted or looked up by. */
  columns: Readonly<
    Record<Text<(keyof Filter | OrderField<Order>) & keyof Row>, ColumnType> &
      Partial<Record<Text<keyof Row>, ColumnType>>
  >;
  visible: Visibility;
  /** Fields that are not simply their column. No list is sorted by these. */
  computed?: Readonly<Partial<Record<Text<keyof Row>, SqlFragment>>>;
  /** What orders that are not by one column are by, such as `{ catalog: ['product', 'sortOrder'] }` for `CATALOG_ASC`. */
  sorted?: Readonly<Record<Exclude<OrderField<Order>, keyof Row>, readonly Text<keyof Row>[]>>;
  /** Fields that are null for everybody but administrators. */
  confidential?: readonly Text<keyof Row>[];
  /** Fields of the filter that do not simply compare their column. */
  filters?: Readonly<
    Record<Exclude<Text<keyof Filter>, keyof Row>, Condition> & Partial<Record<Text<keyof Filter>, Condition>>
  >;
}

export interface ListArguments<Filter, Order> extends PageArguments {
  filter?: Filter | null;
  /** `CREATED_AT_DESC`: the column, and the direction. */
  orderBy: Order;
}

/** How rows are looked up by what is not simply a unique column. */
export interface Lookup<Row> {
  /** Names the statement: `billing.tierPlansByName` by `Name`. */
  by: string;
  type: ColumnType;
  /** What is unique. */
  expression: SqlFragment;
  /** What `expression` comes to for a row. */
  keyOf: (row: Row) => string;
}

/** How the rows of a parent are found where that is not by a column that holds the parent's key. */
export interface Belonging {
  /** Names the statement: `support.ticketsByEmail` by `Email`. */
  by: string;
  /** The type of a parent's key. */
  type: ColumnType;
  /** The condition of a row of `parent`. */
  matches: (parent: SqlFragment) => SqlFragment;
}

export interface Table<Row, Filter, Order extends string> {
  /**
   * The page that `args` ask for, of all rows that the viewer sees.
   * @throws BAD_USER_INPUT naming the argument that cannot be used.
   */
  page(database: Database, viewer: Viewer, args: ListArguments<Filter, Order>): Promise<CountedConnection<Row>>;
  /** Loads rows by a unique column; null for a key that there is no visible row of, malformed ones included. */
  rowsBy(database: Database, viewer: Viewer, by: Text<keyof Row> | Lookup<Row>): DataLoader<string, Row | null>;
  /** The same, where several columns together are unique: `load(compositeKey(key, lang))`. */
  rowsByAll(
    database: Database,
    viewer: Viewer,
    fields: readonly [Text<keyof Row>, ...Text<keyof Row>[]],
  ): DataLoader<string, Row | null>;
  /** Loads pages of the rows that belong to a parent, by the column that holds the parent's key unless told otherwise. */
  pagesBy(
    database: Database,
    viewer: Viewer,
    belonging: Text<keyof Row> | Belonging,
  ): PageLoader<Row, ListArguments<Filter, Order>>;
}

/** What a loader by several columns is asked for, in the order of its columns. */
export function compositeKey(...values: readonly string[]): string {
  return JSON.stringify(values);
}

const Count = z.object({ count: z.int() });

export function table<Row, Filter, Order extends string>(
  spec: TableSpec<Row, Filter, Order>,
): Table<Row, Filter, Order> {
  const { name, row, key, visible } = spec;
  const from = sql.identifier([String(row.meta()?.table)]);
  const read = spec.source ? sql.fragment`(${spec.source}) AS ${from}` : from;
  const types: Readonly<Record<string, ColumnType | undefined>> = spec.columns;
  const comment = (suffix = '') => statementName(`${name}${suffix}`);
  const column = (field: string) => sql.identifier([snakeCase(field)]);
  const typeOf = (field: string): ColumnType => {
    const type = types[field];
    if (!type) throw new Error(`${name}: \`columns\` does not say of which type ${field} is`);
    return type;
  };

  // Who may not read a column could guess at it by filters and orders.
  const leaked = spec.confidential?.filter((field) => field in types) ?? [];
  if (leaked.length) throw new Error(`${name}: ${leaked.join()} must not be both confidential and asked by`);

  const conditions = new Map<string, Condition>(
    Object.entries(types).map(([field, type]) => [
      field,
      comparison(sql.fragment`${column(field)}`, type as ColumnType),
    ]),
  );
  for (const [field, condition] of Object.entries(spec.filters ?? {})) conditions.set(field, condition as Condition);

  const selected = { all: selectedBy(true), some: selectedBy(false) };
  const columns = (viewer: Viewer) => (viewer.isAdmin ? selected.all : selected.some);

  function selectedBy(admin: boolean): SqlFragment {
    const computed = spec.computed as Readonly<Record<string, SqlFragment | undefined>> | undefined;
    const confidential: readonly string[] = spec.confidential ?? [];
    const each = Object.keys(row.shape).map((field) => {
      if (!admin && confidential.includes(field)) return sql.fragment`NULL AS ${column(field)}`;
      const expression = computed?.[field];
      return expression ? sql.fragment`${expression} AS ${column(field)}` : sql.fragment`${column(field)}`;
    });
    return sql.fragment`${sql.join(each, sql.fragment`, `)}`;
  }

  const keysets = new Map<string, Keyset<Row>>();
  function sliced(args: ListArguments<Filter, Order>): Slice<Row> {
    let known = keysets.get(args.orderBy);
    if (!known) {
      const { field, direction } = readOrder(args.orderBy);
      const fields = (spec.sorted as Readonly<Record<string, readonly string[]>> | undefined)?.[field] ?? [field];
      const sorted = [...fields, key].map((each) => [snakeCase(each), typeOf(each)]);
      known = keyset(row, direction, Object.fromEntries(sorted)) as unknown as Keyset<Row>;
      keysets.set(args.orderBy, known);
    }
    return known.slice(args);
  }

  /** `FROM ... LIMIT ...` of a page. */
  function firstRows(viewer: Viewer, condition: SqlFragment, { ways, order, limit }: Bounds): SqlFragment {
    const end = sql.fragment`ORDER BY ${order} LIMIT ${limit}`;
    const rows = (seen: SqlFragment, behind: SqlFragment) =>
      sql.fragment`FROM ${read} WHERE ${seen} AND ${condition} AND ${behind} ${end}`;
    return firstSeen(visible(viewer), ways, rows, { table: sql.fragment`${from}`, end });
  }

  function byColumn(field: Text<keyof Row>): Lookup<Row> {
    const keyOf = (found: Row) => String(found[field]);
    return { by: capitalised(field), type: typeOf(field), expression: sql.fragment`${column(field)}`, keyOf };
  }

  return {
    async page(database, viewer, args) {
      const slice = sliced(args);
      const condition = filtered(args.filter as object, conditions);
      const sights = visible(viewer);
      if (sights.length === 0) return slice.connect([], async () => 0);
      const bounds = { ...slice, limit: sql.fragment`${slice.limit}` };
      const rows = await database.any(sql.type(row)`${comment()}
        SELECT ${columns(viewer)} ${firstRows(viewer, condition, bounds)}`);
      return slice.connect(rows as readonly Row[], () =>
        database.oneFirst(sql.type(Count)`${comment('Count')}
          SELECT count(*)::int4 FROM ${read} WHERE ${seenBy(sights)} AND ${condition}`),
      );
    },

    rowsBy(database, viewer, lookup) {
      const { by, type, expression, keyOf } = typeof lookup === 'string' ? byColumn(lookup) : lookup;
      const seen = seenBy(visible(viewer));
      return rowLoader<Row>(async (keys) => {
        const possible = keys.filter((each) => fits(each, type));
        if (possible.length === 0) return [];
        return database.any(sql.type(row)`${comment(`By${by}`)}
          SELECT ${columns(viewer)} FROM ${read}
          WHERE ${expression} = ANY(${sql.array(possible, type)}) AND ${seen}`) as Promise<readonly Row[]>;
      }, keyOf);
    },

    rowsByAll(database, viewer, fields) {
      const kinds = fields.map(typeOf);
      const seen = seenBy(visible(viewer));
      const by = comment(`By${fields.map(capitalised).join('And')}`);
      const columnList = sql.join(fields.map(column), sql.fragment`, `);
      return rowLoader<Row>(
        async (keys) => {
          const asked = keys.map((key) => JSON.parse(key) as string[]);
          const possible = asked.filter((values) => values.every((value, at) => fits(value, kinds[at] as ColumnType)));
          if (possible.length === 0) return [];
          const parts = kinds.map((type, at) =>
            sql.array(
              possible.map((values) => values[at] as string),
              type,
            ),
          );
          return database.any(sql.type(row)`${by}
            SELECT ${columns(viewer)} FROM ${read}
            WHERE (${columnList}) IN (SELECT * FROM unnest(${sql.join(parts, sql.fragment`, `)})) AND ${seen}`) as Promise<
            readonly Row[]
          >;
        },
        (found) => compositeKey(...fields.map((field) => String(found[field]))),
      );
    },

    pagesBy(database, viewer, belonging) {
      const { by, type, matches } =
        typeof belonging === 'string'
          ? {
              by: capitalised(belonging),
              type: typeOf(belonging),
              matches: (parent: SqlFragment) => sql.fragment`${column(belonging)} = ${parent}`,
            }
          : belonging;
      const seen = seenBy(visible(viewer));
      return pagesByParents<Row, ListArguments<Filter, Order>>({
        database,
        type,
        row,
        slice: sliced,
        condition: ({ filter }) => filtered(filter as object, conditions),
        comment: (suffix) => comment(`By${by}${suffix}`),
        columns: columns(viewer),
        rows: (parent, condition) => sql.fragment`FROM ${read} WHERE ${matches(parent)} AND ${seen} AND ${condition}`,
        first: (parent, condition, bounds) => firstRows(viewer, allOf([matches(parent), condition]), bounds),
      });
    },
  };
}

function capitalised(field: string): string {
  return field.charAt(0).toUpperCase() + field.slice(1);
}
