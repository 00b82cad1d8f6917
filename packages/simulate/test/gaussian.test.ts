import '@tensorflow/tfjs-backend-cpu';
import { column, matrix, matrixOf, rowOf } from '@sbi/core';
import { gaussian, simulate } from '@sbi/simulate';
import { memory } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { exactCoordinate } from './exactCoordinate.ts';

const problem = gaussian();

// in the middle, near and on the edges, outside by some standard deviations and by very many
const values = [1, 0.3, 2.85, 3, 3.02, -1, -1.2, 3.3, 4, 8, -7, 30, 1000];

describe('gaussian', () => {
  it('is the problem of the tutorial', async () => {
    const { theta, x, warnings } = await simulate(problem.prior, problem.simulator, {
      count: 20_000,
      seed: 1,
    });
    expect([problem.name, theta.columns, x.columns, theta.names]).toEqual([
      'gaussian',
      3,
      3,
      ['theta_1', 'theta_2', 'theta_3'],
    ]);
    expect([...problem.prior.support.low, ...problem.prior.support.high]).toEqual([-2, -2, -2, 2, 2, 2]);
    const noise = x.data.map((value, i) => value - (theta.data[i] as number) - 1);
    const mean = noise.reduce((sum, e) => sum + e, 0) / noise.length;
    const variance = noise.reduce((sum, e) => sum + e * e, 0) / noise.length;
    expect(Math.abs(mean)).toBeLessThan((5 * 0.1) / Math.sqrt(noise.length));
    expect(Math.abs(variance / 0.01 - 1)).toBeLessThan(5 * Math.sqrt(2 / noise.length));
    expect(warnings).toEqual([]);
  });

  it('owns its prior and holds no tensor after', async () => {
    const before = memory().numTensors;
    const own = gaussian();
    await own.reference([0, 0, 0], 5, { seed: 1 });
    own.logPosterior(matrix([[0, 0, 0]]), [0, 0, 0]);
    own.dispose();
    expect(memory().numTensors).toBe(before);
    expect(() => own.prior.sample([1], undefined as never)).toThrow(/dispose/);
    using again = gaussian();
    expect(again.module.href).toMatch(/problems\/gaussian\.simulator\.js$/);
  });
});

/** The largest distance between the empirical distribution function of the draws and the exact one. */
function kolmogorov(draws: Float32Array, cdf: (theta: number) => number): number {
  const count = draws.length;
  return draws.sort().reduce((worst, theta, i) => {
    const exact = cdf(theta);
    return Math.max(worst, (i + 1) / count - exact, exact - i / count);
  }, 0);
}

describe('reference', () => {
  const count = 20_000;

  it.each([1, 2, 3])('draws the exact posterior, edges and far outside included: seed %d', async (seed) => {
    for (const value of values) {
      const exact = exactCoordinate(value);
      const draws = await problem.reference([value, value, value], count, { seed });
      expect(draws.data.every((theta) => theta >= -2 && theta <= 2)).toBe(true);
      for (const j of [0, 1, 2]) {
        const thetas = column(draws, j);
        const mean = thetas.reduce((sum, theta) => sum + theta, 0) / count;
        const variance = thetas.reduce((sum, theta) => sum + (theta - exact.mean) ** 2, 0) / count;
        // 5 standard errors and a Kolmogorov bound of probability 10⁻⁶, plus the rounding of θ to float32
        expect(Math.abs(mean - exact.mean)).toBeLessThan(5 * Math.sqrt(exact.variance / count) + 1.2e-7);
        const error = Math.sqrt((exact.fourthMoment - exact.variance ** 2) / count);
        expect(Math.abs(variance - exact.variance)).toBeLessThan(
          5 * error + 2.4e-7 * Math.sqrt(exact.variance),
        );
        const rounding = 1.2e-7 / Math.sqrt(exact.variance);
        expect(kolmogorov(thetas, exact.cdf)).toBeLessThan(2.7 / Math.sqrt(count) + rounding);
      }
    }
  });

  it('takes each coordinate from its own x, and they are independent', async () => {
    const x = [0.5, 3, -5];
    const draws = await problem.reference(x, count, { seed: 4 });
    const standard = x.map((value, j) => {
      const { mean, variance } = exactCoordinate(value);
      return Float64Array.from(column(draws, j), (theta) => (theta - mean) / Math.sqrt(variance));
    });
    for (const [i, j] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const) {
      const [u, v] = [standard[i] as Float64Array, standard[j] as Float64Array];
      const correlation = u.reduce((sum, value, k) => sum + value * (v[k] as number), 0) / count;
      expect(Math.abs(correlation)).toBeLessThan(5 / Math.sqrt(count));
    }
  });

  it('stays at the wall for absurd x', async () => {
    const draws = await problem.reference([1e30, -1e30, 3.4e38], 100, { seed: 1 });
    for (let i = 0; i < 100; i++) expect([...rowOf(draws, i)]).toEqual([2, -2, 2]);
  });

  it('gives the same bits for the same seed, under the names of the prior', async () => {
    const draws = await problem.reference([0, 0, 0], 10, { seed: 1 });
    expect(await problem.reference([0, 0, 0], 10, { seed: 1 })).toEqual(draws);
    expect((await problem.reference([0, 0, 0], 10, { seed: 2 })).data).not.toEqual(draws.data);
    expect(draws.names).toEqual(problem.prior.names);
  });

  it.each<[unknown, number, string]>([
    [[1, 2], 5, 'x must have 3 entries; received 2'],
    [undefined, 5, 'x must have 3 entries; received undefined'],
    [[1, Number.NaN, 2], 5, 'x must hold finite float32 numbers; received NaN in entry 1'],
    [[1, 2, 1e39], 5, 'x must hold finite float32 numbers; received 1e+39 in entry 2'],
    [[1, 2, 3], 0, 'count must be an integer from 1; received the number 0'],
    [[1, 2, 3], Number.NaN, 'count must be an integer from 1; received the number NaN'],
  ])('refuses x = %j, count %d', async (x, wrong, message) => {
    const draws = problem.reference(x as number[], wrong, { seed: 1 });
    await expect(draws).rejects.toThrow(`${message} (gaussian.reference).`);
  });
});

