import { matrix, matrixOf, Rng } from '@sbi/core';
import { describe, expect, it } from 'vitest';
import { type AmortizedLike, sbc } from '../src/index.ts';
import { linearPairs, linearPosterior, signPairs, signPosterior } from './exactPosteriors.ts';

const pairs = linearPairs(500, 1);
const run = (amortized: AmortizedLike, options = {}) =>
  sbc(amortized, pairs, { seed: 2, draws: 300, ...options });

describe('an exact posterior', () => {
  it('has ranks without a fault', async () => {
    const { ranks, dataAveraged, parameters, draws } = await run(linearPosterior());
    expect([ranks.rows, ranks.columns, dataAveraged.rows, draws]).toEqual([500, 3, 500, 300]);
    expect(ranks.names).toEqual(['alpha', 'beta', 'gamma']);
    expect(ranks.data.every((rank) => Number.isInteger(rank) && rank >= 0 && rank <= 300)).toBe(true);
    for (const { shift, width, ...tests } of parameters) {
      // four standard errors of a mean and of a standard deviation of 500 scores
      expect(Math.abs(shift)).toBeLessThan(4 / Math.sqrt(500));
      expect(Math.abs(width - 1)).toBeLessThan(4 / Math.sqrt(1000));
      const ps = [tests.shiftPValue, tests.widthPValue, tests.ksPValue, tests.chiSquarePValue];
      for (const p of [...ps, tests.dataAveragedPValue]) expect(p).toBeGreaterThan(0.001);
    }
  });

  it('has them with a handful of draws too', async () => {
    const { parameters } = await run(linearPosterior(), { draws: 3 });
    for (const { ksPValue, shiftPValue, widthPValue } of parameters)
      expect(Math.min(ksPValue, shiftPValue, widthPValue)).toBeGreaterThan(0.001);
  });

  it('and a prior that is its own posterior: sbi’s test_sbc_accuracy', async () => {
    const rng = Rng.fromSeed(5);
    const uniform = (count: number, stream: Rng) =>
      matrixOf(
        new Float32Array(2 * count).map(() => 2 * stream.uniform() - 1),
        2,
      );
    const theta = uniform(1000, rng);
    const prior = {
      given: () => ({ sample: (n: number, { seed }: { seed: number | Rng }) => uniform(n, Rng.from(seed)) }),
    };
    const result = await sbc(prior, { theta, x: theta }, { seed: 3, c2st: 'forest' });
    for (const { ksPValue, c2stRanks, c2stDataAveraged } of result.parameters) {
      expect(ksPValue).toBeGreaterThan(0.05);
      expect(c2stRanks).toBeLessThan(0.55);
      expect(c2stDataAveraged).toBeLessThan(0.55);
    }
  });
});

describe('a posterior with a fault', () => {
  it.each([
    ['too narrow', 1 / 1.5],
    ['too wide', 1.5],
  ])('that is %s: by how much', async (_, scale) => {
    const { parameters } = await run(linearPosterior({ scale }));
    for (const { width, widthPValue, shiftPValue, ksPValue } of parameters) {
      // draws end at 1/300: the tails of the scores are cut, those of narrow posteriors by a tenth
      expect(Math.abs(Math.log(width / scale))).toBeLessThan(0.12);
      expect(widthPValue).toBeLessThan(1e-8);
      expect(ksPValue).toBeLessThan(1e-3);
      expect(shiftPValue).toBeGreaterThan(1e-3);
    }
  });

  it('that is shifted: which parameter, where to, and by how much', async () => {
    const { parameters } = await run(linearPosterior({ shift: { parameter: 1, sds: -0.5 } }));
    const [alpha, beta, gamma] = parameters;
    expect(Math.abs((beta?.shift ?? 0) + 0.5)).toBeLessThan(4 / Math.sqrt(500));
    expect(beta?.shiftPValue).toBeLessThan(1e-12);
    expect(beta?.dataAveragedPValue).toBeLessThan(0.01);
    for (const other of [alpha, beta, gamma]) expect(other?.widthPValue).toBeGreaterThan(1e-3);
    for (const other of [alpha, gamma]) expect(other?.shiftPValue).toBeGreaterThan(1e-3);
  });

  it('that lies ten standard deviations off is shifted, and not called too wide', async () => {
    const { parameters } = await run(linearPosterior({ shift: { parameter: 0, sds: 10 } }));
    expect(parameters[0]?.shiftPValue).toBe(0);
    expect(parameters[0]?.widthPValue).toBeGreaterThan(0.05);
  });

  it('that misses one of two modes is too narrow', async () => {
    const two = signPairs(500, 4);
    const [whole, half] = [
      await sbc(signPosterior(), two, { seed: 1 }),
      await sbc(signPosterior('either'), two, { seed: 1 }),
    ];
    expect(whole.parameters[0]?.widthPValue).toBeGreaterThan(1e-3);
    expect(half.parameters[0]?.widthPValue).toBeLessThan(1e-12);
    expect(half.parameters[0]?.width).toBeLessThan(0.6);
    expect(half.parameters[1]?.widthPValue).toBeGreaterThan(1e-3);
  });
});

