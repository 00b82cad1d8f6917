import { type Matrix, matrixOf, Rng, type Simulations } from '@sbi/core';
import { DiagNormal } from '@sbi/distributions';
import { maf, masked, mlp } from '@sbi/flows';
import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { AmortizedPosterior, describeTraining, type NpeOptions, npe, Trainer } from '../src/index.ts';
import { incompleteRows, withMissing } from '../src/train/missing.ts';
import { start } from './backends.ts';
import { endOf, finish } from './finish.ts';
import { mapTable, quick, SMALL, smallSimulations } from './small.ts';

beforeAll(() => start('wasm'));

/** Noise of the two numbers that are seen of one θ ~ N(0, 1). */
const NOISE = [0.5, 1] as const;

/** Some rows lack a number, at random. */
function twoLooks(rows: number, seed: number, share: number): Simulations {
  const rng = Rng.fromSeed(seed);
  const theta = new Float32Array(rows).map(() => rng.normal());
  const x = Float32Array.from({ length: 2 * rows }, (_, i) => {
    const value = (theta[i >> 1] as number) + (NOISE[i & 1] as number) * rng.normal();
    return rng.uniform() < share ? Number.NaN : value;
  });
  return { theta: matrixOf(theta, 1), x: matrixOf(x, 2) };
}

/** Mean and sd of the posterior N(Σ x/σ² / P, 1/P), P = 1 + Σ 1/σ², over what was seen. */
function exact(x: readonly number[]): [mean: number, sd: number] {
  let [precision, sum] = [1, 0];
  x.forEach((value, j) => {
    if (Number.isNaN(value)) return;
    precision += (NOISE[j] as number) ** -2;
    sum += value * (NOISE[j] as number) ** -2;
  });
  return [sum / precision, Math.sqrt(1 / precision)];
}

