import { matrix, matrixOf, Rng } from '@sbi/core';
import { describe, expect, it } from 'vitest';
import { type AmortizedLike, type LocalC2stOptions, localC2st } from '../src/index.ts';
import { linearPairs, linearPosterior } from './exactPosteriors.ts';

const pairs = linearPairs(300, 1);
const run = (
  amortized: AmortizedLike,
  options: Partial<LocalC2stOptions> = {},
  x: ArrayLike<number> = [0.5, -0.3, 1],
) => localC2st(amortized, pairs, x, { seed: 2, draws: 200, trials: 19, ...options });

/** Too wide by three where the first entry of x is positive, and exact elsewhere. */
const wideOnOneSide: AmortizedLike = {
  given: (x) => linearPosterior({ scale: (x[0] ?? 0) > 0 ? 3 : 1 }).given(x),
};

const kinds = [
  ['mlp', 'permutation'],
  ['mlp', 'exact'],
  ['forest', 'permutation'],
] as const;

describe.each(kinds)('with a classifier %s and a null by %s', (classifier, kind) => {
  it('an exact posterior passes', async () => {
    const { observations, trials } = await run(linearPosterior(), { classifier, null: kind });
    expect([observations.length, observations[0]?.null.length, trials]).toEqual([1, 19, 19]);
    expect(observations[0]?.pValue).toBeGreaterThan(0.05);
  });

  it('it sees where a posterior is wrong', async () => {
    const rows = matrix([
      [3, 1, 1],
      [-3, -1, -1],
    ]);
    const options = { seed: 2, draws: 200, trials: 19, classifier, null: kind };
    const { observations } = await localC2st(wideOnOneSide, linearPairs(500, 3), rows, options);
    const [right, left] = observations;
    expect(right?.pValue).toBe(0.05);
    expect(right?.statistic).toBeGreaterThan(2 * (left?.statistic ?? 1));
  });
});

it('a posterior that is wrong everywhere is rejected', async () => {
  const { observations } = await run(linearPosterior({ scale: 3 }));
  expect(observations[0]?.pValue).toBe(0.05);
});

it('gives the same numbers for the same seed, tells how far it is, and stops', async () => {
  const few = { trials: 3, draws: 20 };
  const first = await run(linearPosterior(), few);
  expect(await run(linearPosterior(), few)).toEqual(first);
  const done: number[] = [];
  await run(linearPosterior(), { ...few, onProgress: (progress) => done.push(progress.done) });
  expect(done).toEqual([1, 2, 3]);
  const signal = AbortSignal.abort(new Error('never'));
  await expect(run(linearPosterior(), { ...few, signal })).rejects.toThrow('never');
});

it('takes columns that do not vary', async () => {
  const flat = {
    theta: pairs.theta,
    x: matrixOf(
      pairs.x.data.map((value, at) => (at % 3 === 0 ? 1 : value)),
      3,
    ),
  };
  const prior: AmortizedLike = {
    given: () => ({
      sample: (count, { seed }) => {
        const rng = Rng.from(seed);
        return matrixOf(
          new Float32Array(3 * count).map(() => rng.normal()),
          3,
        );
      },
    }),
  };
  const { observations } = await localC2st(prior, flat, [1, 0, 0], { seed: 1, draws: 50, trials: 3 });
  expect(Number.isFinite(observations[0]?.statistic)).toBe(true);
});

it('refuses options that are out of range', async () => {
  const refuse = (options: object, x?: ArrayLike<number>) =>
    expect(run(linearPosterior(), options, x)).rejects;
  await refuse({ trials: 0 }).toThrow('trials must be an integer from 1; received 0 (localC2st).');
  await refuse({ null: 'none' }).toThrow(
    `null must be 'permutation' or 'exact'; received "none" (localC2st).`,
  );
  await refuse({ classifier: 'rf' }).toThrow("classifier must be 'mlp' or 'forest'");
  await refuse({}, [1]).toThrow('observed must have 3 columns, as x; received [1, 1] (localC2st).');
  await refuse({ draws: 0 }).toThrow('draws must be an integer from 1');
});
