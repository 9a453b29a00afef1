/**
 * Random operations over the whole graph and demo data: every path answers what the subgraphs say field by field. The
 * seed is fixed; try others, and more of them, when the executor or a schema changes: `FUZZ=1000,5000` is from and to.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inProcess } from '../../gateway/in-process.ts';
import { createViewers } from '../../gateway/viewers.ts';
import { ADMIN, NOBODY, type Viewer } from '../../platform/viewer.ts';
import { DEMO_KEYS, loadDemoData } from '../../sql/demo/load.ts';
import { SUBGRAPHS } from '../../subgraphs/index.ts';
import { type TestServices, testServices } from '../support/services.ts';
import { anyOperation, type Knowledge } from './fuzz/operations.ts';
import { type AllPaths, openAllPaths } from './fuzz/paths.ts';
import { Random } from './fuzz/random.ts';
import { readSamples } from './fuzz/samples.ts';

const [FROM = 1, TO = 120] = process.env.FUZZ?.split(',').map(Number) ?? [];
/** How old a price is changes while it is asked for. */
const UNSTABLE = new Set(['Price.ageSeconds']);

let services: TestServices;
let all: AllPaths;
let knowledge: Knowledge;
let customers: Viewer[];

beforeAll(async () => {
  services = await testServices();
  await loadDemoData(services.databaseUrl, { usage: 2_000 });
  all = await openAllPaths(services);
  const { schema } = all.graph;
  knowledge = { schema, samples: await readSamples(all.graph), unstable: UNSTABLE };
  customers = await demoCustomers();
});
afterAll(async () => {
  await all?.close();
  await services?.stop();
});

async function demoCustomers(): Promise<Viewer[]> {
  const identity = SUBGRAPHS.find(({ name }) => name === 'identity');
  if (!identity) throw new Error('who are they?');
  const viewers = createViewers(inProcess(identity.create(services), { log: services.log, jit: false }), {
    adminKey: 'nobody has it',
  });
  return Promise.all(DEMO_KEYS.map(async ({ key }) => viewers.of({ 'x-api-key': key }, 'fuzz')));
}

function anyViewer(random: Random): Viewer {
  const roll = random.next();
  if (roll < 0.55) return ADMIN;
  return roll < 0.9 ? random.pick(customers) : NOBODY;
}

test(
  `operations ${FROM} to ${TO}`,
  async () => {
    let withData = 0;
    for (let seed = FROM; seed <= TO; seed++) {
      const random = new Random(seed);
      const operation = anyOperation(knowledge, random);
      const { differences, answered } = await all.ask(operation, anyViewer(random));
      expect({ seed, ...operation, document: null, differences }).toEqual({
        ...{ seed, ...operation, document: null },
        differences: [],
      });
      if (answered) withData += 1;
    }
    // Or else this proves little.
    expect(withData).toBeGreaterThan((TO - FROM) * 0.7);
  },
  (TO - FROM + 100) * 200,
);
