/** A plan of the Rust planner, made ready: parsed, its paths and rewrites read, each fetch bound to its subgraph. */
import type { PlanNode, QueryPlan } from '@graphql-hive/router-query-planner';
import { batchFetch, flattenedFetch } from './entity-fetch.ts';
import { type RootFetch, type Run, rootFetch, type Step, type Surroundings } from './fetch.ts';
import { isPromise, type MaybePromise, type Result, settle } from './link.ts';

export interface ReadyPlan {
  /** The fetch that sends events, where the operation is a subscription. */
  source: RootFetch | null;
  /** All fetches, or those that follow each event. */
  run: Step;
}

/** @throws Error on what this executor does not know (`@defer`, which the schema does not offer). */
export function readyPlan({ node }: QueryPlan, surroundings: Surroundings): ReadyPlan {
  if (!node) throw new Error('a plan without any fetch');
  const nodes = node.kind === 'Sequence' ? node.nodes : [node];
  const [first, ...others] = nodes;
  if (first?.kind === 'Subscription') {
    const source = rootFetch(first.primary, surroundings);
    return { source, run: sequence(others.map((each) => readyStep(each, surroundings))) };
  }
  return { source: null, run: readyStep(node, surroundings) };
}

function readyStep(node: PlanNode, surroundings: Surroundings): Step {
  switch (node.kind) {
    case 'Sequence':
      return sequence(node.nodes.map((each) => readyStep(each, surroundings)));
    case 'Parallel':
      return parallel(node.nodes.map((each) => readyStep(each, surroundings)));
    case 'Fetch': {
      if (node.requires?.length) return flattenedFetch(node, [], surroundings);
      const fetch = rootFetch(node, surroundings);
      return (run) => settle(fetch.ask(run), (answer) => fetch.receive(answer as Result, run));
    }
    case 'Flatten':
      if (node.node.kind !== 'Fetch') break;
      return flattenedFetch(node.node, node.path, surroundings);
    case 'BatchFetch':
      return batchFetch(node, surroundings);
    case 'Condition': {
      const { condition, ifClause, elseClause } = node;
      const [then, otherwise] = [ifClause, elseClause].map((each) => (each ? readyStep(each, surroundings) : nothing));
      return (run) => (run.variables[condition] === true ? then : otherwise)?.(run);
    }
  }
  throw new Error(`a plan with a step that is not known: ${JSON.stringify(node)}`);
}

const nothing: Step = () => {};

function sequence(steps: readonly Step[]): Step {
  const [only = nothing] = steps;
  if (steps.length <= 1) return only;
  function from(index: number, run: Run): MaybePromise<void> {
    for (let at = index; at < steps.length; at++) {
      const done = (steps[at] as Step)(run);
      if (isPromise(done)) return at + 1 < steps.length ? done.then(() => from(at + 1, run)) : done;
    }
  }
  return (run) => from(0, run);
}

function parallel(steps: readonly Step[]): Step {
  const [only = nothing] = steps;
  if (steps.length <= 1) return only;
  return (run) => {
    let pending: Promise<void>[] | undefined;
    for (const step of steps) {
      const done = step(run);
      if (!isPromise(done)) continue;
      if (pending) pending.push(done);
      else pending = [done];
    }
    if (!pending) return undefined;
    return pending.length === 1 ? pending[0] : (Promise.all(pending) as Promise<unknown> as Promise<void>);
  };
}
