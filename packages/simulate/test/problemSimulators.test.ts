import '@tensorflow/tfjs-backend-cpu';
import { matrix, Rng, toTensor } from '@sbi/core';
import { type Problem, problem, problems } from '@sbi/simulate';
import { afterAll, describe, expect, it } from 'vitest';
import { distractors, drawDistractors } from '../src/problems/distractors.ts';
import { drawMoon } from '../src/problems/moon.ts';
import { ksAgainst, normalCdf } from './kolmogorov.ts';

/** Where the real problems have no truth: near their posteriors. */
const places: Readonly<Record<string, readonly number[]>> = {
  'lynx-hare': [0.55, 0.028, 0.8, 0.024, 34, 6, 0.25, 0.25],
  influenza: [1.73, 0.54, 0.14],
  supernovae: [0.3, 23.8],
};

/** Simulations at one θ, and ln p(x | θ′) − ln p(x | θ) of each at other θ′. */
async function ratios(one: Problem, theta: readonly number[], others: readonly number[][], count: number) {
  const rows = matrix([theta, ...others]);
  const log = one.prior.logProb(toTensor(rows));
  const prior = await log.data();
  log.dispose();
  const at = Float32Array.from(theta);
  const streams = Rng.fromSeed(21);
  const table = others.map(() => new Float64Array(count));
  for (let i = 0; i < count; i++) {
    const x = (await one.simulator(at, streams.fork(i))) as ArrayLike<number>;
    const density = one.logPosterior(rows, Float32Array.from(x));
    table.forEach((column, k) => {
      const likelihood = (j: number) => (density[j] as number) - (prior[j] as number);
      column[i] = likelihood(k + 1) - likelihood(0);
    });
  }
  return table;
}

const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: Float64Array) => {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
};

describe.each(problems.map(({ name }) => name).filter((name) => name !== 'two-moons'))('%s', (name) => {
  const one = problem(name);
  afterAll(one.dispose);

  it('simulates its own likelihood: the mean of p(x | θ′)/p(x | θ) over x ~ p(x | θ) is 1', async () => {
    const theta = places[name] ?? (one.truth as readonly number[]);
    const moved = (j: number, by: number) => theta.map((value, k) => (k === j ? value + by : value));
    const small = theta.map((value) => 1e-3 * Math.max(0.1, Math.abs(value)));
    const pilot = await ratios(
      one,
      theta,
      theta.map((_, j) => moved(j, small[j] as number)),
      100,
    );
    // as far as one standard deviation of the logarithm, where the mean is one of moderate numbers
    const steps = small.map((step, j) => step / deviation(pilot[j] as Float64Array));
    const others = steps
      .flatMap((step, j) => [moved(j, step), moved(j, -step)])
      .filter((row) => inside(one, row));
    for (const logs of await ratios(one, theta, others, 1500)) {
      const values = logs.map(Math.exp);
      // 4.5 standard errors: once in a hundred thousand, for some hundred means
      expect(Math.abs(mean(values) - 1)).toBeLessThan((4.5 * deviation(values)) / Math.sqrt(1500));
    }
  });
});

function inside({ prior: { support } }: Problem, row: readonly number[]): boolean {
  return row.every((value, j) => value > (support.low[j] as number) && value < (support.high[j] as number));
}

describe('what the likelihood alone does not show', () => {
  it('the moon is a half ring: its radius normal, its direction uniform', () => {
    const rng = Rng.fromSeed(3);
    const points = Array.from({ length: 5000 }, () => drawMoon(rng));
    const radii = points.map(([right, up]) => (Math.hypot(right - 0.25, up) - 0.1) / 0.01);
    const angles = points.map(([right, up]) => Math.atan2(up, right - 0.25) / Math.PI + 0.5);
    expect(ksAgainst(radii, normalCdf)).toBeGreaterThan(1e-4);
    expect(ksAgainst(angles, (angle) => Math.min(1, Math.max(0, angle)))).toBeGreaterThan(1e-4);
  });

  it('two-moons moves it by θ', () => {
    using one = problem('two-moons');
    const [right, up] = drawMoon(Rng.fromSeed(9));
    const x = one.simulator(Float32Array.of(0.5, -0.25), Rng.fromSeed(9)) as number[];
    expect(x[0]).toBeCloseTo(right - 0.25 / Math.SQRT2, 12);
    expect(x[1]).toBeCloseTo(up - 0.75 / Math.SQRT2, 12);
  });

  it('distractors are a mixture of Student t with two degrees of freedom', () => {
    const constants = distractors();
    const rng = Rng.fromSeed(4);
    const draws = Array.from({ length: 3000 }, () => drawDistractors(constants, rng));
    for (const j of [0, 40, 91]) {
      const parts = constants.locs.map((loc, c) => {
        const row = (constants.lowers[c] as Float64Array).subarray(92 * j, 92 * (j + 1));
        return { loc: loc[j] as number, scale: Math.hypot(...row) };
      });
      const cdf = (value: number) =>
        parts.reduce((sum, { loc, scale }) => {
          const t = (value - loc) / scale;
          return sum + (0.5 + t / (2 * Math.sqrt(2 + t * t))) / parts.length;
        }, 0);
      expect(
        ksAgainst(
          draws.map((draw) => draw[j] as number),
          cdf,
        ),
      ).toBeGreaterThan(1e-4);
    }
  });

  it('a solution that is lost gives a row of NaN', () => {
    for (const name of ['lotka-volterra', 'lynx-hare']) {
      using one = problem(name);
      const theta = new Float32Array(one.prior.dim).fill(1e8);
      const x = one.simulator(theta, Rng.fromSeed(1)) as ArrayLike<number>;
      expect(Array.from(x).every(Number.isNaN)).toBe(true);
    }
  });
});
