/** One thing, three spellings: `created_at` is a column, `createdAt` a field, and `CREATED_AT_DESC` an order by it. */
import { camelCase } from './database.ts';

export function snakeCase(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

type Camel<Words extends string> = Words extends `${infer Head}_${infer Tail}`
  ? `${Lowercase<Head>}${Capitalize<Camel<Tail>>}`
  : Lowercase<Words>;

/** The field that an order is by: `createdAt` of `CREATED_AT_DESC`. */
export type OrderField<Order> = Order extends `${infer Words}_ASC`
  ? Camel<Words>
  : Order extends `${infer Words}_DESC`
    ? Camel<Words>
    : never;

/** The field and the direction of `CREATED_AT_DESC`. */
export function readOrder(order: string): { field: string; direction: 'ASC' | 'DESC' } {
  const end = order.lastIndexOf('_');
  return { field: camelCase(order.slice(0, end).toLowerCase()), direction: order.endsWith('_ASC') ? 'ASC' : 'DESC' };
}
