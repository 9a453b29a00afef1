/**
 * Federation, by cases with answers that were worked out by hand. Each is asked over every path, as often as it takes
 * to be compiled, and of @apollo/gateway as a second opinion.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Result } from '../../../gateway/link.ts';
import { abstract } from './cases/abstract.ts';
import { entities } from './cases/entities.ts';
import { errors } from './cases/errors.ts';
import { inaccessible } from './cases/inaccessible.ts';
import { interfaceObject } from './cases/interface-object.ts';
import { merging } from './cases/merging.ts';
import { mutations } from './cases/mutations.ts';
import { nulls } from './cases/nulls.ts';
import { operations } from './cases/operations.ts';
import { ownership } from './cases/ownership.ts';
import { requires } from './cases/requires.ts';
import { requiresFar } from './cases/requires-far.ts';
import { scalars } from './cases/scalars.ts';
import { selections } from './cases/selections.ts';
import { subscriptions } from './cases/subscriptions.ts';
import { variables } from './cases/variables.ts';
import { type Oracle, openOracle } from './oracle.ts';
import { openPath, PATHS, type Path, RUNS_UNTIL_HOT } from './paths.ts';
import type { Case, ExpectedAnswer } from './supergraph.ts';

const SUPERGRAPHS = [
  entities,
  requires,
  requiresFar,
  merging,
  ownership,
  abstract,
  interfaceObject,
  inaccessible,
  selections,
  nulls,
  variables,
  scalars,
  errors,
  operations,
  mutations,
  subscriptions,
];

describe.each(SUPERGRAPHS)('$name', (supergraph) => {
  describe.each(PATHS)('%s', (name) => {
    let path: Path;
    beforeAll(async () => {
      path = await openPath(name, supergraph);
    });
    afterAll(() => path?.close());

    const check = async (asked: Case) => {
      const expected = asked.events ?? [asked.answer ?? {}];
      for (let run = 1; run <= RUNS_UNTIL_HOT; run++) expectAnswers(await path.run(asked), expected);
      if (!asked.reset) {
        for (const answers of await Promise.all([path.run(asked), path.run(asked)])) expectAnswers(answers, expected);
      }
      if (name === 'jit') expect(path.interpreted()).toBe(0);
      if (name !== 'single-fetch') expect(path.takesShortCut(asked)).toBe(false);
      else if (asked.shortCut !== undefined) expect(path.takesShortCut(asked)).toBe(asked.shortCut);
    };
    const faulty = supergraph.cases.filter(({ plannerFault }) => plannerFault);
    test.each(supergraph.cases.filter((each) => !faulty.includes(each)))('$name', check);
    if (faulty.length) test.failing.each(faulty)('$name: $plannerFault', check);
  });

  const comparable = supergraph.cases.filter(({ events, document }) => !events && !/^\s*subscription/.test(document));
  if (comparable.length === 0) return;

  describe('@apollo/gateway', () => {
    let oracle: Oracle;
    beforeAll(async () => {
      oracle = await openOracle(supergraph);
    });
    afterAll(() => oracle?.close());

    test.each(comparable)('$name', async (asked: Case) => {
      const data = await oracle.data(asked);
      const ours = asked.answer?.data ?? null;
      if (asked.apolloDiffers) expect(data).not.toEqual(ours);
      else expect(data).toEqual(ours);
    });
  });
});

function expectAnswers(answers: readonly Result[], expected: readonly ExpectedAnswer[]): void {
  expect(answers.map(comparison)).toEqual(expected.map(comparison));
  // `toEqual` is blind to the order of keys, which the specification fixes (7.2.2).
  expect(answers.map(({ data }) => JSON.stringify(data))).toEqual(expected.map(({ data }) => JSON.stringify(data)));
}

function comparison({ data, errors: given }: Result | ExpectedAnswer) {
  const reports = given?.map((error) => {
    const code = 'code' in error ? error.code : error.extensions.code;
    return { message: error.message, path: error.path ?? [], code };
  });
  // The order of errors means nothing.
  return { data, errors: reports?.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) };
}
