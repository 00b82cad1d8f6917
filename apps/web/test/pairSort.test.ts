import { expect, it } from 'vitest';
import { sortFloats } from '../src/pair/sortFloats.ts';

it('sorts as the engine does, and leaves its input alone', () => {
  const numbers = Float32Array.from({ length: 3001 }, (_, i) => Math.sin(i * i) * 10 ** ((i % 90) - 45));
  const given = Float32Array.of(
    ...numbers,
    0,
    -0,
    1,
    1,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    1e-45,
  );
  const before = given.slice();
  expect([...sortFloats(given)]).toEqual([...given.slice().sort()]);
  expect(given).toEqual(before);
  expect([...sortFloats(new Float32Array(0))]).toEqual([]);
});
