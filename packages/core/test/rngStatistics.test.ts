import { describe, expect, it } from 'vitest';
import { Rng } from '../src/index.ts';
import { edges, TAIL } from '../src/normalTables.ts';
import {
  correlationError,
  gammaCdf,
  goodnessOfFit,
  kolmogorovP,
  meanError,
  normalTail,
  uniformFit,
  varianceError,
} from './statistics.ts';

// Some 150 tests in all: a right generator fails one of them at 10⁻⁵ (4.42 standard errors) once in 700 choices of seeds.
const RARE = 1e-5;
const FAR = 4.42;
const SEEDS = [1, 2, 3] as const;

const many = (count: number, draw: (i: number) => number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => draw(i));

const histogram = (count: number, bins: number, draw: (i: number) => number): Float64Array => {
  const counts = new Float64Array(bins);
  for (let i = 0; i < count; i++) {
    const bin = draw(i);
    counts[bin] = (counts[bin] as number) + 1;
  }
  return counts;
};

describe.each(SEEDS)('seed %d', (seed) => {
  it.each([
    ['uniform', (rng: Rng) => rng.uniform(), (x: number) => x, 1 / 2, 1 / 12, 9 / 5],
    ['normal', (rng: Rng) => rng.normal(), (x: number) => 1 - normalTail(x), 0, 1, 3],
    ['exponential', (rng: Rng) => rng.exponential(), (x: number) => 1 - Math.exp(-x), 1, 1, 9],
    ...[0.05, 0.5, 1, 2.5, 30].map(
      (a) =>
        [`gamma(${a})`, (rng: Rng) => rng.gamma(a), (x: number) => gammaCdf(a, x), a, a, 3 + 6 / a] as const,
    ),
  ] as const)('%s: distribution, mean, variance', (_, draw, cdf, mean, variance, kurtosis) => {
    const rng = Rng.fromSeed(seed);
    const draws = many(100_000, () => draw(rng));
    expect(kolmogorovP(draws, cdf)).toBeGreaterThan(RARE);
    expect(meanError(draws, mean, variance)).toBeLessThan(FAR);
    // the squares of gamma(0.05) are too skewed for the normal law at this count
    if (kurtosis < 20) expect(varianceError(draws, mean, variance, kurtosis)).toBeLessThan(FAR);
  });

  it('normal: every layer of the ziggurat, both signs, and the tail', () => {
    const rng = Rng.fromSeed(seed);
    const bounds = [...edges.slice(1)].reverse(); // 0 = x₂₅₆ … x₁ = TAIL
    const binOf = (x: number) => {
      let [low, high] = [0, bounds.length];
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if ((bounds[middle] as number) <= x) low = middle;
        else high = middle;
      }
      return low;
    };
    const counts = histogram(4_000_000, 2 * bounds.length, () => {
      const x = rng.normal();
      return 2 * binOf(Math.abs(x)) + (x < 0 ? 1 : 0);
    });
    const probabilities = Array.from(counts, (_, bin) => {
      const [low, high] = [bounds[bin >> 1] as number, bounds[(bin >> 1) + 1]];
      return normalTail(low) - (high === undefined ? 0 : normalTail(high));
    });
    expect(goodnessOfFit(counts, probabilities)).toBeGreaterThan(RARE);
  });

  it('normal: the tail, which one draw in 4,000 reaches, by itself', () => {
    const rng = Rng.fromSeed(seed);
    const draw = Reflect.get(rng, 'tail') as () => number;
    const tail = many(200_000, () => draw.call(rng));
    const beyond = normalTail(TAIL);
    expect(kolmogorovP(tail, (x) => 1 - normalTail(x) / beyond)).toBeGreaterThan(RARE);
  });

  it('normal: fine bins inside the layers, where wedges meet boxes', () => {
    const rng = Rng.fromSeed(seed);
    const bins = 4096;
    const counts = histogram(2_000_000, bins, () => {
      const p = normalTail(rng.normal());
      return Math.min(bins - 1, Math.floor(p * bins));
    });
    expect(uniformFit(counts)).toBeGreaterThan(RARE);
  });

  it('uniform: successive draws, and every bit, are independent and fair', () => {
    const rng = Rng.fromSeed(seed);
    const pairs = histogram(1_000_000, 32 * 32, () => {
      const first = Math.floor(rng.uniform() * 32);
      return first * 32 + Math.floor(rng.uniform() * 32);
    });
    expect(uniformFit(pairs)).toBeGreaterThan(RARE);
    const ones = new Float64Array(32);
    const count = 200_000;
    for (let i = 0; i < count; i++) {
      const word = rng.bits();
      for (let bit = 0; bit < 32; bit++) ones[bit] = (ones[bit] as number) + ((word >>> bit) & 1);
    }
    const worst = Math.max(...ones.map((n) => Math.abs(n - count / 2) / Math.sqrt(count / 4)));
    expect(worst).toBeLessThan(5); // of 32
  });

  it.each([7, 1000, 3 * 2 ** 30])('int(%d) is uniform: rejection, not remainders', (below) => {
    const rng = Rng.fromSeed(seed);
    const bins = below === 3 * 2 ** 30 ? 3 : below;
    const counts = histogram(200_000, bins, () => Math.floor((rng.int(below) / below) * bins));
    expect(uniformFit(counts)).toBeGreaterThan(RARE);
  });

  it('permutation: all 120 orders of five alike', () => {
    const rng = Rng.fromSeed(seed);
    const ranks = new Map<string, number>();
    const counts = histogram(120_000, 120, () => {
      const order = rng.permutation(5).join('');
      if (!ranks.has(order)) ranks.set(order, ranks.size);
      return ranks.get(order) as number;
    });
    expect(uniformFit(counts)).toBeGreaterThan(RARE);
  });
});

