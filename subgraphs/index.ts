/** The only list of subgraphs. A new one is a folder and a line here; its port apart follows from its place. */
import type { SubgraphDefinition } from '../platform/subgraph.ts';
import { analytics } from './analytics/subgraph.ts';
import { billing } from './billing/subgraph.ts';
import { identity } from './identity/subgraph.ts';
import { messaging } from './messaging/subgraph.ts';
import { pricing } from './pricing/subgraph.ts';
import { support } from './support/subgraph.ts';
import { translation } from './translation/subgraph.ts';

export const SUBGRAPHS: readonly SubgraphDefinition[] = [
  identity,
  billing,
  pricing,
  messaging,
  support,
  analytics,
  translation,
];

export const FIRST_SUBGRAPH_PORT = 4101;