describe("missing: 'mask'", () => {
  it('answers every pattern of missing entries, also where the simulations have none', async () => {
    const before = memory().numTensors;
    const prior = new DiagNormal([0], 1);
    const options = {
      prior,
      seed: 2,
      flow: maf({ hidden: 20, transforms: 2 }),
      learningRate: 5e-3,
      maxEpochs: 40,
    };
    for (const share of [0, 0.2]) {
      const amortized = await npe(twoLooks(1500, 1, share), { ...options, missing: 'mask' });
      for (const x of [
        [1, 0.5],
        [1, Number.NaN],
        [Number.NaN, -1],
        [Number.NaN, Number.NaN],
      ]) {
        const posterior = amortized.given(x);
        expect(posterior.warnings).toEqual([]);
        const [summary] = await posterior.summary({ seed: 3 });
        const [mean, sd] = exact(x);
        // each pattern is seen by some hundred simulations: sd/√100, and as much again for what the flow gets wrong
        expect(Math.abs((summary?.mean ?? 9) - mean)).toBeLessThan(0.2 * sd);
        expect(Math.abs((summary?.sd ?? 9) / sd - 1)).toBeLessThan(0.2);
      }
      amortized.dispose();
    }
    prior.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it('keeps incomplete simulations, tells how many, and goes through a file and a checkpoint', async () => {
    const simulations = twoLooks(200, 1, 0.2);
    const incomplete = incompleteRows(simulations.x);
    expect(incomplete).toBeGreaterThan(40);
    const options = {
      prior: new DiagNormal([0], 1),
      seed: 2,
      flow: SMALL,
      batchSize: 50,
      missing: 'mask',
    } as const;
    const trainer = new Trainer(simulations, { ...options, maxEpochs: 2 });
    const [first] = await finish(trainer);
    expect(first?.steps).toBe(7); // 180 rows, twice, in batches of 50
    expect(trainer.summary).toMatchObject({ rows: 200, incomplete, settings: { missing: 'mask' } });
    expect(describeTraining(trainer.summary)).toContain(
      ` ${incomplete} of 200 simulations have missing entries, and were kept.`,
    );
    const checkpoint = await trainer.checkpoint();
    trainer.resume({ maxEpochs: 3 });
    await finish(trainer);
    const other = new Trainer(simulations, { ...options, maxEpochs: 3, checkpoint });
    await finish(other);
    const bytes = await endOf(trainer);
    expect(await endOf(other)).toEqual(bytes);
    const loaded = AmortizedPosterior.decode(bytes);
    expect(await loaded.encode()).toEqual(bytes);
    expect(loaded.training.settings.embedding).toEqual(masked());
    const further = await npe(simulations, {
      ...{ prior: options.prior, seed: 3, maxEpochs: 1, batchSize: 50 },
      resume: loaded,
    });
    expect(further.training.settings).toMatchObject({ missing: 'mask', embedding: masked() });
    const draws = await further.sampleBatched(matrixOf(Float32Array.of(1, Number.NaN), 2), 5, { seed: 1 });
    expect(draws[0]?.data.every(Number.isFinite)).toBe(true);
    further.dispose();
    loaded.dispose();
  });

  it('goes before a network that reads x', async () => {
    const options = { ...quick, missing: 'mask', embedding: mlp({ hidden: 8, outputs: 4 }) } as const;
    const amortized = await npe(smallSimulations(100, 1), options);
    const reader = mlp({ hidden: 8, outputs: 4 });
    expect(amortized.training.settings.embedding).toEqual(masked({ reader }));
    expect((await amortized.given([Number.NaN, 1]).sample(3, { seed: 1 })).rows).toBe(3);
    amortized.dispose();
  });

  it('warns of what is unlike the simulations as before', async () => {
    const amortized = await npe(smallSimulations(200, 1), { ...quick, missing: 'mask' });
    expect(amortized.given([Number.NaN, 40]).warnings[0]).toMatch(/its entry at index 1 is 40/);
    expect(() => amortized.given([Number.NaN])).toThrow('x must hold 2 numbers');
    expect(() => amortized.given([Number.POSITIVE_INFINITY, 1])).toThrow(
      'x must hold finite numbers, or NaN where one is missing; received Infinity at index 0',
    );
    amortized.dispose();
  });
});

describe('withMissing', () => {
  it('keeps every row, and adds a copy in which any number of missing entries is as likely', () => {
    const columns = 4;
    const x: Matrix = matrixOf(new Float32Array(columns * 5000).fill(1), columns);
    const rows = Rng.fromSeed(2).permutation(5000);
    const side = { simulations: { theta: x, x }, weights: new Float32Array(5000).fill(2), rows };
    const both = withMissing(side, Rng.fromSeed(1));
    expect(both.weights).toHaveLength(10_000);
    expect(both.simulations.theta.data).toEqual(new Float32Array(columns * 10_000).fill(1));
    expect(both.simulations.x.data.subarray(0, columns * 5000)).toEqual(x.data);
    const counts = new Array<number>(columns + 1).fill(0);
    for (let i = 5000; i < 10_000; i++) {
      const row = both.simulations.x.data.subarray(i * columns, (i + 1) * columns);
      counts[row.filter(Number.isNaN).length] = (counts[row.filter(Number.isNaN).length] as number) + 1;
    }
    // ∫ binomial(n, k, p) dp = 1/(n + 1): 1000 each, sd √800 = 28
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(4 * 28);
  });
});

describe('what is refused', () => {
  const simulations = smallSimulations(100, 1);
  const holed = { ...simulations, x: mapTable(simulations.x, (value, i) => (i === 5 ? Number.NaN : value)) };
  const refuse = (options: Partial<NpeOptions>, table: Simulations = holed) =>
    expect(() => new Trainer(table, { ...quick, ...options }));

  it('NaN without the option, in words that name it', () => {
    refuse({}).toThrow(
      "x must hold finite numbers only, or be trained with missing: 'mask'; received NaN in row 2, column 1 (Trainer).",
    );
  });

  it('another word, a column without any number, an x of several axes, an infinity', () => {
    refuse({ missing: 'drop' as never }, simulations).toThrow(
      "missing must be 'refuse' or 'mask'; received \"drop\" (npe).",
    );
    const empty = {
      ...simulations,
      x: mapTable(simulations.x, (value, i) => (i % 2 === 1 ? Number.NaN : value)),
    };
    refuse({ missing: 'mask' }, empty).toThrow(
      'x must have a number in every column; received only NaN in column 1 (Trainer).',
    );
    refuse({ missing: 'mask' }, { ...holed, xShape: [2, 1] }).toThrow(
      'xShape must be that of a vector, [C], for masked; received [2, 1] (Trainer).',
    );
    const endless = { ...simulations, x: mapTable(simulations.x, () => Number.NEGATIVE_INFINITY) };
    refuse({ missing: 'mask' }, endless).toThrow('received -Infinity');
  });
});
