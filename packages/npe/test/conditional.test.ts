import { column, matrix, matrixOf, Rng } from '@sbi/core';
import { box } from '@sbi/distributions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FlowMixture } from '../src/flowMixture.ts';
import {
  type AmortizedPosterior,
  EffectiveSizeError,
  npe,
  type Posterior,
  type SupportMethod,
} from '../src/index.ts';
import { start } from './backends.ts';
import { always, Known, normalOf } from './known.ts';
import { expectNoLeaks } from './noLeaks.ts';
import { quick, smallSimulations } from './small.ts';

const models: Partial<Record<SupportMethod, AmortizedPosterior>> = {};
beforeAll(async () => {
  await start('wasm');
  for (const support of ['constrain', 'reject'] as const) {
    models[support] = await npe(smallSimulations(300, 1), { ...quick, maxEpochs: 5, support });
  }
});
afterAll(() => {
  for (const model of Object.values(models)) model.dispose();
});

expectNoLeaks();

/** The conditional of the first of two coordinates in (−2, 2), from the joint density on a fine grid. */
async function gridOf(posterior: Posterior, second: number) {
  const cells = 4000;
  const theta = Float32Array.from({ length: 2 * cells }, (_, k) =>
    k % 2 === 0 ? -2 + (4 * (k / 2 + 0.5)) / cells : second,
  );
  const logProb = await posterior.logProb(matrixOf(theta, 2), { normalized: false });
  const total = logProb.reduce((sum, value) => sum + Math.exp(value), 0);
  let passed = 0;
  const ends = Float64Array.from(logProb, (value) => {
    passed += Math.exp(value) / total;
    return passed;
  });
  const cdf = (t: number) =>
    ends[Math.max(0, Math.min(cells - 1, Math.floor(((t + 2) / 4) * cells)))] as number;
  return { cdf, logIntegral: Math.log((total * 4) / cells) };
}

/** The largest distance of an empirical distribution from a cumulative one, times √n. */
function kolmogorov(draws: Float32Array, cdf: (t: number) => number): number {
  const sorted = Float64Array.from(draws).sort();
  let most = 0;
  sorted.forEach((t, i) => {
    const p = cdf(t);
    most = Math.max(most, Math.abs(p - i / sorted.length), Math.abs(p - (i + 1) / sorted.length));
  });
  return Math.sqrt(sorted.length) * most;
}

describe.each(['constrain', 'reject'] as const)(
  'one of two parameters where the other is known (%s)',
  (support) => {
    it.each([
      [[1, 1], 0.1],
      [[2.8, 1], -0.2],
      [[0, 2.9], 1.99],
      [[1, 1], 2],
    ])('at x = %j and %d: draws and density are those on a grid', async (x, second) => {
      const posterior = (models[support] as AmortizedPosterior).given(x);
      const conditional = posterior.conditional({ theta_2: second });
      const exact = await gridOf(posterior, second);
      const draws = await conditional.sample(2000, { seed: 1 });
      expect(draws).toMatchObject({ rows: 2000, columns: 1, names: ['theta_1'] });
      // 0.001 of Kolmogorov's distribution lies beyond 1.95, and a row in fifty more scatter for draws picked twice
      expect(kolmogorov(draws.data, exact.cdf)).toBeLessThan(1.95 * 1.2);
      const theta = matrixOf(Float32Array.of(-2.5, 0, second / 2), 1);
      const logProb = await conditional.logProb(theta);
      const joint = await posterior.logProb(
        matrixOf(Float32Array.of(-2.5, second, 0, second, second / 2, second), 2),
        {
          normalized: false,
        },
      );
      expect(logProb[0]).toBe(-1 / 0);
      for (const i of [1, 2]) {
        // the integral's standard error is a hundredth
        expect(Math.abs((logProb[i] as number) - (joint[i] as number) + exact.logIntegral)).toBeLessThan(
          0.04,
        );
      }
      expect(await conditional.logProb(theta, { normalized: false })).toEqual(joint);
      const { theta: mode, logProb: top } = await conditional.map({ seed: 2 });
      const values = await conditional.logProb(draws);
      expect(Math.max(...values)).toBeLessThanOrEqual(top + 1e-4);
      expect(mode).toHaveLength(1);
    });
  },
);

