import { Rng } from '@sbi/core';
import {
  Beta,
  box,
  cauchy,
  DiagNormal,
  type Distribution,
  exponential,
  Gamma,
  halfCauchy,
  halfNormal,
  LogNormal,
  LogUniform,
  Mixture,
  StudentT,
  Truncated,
} from '@sbi/distributions';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';

const COUNT = 5000;
const SEEDS = [1, 2, 3, 4, 5];
/** Kolmogorov's limit law leaves 2 exp(−2 · 2.4²) = 2·10⁻⁵ beyond; there are 150 tests of it here. */
const FARTHEST = 2.4;

/** Distributions whose exact cdf is in SciPy's fixtures through `gammaTails`, `betaTails` and `normalTails`. */
const laws: Readonly<Record<string, () => Distribution>> = {
  Gamma: () => new Gamma([0.2, 1, 4.5, 1e4], [1, 2, 0.1, 100]),
  Beta: () => new Beta([0.3, 2, 50, 0.2], [0.4, 5, 3, 1]),
  StudentT: () => new StudentT([0.5, 1, 3, 100], [0, 1, -2, 0], [1, 2, 0.5, 1]),
  LogUniform: () => new LogUniform([1e-3, 1], [1e3, 1.5]),
  LogNormal: () => new LogNormal([0, -3], [1, 0.1]),
  DiagNormal: () => new DiagNormal([0, 100], [1, 0.5]),
  exponential: () => exponential([1, 1e-3]),
  halfNormal: () => halfNormal([1, 10]),
  halfCauchy: () => halfCauchy(3),
  cauchy: () => cauchy([0, 1], [1, 4]),
  Mixture: () => new Mixture([new DiagNormal(-2, 0.5), new Gamma(2, 1), new Beta(2, 2)], [2, 1, 1]),
  Truncated: () => new Truncated(new Gamma([2, 0.5], 1), box([1, 0.1], [1.5, 0.2])),
};

/** The Kolmogorov–Smirnov distance of a column from the exact law, times √n. */
function distance(p: Distribution, table: Float32Array, i: number): number {
  const sorted = table.filter((_, k) => k % p.dim === i).sort();
  const n = sorted.length;
  let largest = 0;
  sorted.forEach((value, k) => {
    const below = p.intervalProbability(i, Number.NEGATIVE_INFINITY, value) as number;
    largest = Math.max(largest, below - k / n, (k + 1) / n - below);
  });
  return largest * Math.sqrt(n);
}

describe.each(Object.entries(laws))('%s', (_, make) => {
  it('draws follow the exact distribution function', () => {
    using p = make();
    for (const seed of SEEDS) {
      const rows = p.drawRows(COUNT, Rng.fromSeed(seed)) as Float32Array;
      for (let i = 0; i < p.dim; i++) expect(distance(p, rows, i)).toBeLessThan(FARTHEST);
    }
  });
});

describe('moments over five seeds, within 4.5 standard errors', () => {
  const n = COUNT * SEEDS.length;
  const cases: readonly (readonly [string, () => Distribution, number, number])[] = [
    ['Gamma', () => new Gamma(4, 2), 2, 1],
    ['Beta', () => new Beta(2, 3), 0.4, 0.04],
    ['StudentT', () => new StudentT(12, 1, 2), 1, 4.8],
    ['halfNormal', () => halfNormal(2), 2 * Math.sqrt(2 / Math.PI), 4 * (1 - 2 / Math.PI)],
    ['exponential', () => exponential(0.5), 2, 4],
    ['LogUniform', () => new LogUniform(1, Math.E), Math.E - 1, (Math.E ** 2 - 1) / 2 - (Math.E - 1) ** 2],
    ['Mixture', () => new Mixture([new DiagNormal(0, 1), new DiagNormal(3, 2)], [2, 1]), 1, 4],
  ];
  it.each(cases)('%s', (_, make, mean, variance) => {
    using p = make();
    const draws = SEEDS.flatMap((seed) => [...(p.drawRows(COUNT, Rng.fromSeed(seed)) as Float32Array)]);
    const average = draws.reduce((sum, value) => sum + value / n, 0);
    expect(Math.abs(average - mean)).toBeLessThan(4.5 * Math.sqrt(variance / n));
    const squares = draws.map((value) => (value - mean) ** 2);
    const spread = squares.reduce((sum, value) => sum + value / n, 0);
    const fourth = squares.reduce((sum, value) => sum + (value - spread) ** 2 / n, 0);
    expect(Math.abs(spread - variance)).toBeLessThan(4.5 * Math.sqrt(fourth / n));
  });
});

describe('draws have the same bits on every backend', () => {
  it.each(['Gamma', 'Beta', 'StudentT', 'LogUniform', 'halfNormal', 'Mixture', 'Truncated'])(
    '%s',
    async (name) => {
      using p = (laws[name] as () => Distribution)();
      const bits: Float32Array[] = [];
      for (const backend of ['cpu', 'wasm']) {
        await tf.setBackend(backend);
        const draws = p.sample(100, Rng.fromSeed(6));
        bits.push(Float32Array.from(await draws.data()));
        draws.dispose();
      }
      expect(bits[0]).toEqual(bits[1]);
      expect(bits[0]).toEqual(p.drawRows(100, Rng.fromSeed(6)));
    },
  );
});

describe('what float32 can hold', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it('draws of tiny shapes stay inside the support, where logarithms are finite', () => {
    const tiny = [new Gamma(1e-3, 1), new Beta(1e-3, 1e-3)];
    for (const p of tiny) {
      const rows = p.drawRows(1000, Rng.fromSeed(1)) as Float32Array;
      expect(rows.every((value) => Math.log(value) > -88 && Number.isFinite(value))).toBe(true);
      expect(p.dim === 1 && p instanceof Beta ? Math.max(...rows) < 1 : true).toBe(true);
    }
    // a coin: half of the draws at either end
    const coin = (tiny[1] as Beta).drawRows(1000, Rng.fromSeed(2)) as Float32Array;
    expect(Math.abs(coin.filter((value) => value > 0.5).length - 500)).toBeLessThan(4.5 * Math.sqrt(250));
  });

  it('a concentrated gamma keeps the digits of its log-density and its slope', async () => {
    const p = new Gamma(1e6, 1e3);
    const points = [999, 1000, 1001.5];
    const slope = tf.grad((theta: tf.Tensor) => tf.sum(p.logProb(theta)))(tf.tensor2d(points, [3, 1]));
    const values = Array.from(await slope.data());
    // ∂/∂θ = (a − 1)/θ − rate, exact for the float32 points
    points.forEach((theta, i) => {
      const exact = (1e6 - 1) / Math.fround(theta) - 1e3;
      expect(Math.abs((values[i] as number) - exact)).toBeLessThan(2e-3);
    });
    slope.dispose();
  });
});
