import { expect, test } from '@jest/globals';
import { integers, texts, uuids } from '../../platform/arguments.ts';

test('keys that a column cannot hold are left out', () => {
  const uuid = '9b2f6c3e-1c2d-4e5f-8a9b-0c1d2e3f4a5b';
  expect(uuids([uuid, uuid.toUpperCase(), `${uuid}0`, '{}', ''])).toEqual([uuid, uuid.toUpperCase()]);
  const whole = ['0', '-2147483648', '2147483647'];
  expect(integers([...whole, '2147483648', '-2147483649', '99999999999', '1.5', '1e3', ' 1', 'one', ''])).toEqual(
    whole,
  );
  expect(texts(['', 'TKT-1', 'TKT\0'])).toEqual(['', 'TKT-1']);
});