/** A covariance of long-range correlation, and its conditional mean and covariance where the last ones are held. */
function gaussian(dim: number, held: number) {
  const covariance = Array.from({ length: dim }, (_, i) =>
    Array.from({ length: dim }, (_, j) => (1 + i / dim) * (1 + j / dim) * 0.8 ** Math.abs(i - j)),
  );
  const mean = Array.from({ length: dim }, (_, i) => i / 4);
  const values = Array.from({ length: held }, (_, k) => (mean[dim - held + k] as number) + 0.7 * (-1) ** k);
  const free = dim - held;
  // Gauss elimination of the held coordinates, one after the other
  const square = covariance.map((row) => [...row]);
  const centre = [...mean];
  for (let h = dim - 1; h >= free; h--) {
    const pivot = square[h]?.[h] as number;
    const gap = (values[h - free] as number) - (centre[h] as number);
    const column = square.map((row) => row[h] as number);
    for (let i = 0; i < h; i++) {
      centre[i] = (centre[i] as number) + ((column[i] as number) * gap) / pivot;
      for (let j = 0; j < h; j++) {
        (square[i] as number[])[j] =
          (square[i]?.[j] as number) - ((column[i] as number) * (column[j] as number)) / pivot;
      }
    }
  }
  return { mean, covariance, values, centre, square, free };
}

describe('normal distributions of known conditionals', () => {
  it.each([
    [3, 1],
    [6, 3],
    [12, 2],
    [20, 10],
    [20, 1],
  ])('%d coordinates, of which %d are known', async (dim, held) => {
    const { mean, covariance, values, centre, square, free } = gaussian(dim, held);
    const known = new Known(always(() => normalOf(mean, covariance)));
    const fixed = Object.fromEntries(values.map((value, k) => [`t${free + k}`, value]));
    const conditional = known.given([0]).conditional(fixed);
    const count = 2000;
    const draws = await conditional.sample(count, { seed: 1 });
    for (let i = 0; i < free; i++) {
      const own = column(draws, i);
      const average = own.reduce((sum, value) => sum + value, 0) / count;
      const variance = own.reduce((sum, value) => sum + (value - average) ** 2, 0) / count;
      const expected = square[i]?.[i] as number;
      // 4.5 standard errors for up to 20 coordinates, a fifth more for draws that are picked twice
      const errors = (4.5 * 1.2) / Math.sqrt(count);
      expect(Math.abs(average - (centre[i] as number)) / Math.sqrt(expected)).toBeLessThan(errors);
      expect(Math.abs(variance / expected - 1)).toBeLessThan(Math.SQRT2 * errors);
    }
    const { theta } = await conditional.map({ seed: 1, count: 200 });
    theta.forEach((value, i) => {
      expect(Math.abs(value - (centre[i] as number)) / Math.sqrt(square[i]?.[i] as number)).toBeLessThan(
        0.02,
      );
    });
    expect(await conditional.efficiency()).toBeGreaterThan(0.05);
  });

  it('has the density of the conditional', async () => {
    const { mean, covariance, values, centre, square } = gaussian(3, 1);
    const known = new Known(always(() => normalOf(mean, covariance)));
    const conditional = known.given([0]).conditional({ t2: values[0] as number });
    const [a, b, c] = [square[0]?.[0] as number, square[0]?.[1] as number, square[1]?.[1] as number];
    const [top] = await conditional.logProb(matrix([[centre[0] as number, centre[1] as number]]));
    const exact = -Math.log(2 * Math.PI) - 0.5 * Math.log(a * c - b * b);
    expect(Math.abs((top as number) - exact)).toBeLessThan(0.04);
  });
});

describe('two modes', () => {
  it('keep their weights, far apart as they are, in 2 and in 8 dimensions', async () => {
    for (const dim of [2, 8]) {
      const unit = Array.from({ length: dim }, (_, i) =>
        Array.from({ length: dim }, (_, j) => Number(i === j)),
      );
      const at = (place: number) => always(() => normalOf(new Array<number>(dim).fill(place), unit));
      const known = new Known(new FlowMixture([at(-3), at(3)], [0.5, 0.5]));
      // at 0.2 of the last coordinate the modes weigh as φ(3.2) to φ(2.8)
      const conditional = known.given([0]).conditional({ [`t${dim - 1}`]: 0.2 });
      const draws = await conditional.sample(2000, { seed: 1 });
      const right = column(draws, 0).reduce((sum, value) => sum + Number(value > 0), 0) / 2000;
      const expected = 1 / (1 + Math.exp(-0.5 * (3.2 ** 2 - 2.8 ** 2)));
      expect(Math.abs(right - expected)).toBeLessThan(4.5 * Math.sqrt((expected * (1 - expected)) / 2000));
    }
  });
});