describe('streams that lie side by side', () => {
  it.each([
    ['forks i and i + 1', (i: number) => Rng.fromSeed(1).fork(i)],
    ['forks of forks', (i: number) => Rng.fromSeed(1).fork('row').fork(i)],
    ['seeds i and i + 1', (i: number) => Rng.fromSeed(i)],
    ['named forks', (i: number) => Rng.fromSeed(1).fork(`epoch ${i}`)],
  ])('%s: their first draws are independent', (_, stream) => {
    const count = 100_000;
    const first = many(count + 1, (i) => stream(i).uniform());
    expect(kolmogorovP(first, (x) => x)).toBeGreaterThan(RARE);
    expect(correlationError(first.subarray(0, count), first.subarray(1))).toBeLessThan(FAR);
    const pairs = histogram(count, 256, (i) => {
      const [a, b] = [first[i] as number, first[i + 1] as number];
      return Math.floor(a * 16) * 16 + Math.floor(b * 16);
    });
    expect(uniformFit(pairs)).toBeGreaterThan(RARE);
  });

  it('differ in half of their bits, each bit alike', () => {
    const count = 50_000;
    const differing = new Float64Array(32);
    let last = Rng.fromSeed(1).fork(0).bits();
    for (let i = 1; i <= count; i++) {
      const next = Rng.fromSeed(1).fork(i).bits();
      for (let bit = 0; bit < 32; bit++) {
        differing[bit] = (differing[bit] as number) + (((last ^ next) >>> bit) & 1);
      }
      last = next;
    }
    const worst = Math.max(...differing.map((n) => Math.abs(n - count / 2) / Math.sqrt(count / 4)));
    expect(worst).toBeLessThan(5); // of 32
  });

  it('have uncorrelated draws all along', () => {
    for (let i = 0; i < 20; i++) {
      const [a, b] = [Rng.fromSeed(1).fork(i), Rng.fromSeed(1).fork(i + 1)];
      const [x, y] = [many(20_000, () => a.normal()), many(20_000, () => b.normal())];
      expect(correlationError(x, y)).toBeLessThan(FAR);
    }
  });

  it('are never the same one: 200,000 forks, 64 bits each', () => {
    const root = Rng.fromSeed(1);
    const seen = new Set<number>();
    for (let i = 0; i < 200_000; i++) {
      const rng = root.fork(i);
      seen.add((rng.bits() >>> 11) * 2 ** 32 + rng.bits()); // 53 bits: a chance collision has probability 2·10⁻⁶
    }
    expect(seen.size).toBe(200_000);
  });
});
