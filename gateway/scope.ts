import type { RequestScope, Subgraph } from '../platform/subgraph.ts';
import type { Viewer } from '../platform/viewer.ts';

/** One request on its way through the graph: who asks, under which id, and each subgraph's context for it. */
export class Scope implements RequestScope {
  readonly viewer: Viewer;
  readonly requestId: string;
  #contexts: Map<Subgraph, unknown> | undefined;

  constructor(viewer: Viewer, requestId: string) {
    this.viewer = viewer;
    this.requestId = requestId;
  }

  /** The subgraph's context, made at its first use and shared by every fetch of the request. */
  contextOf(subgraph: Subgraph): unknown {
    this.#contexts ??= new Map();
    let context = this.#contexts.get(subgraph);
    if (context === undefined) {
      context = subgraph.createContext(this);
      this.#contexts.set(subgraph, context);
    }
    return context;
  }
}
