import { expect, test } from '@jest/globals';
import { buildSchema, execute, parse } from 'graphql';
import { createJit } from '../../gateway/jit.ts';
import { bindEnums, isOtherThan } from '../../platform/enums.ts';

const schema = bindEnums(
  buildSchema(`
    type Query { pin(type: PinType, orderBy: PinOrder! = NAME_ASC): Pin }
    type Pin { type: PinType type2: Open asked: String orderBy: String }
    enum PinType { MEDICAL WORD_OF_LIFE OTHER }
    enum Open { YES NO }
    enum PinOrder { NAME_ASC NAME_DESC }
  `),
);
const { Query } = schema.getTypeMap() as never as {
  Query: { getFields(): Record<string, { resolve: (...input: unknown[]) => unknown }> };
};
const asText = (type: unknown) => (isOtherThan(type) ? `none of ${type.otherThan}` : type);
let row: Record<string, unknown>;
Object.assign(Query.getFields().pin as object, {
  resolve: (_: unknown, { type, orderBy }: Record<string, unknown>) => ({ ...row, asked: asText(type), orderBy }),
});

async function ask(source: string, variables: Record<string, unknown> = {}) {
  const document = parse(source);
  const plain = await execute({ schema, document, variableValues: variables });
  const compiled = createJit(schema)(document);
  if (!('run' in compiled)) throw new Error('this cannot be compiled');
  const again = await compiled.run(undefined, variables);
  expect(JSON.stringify(again?.data)).toBe(JSON.stringify(plain.data));
  return { data: plain.data?.pin, errors: plain.errors?.map(({ message }) => message) };
}

test.each([
  ['medical', 'MEDICAL'],
  ['MEDICAL', 'MEDICAL'],
  ['Word_Of_Life', 'WORD_OF_LIFE'],
  ['shelter', 'OTHER'],
  [null, null],
])('the text %p comes out as %p', async (stored, shown) => {
  row = { type: stored };
  expect(await ask('{ pin { type } }')).toEqual({ data: { type: shown }, errors: undefined });
});

test('a text that is not listed is an error where there is no OTHER', async () => {
  row = { type2: 'maybe' };
  expect((await ask('{ pin { type2 } }')).errors).toEqual(['"maybe" is no value of Open']);
});

test('a value goes in as its text, written down or in a variable; an order as it is', async () => {
  row = {};
  const expected = { asked: 'word_of_life', orderBy: 'NAME_ASC' };
  expect((await ask('{ pin(type: WORD_OF_LIFE) { asked orderBy } }')).data).toEqual(expected);
  const asked = await ask('query ($type: PinType) { pin(type: $type) { asked orderBy } }', { type: 'WORD_OF_LIFE' });
  expect(asked.data).toEqual(expected);
});

test('OTHER goes in as all that is not listed', async () => {
  row = {};
  const expected = { asked: 'none of medical,word_of_life' };
  expect((await ask('{ pin(type: OTHER) { asked } }')).data).toEqual(expected);
  expect((await ask('query ($type: PinType) { pin(type: $type) { asked } }', { type: 'OTHER' })).data).toEqual(
    expected,
  );
});

test('a resolver map says which text a value stands for', async () => {
  const pins = buildSchema('type Query { type: PinType } enum PinType { WORD_OF_LIFE }');
  const [value] = (pins.getType('PinType') as never as { getValues(): { value: unknown }[] }).getValues();
  (value as { value: unknown }).value = 'word-of-life';
  const answer = await execute({
    schema: bindEnums(pins),
    document: parse('{ type }'),
    rootValue: { type: 'Word-of-life' },
  });
  expect(answer.data).toEqual({ type: 'WORD_OF_LIFE' });
});