describe('logPosterior', () => {
  it('integrates to one', () => {
    for (const value of values) {
      // at θ = (t, t, t) and x = (v, v, v) it is three times the log-density of one coordinate
      const { mean, variance } = exactCoordinate(value);
      const spread = 45 * Math.sqrt(variance);
      const [low, high] = [Math.max(-2, mean - spread), Math.min(2, mean + spread)];
      const grid = Float32Array.from({ length: 20_001 }, (_, i) => low + ((high - low) * i) / 20_000);
      const theta = matrixOf(
        Float32Array.from({ length: 3 * grid.length }, (_, i) => grid[Math.floor(i / 3)] as number),
        3,
      );
      const density = problem.logPosterior(theta, [value, value, value]).map((p) => Math.exp(p / 3));
      const mass = density.reduce((sum, p, i) => {
        if (i === 0) return 0;
        return sum + ((p + (density[i - 1] as number)) / 2) * ((grid[i] as number) - (grid[i - 1] as number));
      }, 0);
      expect(Math.abs(mass - 1)).toBeLessThan(1e-4);
    }
  });

  it('is the exact density of every row', async () => {
    for (const value of values) {
      const x = [value, 0.4, 3.1];
      const exact = x.map(exactCoordinate);
      const rows = await problem.reference(x, 200, { seed: 5 });
      const logDensity = problem.logPosterior(rows, x);
      for (let i = 0; i < rows.rows; i++) {
        const expected = exact.reduce((sum, { logShape, logMass }, j) => {
          return sum + logShape(rowOf(rows, i)[j] as number) - logMass;
        }, 0);
        expect(Math.abs((logDensity[i] as number) - expected)).toBeLessThan(
          1e-8 * Math.max(1, Math.abs(expected)),
        );
      }
    }
  });

  it('is that of N(x − 1, 0.01 I) in the middle of the box, and −∞ outside', () => {
    const theta = matrix([
      [0.05, 0, -0.1],
      [2.0001, 0, 0],
      [0, 0, Number.NaN],
    ]);
    const [inside, outside, undefinedThere] = problem.logPosterior(theta, [1, 1, 1]);
    const [a, , c] = rowOf(theta, 0);
    const z2 = ((a as number) ** 2 + (c as number) ** 2) / 0.01;
    expect(inside).toBeCloseTo(-0.5 * z2 - 1.5 * Math.log(2 * Math.PI * 0.01), 10);
    expect([outside, undefinedThere]).toEqual([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]);
  });

  it('stays finite at the wall for absurd x', () => {
    const [there, away] = problem.logPosterior(
      matrix([
        [2, -2, 2],
        [1.9, -2, 2],
      ]),
      [1e30, -1e30, 3e38],
    );
    // the density at the wall is its rate, distance / scale²
    expect(there).toBeCloseTo(Math.log(1e32) * 2 + Math.log(3e40), 6);
    expect(away).toBeLessThan(-1e29);
  });

  it('refuses a θ or an x of another length', () => {
    const two = matrix([[1, 2]]);
    expect(() => problem.logPosterior(two, [1, 2, 3])).toThrow(
      'theta must have 3 columns; received [1, 2] (gaussian.logPosterior).',
    );
    expect(() => problem.logPosterior(matrix([[1, 2, 3]]), [1])).toThrow('x must have 3 entries; received 1');
  });
});
