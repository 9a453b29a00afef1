import { expect } from '@jest/globals';
import type { Viewer } from '../../platform/viewer.ts';
import type { Ask } from '../support/ask.ts';

export interface List {
  /** The root field. */
  field: string;
  /** The type of its nodes. */
  node: string;
  /** What is asked of each node. */
  selection: string;
  orderBy: string;
  filter?: object;
  first?: number;
}

// biome-ignore lint/suspicious/noExplicitAny: what a test selects is known to the test alone
type Node = any;

/** All nodes of a list, page by page; every page's count is that of all of them, and only the last has none after it. */
export async function walked(ask: Ask, viewer: Viewer, list: List): Promise<Node[]> {
  const { field, node, selection, orderBy, filter = null, first = 7 } = list;
  const source = `query ($first: Int, $after: String, $filter: ${node}Filter, $orderBy: ${node}Order!) {
    ${field}(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
      nodes { ${selection} } totalCount pageInfo { hasNextPage hasPreviousPage endCursor } } }`;
  const nodes: Node[] = [];
  const counts = new Set<number>();
  for (let after: string | null = null, more = true; more; ) {
    const { data, errors } = await ask(viewer, source, { first, after, filter, orderBy });
    expect(errors).toEqual([]);
    const page = data[field];
    expect(page.pageInfo.hasPreviousPage).toBe(after !== null);
    if (page.pageInfo.hasNextPage) expect(page.nodes).toHaveLength(first);
    nodes.push(...page.nodes);
    counts.add(page.totalCount);
    [after, more] = [page.pageInfo.endCursor, page.pageInfo.hasNextPage];
  }
  expect([...counts]).toEqual([nodes.length]);
  return nodes;
}