describe('a conditional', () => {
  const at = (x: readonly number[] = [1, 1]) => (models.constrain as AmortizedPosterior).given(x);

  it('is the same for the same seed, and has the warnings and the summaries of a posterior', async () => {
    const conditional = at([1, 50]).conditional({ theta_2: 0.3 });
    expect(conditional.warnings).toHaveLength(1);
    expect([conditional.names, conditional.fixed, [...conditional.x]]).toEqual([
      ['theta_1'],
      { theta_2: 0.3 },
      [1, 50],
    ]);
    const draw = async (seed: number) => (await at().conditional({ theta_2: 0.3 }).sample(20, { seed })).data;
    expect(await draw(1)).toEqual(await draw(1));
    expect(await draw(2)).not.toEqual(await draw(1));
    const [first] = await at().conditional({ theta_2: 0.3 }).summary({ seed: 1, count: 500 });
    expect(first?.name).toBe('theta_1');
  });

  it('tells how far it has got, and stops when it is told to', async () => {
    const conditional = at().conditional({ theta_1: 0 });
    const reports: { done: number; total: number }[] = [];
    await conditional.sample(4000, { seed: 1, onProgress: (report) => reports.push(report) });
    expect(reports.at(-1)).toEqual({ done: 4000, total: 4000, acceptance: expect.any(Number) });
    const late = { signal: AbortSignal.abort(new Error('late')) };
    await expect(conditional.sample(10, { seed: 1, ...late })).rejects.toThrow('late');
    await expect(
      at()
        .conditional({ theta_1: 0 })
        .sample(10, { seed: 1, ...late }),
    ).rejects.toThrow('late');
    await expect(conditional.logProb(matrix([[0]]), late)).rejects.toThrow('late');
  });

  it('that runs out of its budget says so and hands over what it has', async () => {
    const conditional = at().conditional({ theta_1: 0 });
    const error = (await conditional
      .sample(1000, { seed: 1, maxTries: 300 })
      .catch((caught: unknown) => caught)) as EffectiveSizeError;
    expect(error).toBeInstanceOf(EffectiveSizeError);
    expect([error.code, error.name]).toEqual(['effectiveSize', 'EffectiveSizeError']);
    expect(error.effectiveSize).toBeLessThanOrEqual(300);
    expect(error.draws?.rows).toBe(Math.floor(error.effectiveSize / 2));
    expect(error.draws?.names).toEqual(['theta_2']);
    expect(error.message).toMatch(
      /^Importance sampling must find 1000 effective draws within its budget; received \d+ from 300 proposals in \d+\.\d s \(ConditionalPosterior\); raise maxTries/,
    );
  });

  it('of a density that vanishes there refuses rather than making something up', async () => {
    const unit = [
      [1, 0],
      [0, 1],
    ];
    // the slice at 5 is outside the support of one that ends at 2, though not of the box of the prior
    const known = new Known(
      always(() => normalOf([0, 0], unit)),
      {
        ...box([-9, -9], [9, 9]),
        kind: 'restricted',
        name: 'half',
        accepts: ([, b = 0]: Float32Array) => b < 2,
      },
    );
    const conditional = known.given([0]).conditional({ t1: 5 });
    const error = await conditional
      .sample(10, { seed: 1, maxTries: 1000 })
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(EffectiveSizeError);
    expect(error).toMatchObject({ draws: undefined, effectiveSize: 0 });
  });

  it.each([
    [
      {},
      'fixed must give some of theta_1, theta_2 a number, and leave one at least; received an object (Posterior.con',
    ],
    [undefined, 'received undefined'],
    [{ theta_1: 0, theta_2: 0 }, 'leave one at least'],
    [{ beta: 1 }, 'received "beta"'],
    [{ theta_1: Number.NaN }, 'theta_1 must be a finite number; received NaN (Posterior.conditional).'],
    [{ theta_1: '0' }, 'theta_1 must be a finite number; received "0"'],
    [
      { theta_1: 2.1 },
      /^theta_1 must lie in the prior's support, from -2 to 2; received 2\.1 \(Posterior\.conditional\)\.$/,
    ],
  ])('refuses %j', (fixed, message) => {
    expect(() => at().conditional(fixed as Record<string, number>)).toThrow(message);
  });

  it('refuses θ of another width, and counts that are none', async () => {
    const conditional = at().conditional({ theta_1: 0 });
    await expect(conditional.logProb(matrix([[0, 0]]))).rejects.toThrow(
      'theta must have 1 columns; received [1, 2] (ConditionalPosterior.logProb).',
    );
    await expect(conditional.sample(0, { seed: 1 })).rejects.toThrow('count must be an integer from 1');
    await expect(conditional.sample(1, undefined as never)).rejects.toThrow('seed must be an integer');
    await expect(conditional.map({ seed: 1, starts: 0 })).rejects.toThrow('(ConditionalPosterior.map)');
  });
});

it('the seed of draws is the caller’s', async () => {
  const conditional = (models.reject as AmortizedPosterior).given([1, 1]).conditional({ theta_1: 0 });
  const seeded = await conditional.sample(5, { seed: Rng.fromSeed(4) });
  expect(await conditional.sample(5, { seed: 4 })).toEqual(seeded);
});