describe('as a long piece of work', () => {
  it('gives the same numbers for the same seed, batched or not', async () => {
    const single = linearPosterior();
    const first = await run(single);
    expect(await run(single)).toEqual(first);
    const asked: number[] = [];
    const batched: AmortizedLike = {
      ...single,
      sampleBatched: async (x, count, { seed }) => {
        asked.push(x.rows);
        const rng = Rng.from(seed);
        const tables = [];
        for (let i = 0; i < x.rows; i++)
          tables.push(
            await single.given(x.data.subarray(3 * i, 3 * i + 3)).sample(count, { seed: rng.fork(i) }),
          );
        return tables;
      },
    };
    const { parameters } = await run(batched, { draws: 200 });
    expect(asked).toEqual([250, 250]);
    expect(parameters.every(({ ksPValue }) => ksPValue > 0.001)).toBe(true);
  });

  it('tells how far it is, and stops when it is told to', async () => {
    const done: number[] = [];
    const stop = new AbortController();
    const onProgress = (progress: { done: number; total: number }) => {
      done.push(progress.done);
      if (progress.done === 7) stop.abort(new Error('enough'));
    };
    await expect(run(linearPosterior(), { onProgress, signal: stop.signal })).rejects.toThrow('enough');
    expect(done).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });
});

describe('what it refuses', () => {
  const refuse = (amortized: unknown, options: unknown = {}, given: unknown = pairs) =>
    expect(sbc(amortized as AmortizedLike, given as typeof pairs, { seed: 1, ...(options as object) }))
      .rejects;
  const draws = (sample: () => unknown) => ({ given: () => ({ sample }) });

  it('pairs that are none', async () => {
    await refuse(linearPosterior(), {}, null).toThrow('pairs must be { theta, x }; received null (sbc).');
    const few = linearPairs(9, 1);
    await refuse(linearPosterior(), {}, few).toThrow(
      'theta must have at least 10 rows; received 9 rows (sbc).',
    );
    await refuse(linearPosterior(), {}, { theta: pairs.theta, x: few.x }).toThrow(
      'x must have 500 rows, one for each theta; received 9 rows (sbc).',
    );
    const theta = matrixOf(pairs.theta.data.slice().fill(Number.NaN, 4, 5), 3);
    await refuse(linearPosterior(), {}, { ...pairs, theta }).toThrow('received NaN in row 1, column 1');
  });

  it('options that are out of range', async () => {
    await refuse(linearPosterior(), { c2st: 'rf' }).toThrow("classifier must be 'mlp' or 'forest'");
    await refuse(linearPosterior(), { draws: 0 }).toThrow(
      'draws must be an integer from 1; received 0 (sbc).',
    );
    await refuse(linearPosterior(), { seed: -1 }).toThrow('seed must be');
  });

  it('draws that are no table of the parameters', async () => {
    await refuse(
      draws(() => matrix([[1, 2, 3]])),
      { draws: 5 },
    ).toThrow('draws must have shape [5, 3]; received [1, 3] (sbc).');
    await refuse(
      draws(() => [[1, 2, 3]]),
      { draws: 1 },
    ).toThrow('draws must be a Matrix');
    await refuse(
      draws(() => matrix([[1, Number.NaN, 3]])),
      { draws: 1 },
    ).toThrow('draws must hold finite numbers only');
    const short = { ...linearPosterior(), sampleBatched: () => [] };
    await refuse(short).toThrow('sampleBatched must give 50 tables; received 0 (sbc).');
  });
});
