/** The Rust planner, and what to do where it fails. */
import { type QueryPlan, QueryPlanner } from '@graphql-hive/router-query-planner';
import { withoutRequirements } from './requirements.ts';

export interface Planner {
  /** @throws Error where the operation cannot be planned. */
  plan(operation: string, name: string | undefined): QueryPlan;
  planAsync(operation: string, name: string | undefined): Promise<QueryPlan>;
}

/** Of `@override(label:)`. */
const NO_LABELS: Set<string> = new Set();

/** An operation that cannot be planned is planned over the supergraph without its requirements. */
export function createPlanner(supergraphSdl: string): Planner {
  const first = new QueryPlanner(supergraphSdl);
  let made: Planner | undefined;
  const second = (): Planner => {
    made ??= createSecond(supergraphSdl);
    return made;
  };
  return {
    plan(operation, name) {
      try {
        return first.plan(operation, name, NO_LABELS, 0);
      } catch {
        return second().plan(operation, name);
      }
    },
    planAsync: (operation, name) =>
      first.planAsync(operation, name, NO_LABELS, 0).catch(() => second().planAsync(operation, name)),
  };
}

/** Not the first choice: it asks a subgraph twice for an object of which only some fields require something. */
function createSecond(supergraphSdl: string): Planner {
  const { supergraphSdl: rewritten, twins } = withoutRequirements(supergraphSdl);
  const planner = new QueryPlanner(rewritten);
  const byOwnNames = (plan: QueryPlan): QueryPlan =>
    JSON.parse(JSON.stringify(plan), (key, value) => (key === 'serviceName' ? (twins.get(value) ?? value) : value));
  return {
    plan: (operation, name) => byOwnNames(planner.plan(operation, name, NO_LABELS, 0)),
    planAsync: async (operation, name) => byOwnNames(await planner.planAsync(operation, name, NO_LABELS, 0)),
  };
}
