/** Writes the answer to an operation, with each null as far up as it has to go. */
import { GraphQLError } from 'graphql';
import { isObject, type Json } from './merge.ts';
import type { Field, Shape } from './projection.ts';
import { Reported } from './reported.ts';

type Place = (string | number)[];

const BUBBLES: unique symbol = Symbol('a null that its parent cannot hold');

/**
 * What of `data` has the shape of the answer. A null that bubbles needs an error that says so: it is added to `errors`,
 * unless one was reported at that place, below, or above.
 */
export function complete(data: Json, shape: Shape, errors: GraphQLError[]): Json | null {
  const completed = new Walk(errors).value(data, shape);
  return completed === BUBBLES ? null : (completed as Json | null);
}

class Walk {
  readonly #errors: GraphQLError[];
  readonly #place: Place = [];
  #reported: Reported | undefined;

  constructor(errors: GraphQLError[]) {
    this.#errors = errors;
  }

  value(value: unknown, shape: Shape): unknown {
    if (value === null || value === undefined) return this.#null(shape);
    switch (shape.kind) {
      case 'asItIs':
        return value;
      case 'enum':
        return shape.values.has(value) ? value : this.#null(shape);
      case 'list':
        return Array.isArray(value) ? this.#list(value, shape.of, shape.nonNull) : this.#null(shape);
      case 'object':
        return isObject(value) ? this.#object(value, shape) : this.#null(shape);
    }
  }

  #list(items: readonly unknown[], of: Shape, nonNull: boolean): unknown {
    const place = this.#place;
    const depth = place.length;
    const list = new Array<unknown>(items.length);
    for (let index = 0; index < items.length; index++) {
      place[depth] = index;
      const item = this.value(items[index], of);
      if (item === BUBBLES) {
        place.length = depth;
        return nonNull ? BUBBLES : null;
      }
      list[index] = item;
    }
    place.length = depth;
    return list;
  }

  #object(object: Json, shape: Shape & { kind: 'object' }): unknown {
    const fields = shape.fieldsOf(object.__typename);
    if (!fields) return this.#null(shape);
    const place = this.#place;
    const depth = place.length;
    const answer: Json = {};
    for (const field of fields) {
      const value = object[field.from];
      let completed: unknown;
      if (field.typename !== null) {
        completed = field.typename;
      } else if (field.shape.kind === 'asItIs' && value !== null && value !== undefined) {
        completed = value;
      } else {
        place[depth] = field.key;
        completed = this.value(value, field.shape);
        place.length = depth;
        if (completed === BUBBLES) return shape.nonNull ? BUBBLES : null;
      }
      put(answer, field, completed);
    }
    return answer;
  }

  #null({ nonNull }: Shape): null | typeof BUBBLES {
    if (!nonNull) return null;
    this.#reported ??= new Reported(this.#errors);
    if (!this.#reported.has(this.#place)) {
      const error = new GraphQLError('A field that cannot be null has no value.', {
        path: [...this.#place],
        extensions: { code: 'DOWNSTREAM_SERVICE_ERROR' },
      });
      this.#errors.push(error);
      this.#reported.add(error.path ?? []);
    }
    return BUBBLES;
  }
}

function put(answer: Json, { key }: Field, value: unknown): void {
  // To assign to this key would set the prototype.
  if (key !== '__proto__') answer[key] = value;
  else Object.defineProperty(answer, key, { value, enumerable: true, configurable: true, writable: true });
}
