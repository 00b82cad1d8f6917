import { beforeAll, describe, expect, it } from 'vitest';
import { normals, Rng, uniforms } from '../src/index.ts';
import { expectOwns } from '../src/testing/index.ts';
import { backends, start } from './backends.ts';

describe.each(backends)('random tensors on %s', (backend) => {
  beforeAll(() => start(backend));

  it.each([
    ['normals', normals, (rng: Rng) => rng.normal()],
    ['uniforms', uniforms, (rng: Rng) => rng.uniform()],
  ])('%s are the stream’s draws in row-major order, rounded once', (_, make, draw) => {
    const tensor = make([2, 3], Rng.fromSeed(1));
    const rng = Rng.fromSeed(1);
    expect([...tensor.dataSync()]).toEqual(Array.from({ length: 6 }, () => Math.fround(draw(rng))));
    expect(tensor.shape).toEqual([2, 3]);
    expect(tensor.dtype).toBe('float32');
    tensor.dispose();
  });

  it('take any shape, and leave one tensor', async () => {
    for (const shape of [[], [0], [0, 3], [4]]) {
      await expectOwns(1, () => normals(shape, Rng.fromSeed(1)), 'normals');
      await expectOwns(1, () => uniforms(shape, Rng.fromSeed(1)), 'uniforms');
    }
  });

  it('refuse a broken shape, by name', () => {
    const form = 'shape must be an integer from 0, or a list of them; received';
    expect(() => normals([-1], Rng.fromSeed(1))).toThrow(`${form} [-1] (normals).`);
    expect(() => uniforms([0.5], Rng.fromSeed(1))).toThrow(`${form} [0.5] (uniforms).`);
  });
});

it('a uniform that float32 would round to 1 is drawn again', async () => {
  await start('cpu');
  const draws = [1 - 2 ** -26, 0.25];
  const rng = Object.assign(Rng.fromSeed(1), { uniform: () => draws.shift() as number });
  const tensor = uniforms([1], rng);
  expect([...tensor.dataSync()]).toEqual([0.25]);
  tensor.dispose();
});
