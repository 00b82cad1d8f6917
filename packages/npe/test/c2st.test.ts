import { type Matrix, matrix, matrixOf, Rng } from '@sbi/core';
import { describe, expect, it } from 'vitest';
import { c2st } from '../src/index.ts';
import { expectGolden, goldenCases, normals, sbiCases, sbiScore } from './c2stGolden.ts';

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('against scikit-learn', () => {
  // c2stGolden.slow.test.ts has the others, whose trainings take up to ten times as many epochs
  const quick = goldenCases().filter(([, { dim }]) => dim === 2);
  it.each(quick)(
    '%s: the same score within the noise of its seed',
    (_, golden) => expectGolden(golden),
    300_000,
  );

  const forests = goldenCases('forest').filter(([, { dim }]) => dim === 10);
  it.each(forests)(
    '%s, a forest: the same score within the noise of its seed',
    (_, golden) => expectGolden(golden, 'forest'),
    300_000,
  );
});

it.each(sbiCases)("sbi's case of ten columns moved by %d, a forest", async (delta, low, high) => {
  const score = await sbiScore(delta, 'forest');
  expect(score).toBeGreaterThan(low);
  expect(score).toBeLessThanOrEqual(high);
});

describe('known answers', () => {
  it('is a half for draws from one distribution, over five seeds', async () => {
    const scores: number[] = [];
    for (const seed of [1, 2, 3, 4, 5]) {
      scores.push(await c2st(normals(1000, 2, 0, seed), normals(1000, 2, 0, 100 + seed), { seed }));
    }
    // 2,000 guesses each; training on the rest makes the folds depend on each other: twice the error of coin tosses
    expect(Math.abs(mean(scores) - 0.5)).toBeLessThan((4 * 2 * Math.sqrt(0.25 / 2000)) / Math.sqrt(5));
  });

  it.each([
    [1, 0.6915],
    [2, 0.8413],
    [4, 0.9772],
  ])('does not beat the best classifier for normals a distance %d apart', async (distance, best) => {
    const score = await c2st(normals(1000, 2, 0, 1), normals(1000, 2, distance, 2), { seed: 3 });
    const error = 4 * Math.sqrt((best * (1 - best)) / 2000);
    expect(score).toBeLessThan(best + error);
    // a network of 440 weights trained on 1,600 rows comes close
    expect(score).toBeGreaterThan(best - 0.03 - error);
  });

  it('is one for draws that do not overlap, at any scale', async () => {
    for (const scale of [1e-12, 1e12]) {
      const at = (shift: number, seed: number) => {
        const { data } = normals(200, 2, shift, seed);
        return matrixOf(
          data.map((value) => scale * value),
          2,
        );
      };
      expect(await c2st(at(0, 1), at(20, 2), { seed: 1 })).toBe(1);
    }
  });

  it.each(['mlp', 'forest'] as const)('takes a constant column, %s', async (classifier) => {
    const flat = (seed: number) => matrix(Array.from(normals(200, 1, 0, seed).data, (value) => [value, 7]));
    const score = await c2st(flat(1), flat(2), { seed: 1, classifier });
    expect(Math.abs(score - 0.5)).toBeLessThan(4 * 2 * Math.sqrt(0.25 / 400));
  });
});

describe('as a long piece of work', () => {
  const [a, b] = [normals(203, 1, 0, 1), normals(203, 1, 0.5, 2)];

  it('gives the same bits for the same seed, and others for another', async () => {
    const score = await c2st(a, b, { seed: 1 });
    expect(await c2st(a, b, { seed: 1 })).toBe(score);
    expect(await c2st(a, b, { seed: Rng.fromSeed(1) })).toBe(score);
    const others = [];
    for (const seed of [2, 3, 4]) others.push(await c2st(a, b, { seed }));
    expect(others.some((other) => other !== score)).toBe(true);
    const forest = { seed: 1, classifier: 'forest' } as const;
    expect(await c2st(a, b, forest)).toBe(await c2st(a, b, forest));
  });

  it('reports every fold', async () => {
    const reports: unknown[] = [];
    await c2st(a, b, { seed: 1, folds: 3, onProgress: (progress) => reports.push(progress) });
    expect(reports).toEqual([
      { done: 1, total: 3 },
      { done: 2, total: 3 },
      { done: 3, total: 3 },
    ]);
  });

  it('stops when it is told to, with the reason', async () => {
    const stop = new AbortController();
    const onProgress = () => stop.abort(new Error('enough'));
    await expect(c2st(a, b, { seed: 1, signal: stop.signal, onProgress })).rejects.toThrow('enough');
    await expect(c2st(a, b, { seed: 1, signal: AbortSignal.abort(new Error('never')) })).rejects.toThrow(
      'never',
    );
  });
});

describe('what it refuses', () => {
  const good = normals(20, 2, 0, 1);
  const refuse = (reference: unknown, draws: unknown, options: unknown = { seed: 1 }) =>
    expect(c2st(reference as Matrix, draws as Matrix, options as { seed: number })).rejects;

  it('tables of different shapes', async () => {
    await refuse(good, normals(19, 2, 0, 1)).toThrow(
      'draws must have shape [20, 2], as reference; received [19, 2] (c2st).',
    );
    await refuse(good, normals(20, 3, 0, 1)).toThrow('received [20, 3]');
  });

  it('what is no table', async () => {
    await refuse([[1, 2]], good).toThrow('reference must be a Matrix, as from matrix(rows)');
    await refuse(good, undefined).toThrow('draws must be a Matrix');
  });

  it('too few rows, folds or none', async () => {
    await refuse(normals(4, 2, 0, 1), normals(4, 2, 0, 2)).toThrow(
      'reference must have at least 5 rows; received 4 rows (c2st).',
    );
    await refuse(good, good, { seed: 1, folds: 1 }).toThrow(
      'folds must be an integer from 2; received 1 (c2st).',
    );
    await refuse(good, good, { seed: 1, folds: 2.5 }).toThrow('received 2.5');
  });

  it('a classifier that it does not know', async () => {
    await refuse(good, good, { seed: 1, classifier: 'rf' }).toThrow(
      `classifier must be 'mlp' or 'forest'; received "rf" (c2st).`,
    );
  });

  it('numbers that are not finite', async () => {
    const bad = matrixOf(good.data.slice(), 2);
    bad.data[5] = Number.NaN;
    await refuse(good, bad).toThrow(
      'draws must hold finite numbers only; received NaN in row 2, column 1 (c2st).',
    );
    await refuse(bad, good).toThrow('reference must hold finite numbers only');
  });

  it('rows that are copies, as resampling makes them', async () => {
    const copied = matrix(Array.from({ length: 20 }, (_, i) => [Math.floor(i / 2), 0]));
    await refuse(good, copied).toThrow(
      'draws must hold rows that differ; received 10 copies among 20 (c2st).',
    );
  });

  it('a run without a seed', async () => {
    await refuse(good, normals(20, 2, 0, 2), {}).toThrow('seed must be an integer from 0 to 2^53 - 1');
    await refuse(good, normals(20, 2, 0, 2), null).toThrow('seed must be');
  });
});
