import '@tensorflow/tfjs-backend-cpu';
import { readFileSync } from 'node:fs';
import { matrix, Rng } from '@sbi/core';
import { problem, slcpDistractors } from '@sbi/simulate';
import { describe, expect, it } from 'vitest';
import { distractors } from '../src/problems/distractors.ts';
import { logCounts } from '../src/problems/lotkaVolterraModel.ts';
import { NumpyRandom } from '../src/problems/numpyRandom.ts';
import { infectedShares } from '../src/problems/sirModel.ts';

/** Problems whose simulator solves differential equations, or integrates. */
const solved = ['sir', 'lotka-volterra', 'lynx-hare', 'influenza', 'supernovae'];

interface Fixtures {
  readonly constants: {
    readonly uniforms: number[];
    readonly normals: number[];
    readonly permutation: number[];
    readonly locs: number[][];
    readonly lowers: number[][];
    readonly order: number[];
  };
  readonly joint: Record<string, { theta: number[][]; x: number[]; logDensity: number[] }>;
  readonly solutions: {
    readonly lotkaVolterra: { theta: number[]; logs: number[] }[];
    readonly sir: { theta: number[]; shares: number[] }[];
  };
}
const fixtures: Fixtures = JSON.parse(
  readFileSync(new URL('fixtures/problems.json', import.meta.url), 'utf8'),
);

describe("NumPy's generator", () => {
  const { constants } = fixtures;

  it('draws the same uniforms, normals and permutations', () => {
    const random = new NumpyRandom(7);
    const uniforms = Array.from({ length: 700 }, () => random.uniform());
    expect([0, 1, 311, 312, 699].map((i) => uniforms[i])).toEqual(constants.uniforms);
    expect([...new NumpyRandom(7).permutation(12)]).toEqual(constants.permutation);
    new NumpyRandom(7).normals(5).forEach((value, i) => {
      expect(value).toBeCloseTo(constants.normals[i] as number, 14);
    });
  });

  it('makes the constants of the distractors', () => {
    const { locs, lowers, order } = distractors();
    expect([...order]).toEqual(constants.order);
    locs.forEach((loc, c) => {
      expect(loc[0]).toBeCloseTo(constants.locs[c]?.[0] as number, 12);
      expect(loc[91]).toBeCloseTo(constants.locs[c]?.[1] as number, 12);
    });
    lowers.forEach((lower, c) => {
      const sum = lower.reduce((total, value) => total + value, 0);
      [lower[0], lower[91 * 92], lower[92 * 92 - 1], sum].forEach((value, k) => {
        expect(value).toBeCloseTo(constants.lowers[c]?.[k] as number, 10);
      });
    });
  });
});

it.each(Object.entries(fixtures.joint))('the density of %s is SciPy’s', (name, { theta, x, logDensity }) => {
  using one = problem(name);
  // differential equations are solved to a few digits, which the noise around them forgives
  const tolerance = solved.includes(name) ? 1e-4 : 1e-9;
  one.logPosterior(matrix(theta), x).forEach((value, i) => {
    const expected = logDensity[i] as number;
    expect(Math.abs(value - expected)).toBeLessThan(tolerance * Math.max(1, Math.abs(expected)));
  });
});

it('the density of SLCP among distractors is that of its eight numbers', () => {
  using among = slcpDistractors();
  using alone = problem('slcp');
  const { theta, x } = fixtures.joint['slcp'] as { theta: number[][]; x: number[] };
  const full = Float32Array.from([...x, ...new Array<number>(92).fill(1e3)]);
  const shuffled = Float32Array.from(distractors().order, (from) => full[from] as number);
  expect(among.logPosterior(matrix(theta), shuffled)).toEqual(alone.logPosterior(matrix(theta), x));
});

describe('solutions with a fixed step', () => {
  it.each(fixtures.solutions.lotkaVolterra)('of predators and prey in corner %$', ({ theta, logs }) => {
    // far below the noise of 0.1 even in the corners of the prior, where all four are two standard deviations out
    logCounts(theta).forEach((log, i) => {
      expect(Math.abs(log - (logs[i] as number))).toBeLessThan(0.01);
    });
  });

  it.each(fixtures.solutions.sir)('of an epidemic in corner %$', ({ theta, shares }) => {
    // against the standard deviation of a binomial share, at least 1/1000
    infectedShares(theta).forEach((share, i) => {
      expect(Math.abs(share - (shares[i] as number))).toBeLessThan(1e-5);
    });
  });
});

it('a spike train and its sums have one posterior', () => {
  using raw = problem('bernoulli-glm-raw');
  using summed = problem('bernoulli-glm');
  const spikes = raw.simulator(
    Float32Array.from(raw.truth as number[]),
    Rng.fromSeed(5),
  ) as ArrayLike<number>;
  const sums = summed.simulator(
    Float32Array.from(raw.truth as number[]),
    Rng.fromSeed(5),
  ) as ArrayLike<number>;
  const theta = matrix([raw.truth as number[], new Array(10).fill(0.1)]);
  const [a, b] = [raw.logPosterior(theta, spikes), summed.logPosterior(theta, sums)];
  expect(a[0]).toBeCloseTo(b[0] as number, 10);
  expect(a[1]).toBeCloseTo(b[1] as number, 10);
});
