import type { GraphQLError } from 'graphql';

const HERE: unique symbol = Symbol('an error is reported here');
type Branch = Map<string | number | typeof HERE, Branch>;

/** The places of errors, as a tree: there can be as many as the answer has objects. */
export class Reported {
  readonly #root: Branch = new Map();

  constructor(errors: readonly GraphQLError[]) {
    for (const { path } of errors) if (path) this.add(path);
  }

  add(path: readonly (string | number)[]): void {
    let branch = this.#root;
    for (const segment of path) {
      let next = branch.get(segment);
      if (!next) {
        next = new Map();
        branch.set(segment, next);
      }
      branch = next;
    }
    branch.set(HERE, branch);
  }

  /** Whether there is an error at `path`, above it, or below. */
  has(path: readonly (string | number)[]): boolean {
    let branch = this.#root;
    for (const segment of path) {
      if (branch.has(HERE)) return true;
      const next = branch.get(segment);
      if (!next) return false;
      branch = next;
    }
    return true;
  }
}
