import { type Matrix, matrix, matrixOf, Rng } from '@sbi/core';
import { mlp } from '@sbi/flows';
import { describe, expect, it } from 'vitest';
import { check, embeddingOf, type MisspecificationOptions, misspecification, npe } from '../src/index.ts';
import { start } from './backends.ts';
import { quick, smallSimulations } from './small.ts';

function normals(rows: number, shift: number, rng: Rng, dim = 2): Matrix {
  return matrixOf(
    new Float32Array(rows * dim).map(() => shift + Math.SQRT2 * rng.normal()),
    dim,
  );
}

describe('a single observation', () => {
  const x = normals(1000, 0, Rng.fromSeed(1));

  it("sbi's test_mmd_x_space: from the prior, and from one four units away", async () => {
    const rng = Rng.fromSeed(2);
    expect((await misspecification(normals(1, 0, rng), x, { seed: 1 })).pValue).toBeGreaterThan(0.05);
    expect((await misspecification(normals(1, 4, rng), x, { seed: 1 })).pValue).toBeLessThan(0.05);
  });

  it('the same in the space of an embedding', async () => {
    const embed = ({ data, rows }: Matrix) =>
      matrixOf(
        Float32Array.from({ length: rows }, (_, i) => Math.tanh((data[2 * i] as number) / 8)),
        1,
      );
    expect((await misspecification([0, 100], x, { seed: 1, embed })).pValue).toBeGreaterThan(0.05);
    expect((await misspecification([100, 0], x, { seed: 1, embed })).pValue).toBeLessThan(0.01);
  });

  it('is compared with every simulation, and scales of columns do not matter', async () => {
    const stretch = (table: Matrix) =>
      matrixOf(
        table.data.map((value, at) => (at % 2 === 0 ? value : 1e6 * value)),
        2,
      );
    const one = matrix([[3, 2]]);
    const plain = await misspecification(one, x, { seed: 1, references: 300 });
    expect([plain.null.length, plain.references, plain.observations]).toEqual([300, 300, 1]);
    const stretched = await misspecification(stretch(one), stretch(x), { seed: 1, references: 300 });
    expect(Math.abs(stretched.mmd - plain.mmd)).toBeLessThan(1e-4);
    expect((await misspecification([1e30, 0], x, { seed: 1 })).pValue).toBeLessThan(0.005);
  });
});

it("sbi's test_mmd_x_embedding: in the space of a trained network", async () => {
  await start('wasm');
  const simulations = smallSimulations(500, 1);
  const amortized = await npe(simulations, { ...quick, embedding: mlp({ hidden: 20, outputs: 2 }) });
  const embed = embeddingOf(amortized);
  const { x } = smallSimulations(500, 2);
  expect([(await embed(x)).rows, (await embed(x)).columns]).toEqual([500, 2]);
  expect((await misspecification([1, 1.5], x, { seed: 1, embed })).pValue).toBeGreaterThan(0.05);
  expect((await misspecification([30, 30], x, { seed: 1, embed })).pValue).toBeLessThan(0.05);
  const held = smallSimulations(150, 3);
  const verdict = await check(amortized, held, { seed: 1, draws: 50, observed: [1, 1.5], embed });
  expect(verdict.misspecification?.pValue).toBeGreaterThan(0.05);
  await expect(embed(matrix([[1, 2, 3]]))).rejects.toThrow(
    'x must have 2 columns, shape [2]; received [1, 3] (embeddingOf).',
  );
  amortized.dispose();
});

// each count is Binomial(200, 0.05): within 2 … 21 but for one time in 1,000
it.each([1, 20])('%d observations of the simulator are rejected as often as it says', async (count) => {
  let rejected = 0;
  for (let k = 0; k < 200; k++) {
    const rng = Rng.fromSeed(3).fork(k);
    const result = await misspecification(normals(count, 0, rng), normals(100, 0, rng), {
      seed: k,
      resamples: 39,
    });
    rejected += Number(result.pValue <= 0.05);
  }
  expect(rejected).toBeGreaterThanOrEqual(2);
  expect(rejected).toBeLessThanOrEqual(21);
});

it('many observations show what one cannot', async () => {
  const rng = Rng.fromSeed(4);
  const x = normals(1000, 0, rng);
  const narrow = (rows: number) =>
    matrixOf(
      normals(rows, 0, rng).data.map((value) => value / 3),
      2,
    );
  expect((await misspecification(narrow(1), x, { seed: 1 })).pValue).toBeGreaterThan(0.05);
  expect((await misspecification(narrow(50), x, { seed: 1, resamples: 199 })).pValue).toBe(0.005);
});

it('tells how far it is, and stops when it is told to', async () => {
  const x = normals(50, 0, Rng.fromSeed(1));
  const reports: number[] = [];
  await misspecification([0, 0], x, { seed: 1, onProgress: ({ done, total }) => reports.push(done / total) });
  expect(reports.length).toBe(50);
  expect(reports.at(-1)).toBe(1);
  const signal = AbortSignal.abort(new Error('never'));
  await expect(misspecification([0, 0], x, { seed: 1, signal })).rejects.toThrow('never');
});

it('refuses what it cannot compare', async () => {
  const x = normals(50, 0, Rng.fromSeed(1));
  const refuse = (observed: unknown, table: unknown = x, options: Partial<MisspecificationOptions> = {}) =>
    expect(misspecification(observed as Matrix, table as Matrix, { seed: 1, ...options })).rejects;
  await refuse([1]).toThrow('observed must have 2 columns, as x; received [1, 1] (misspecification).');
  await refuse(undefined).toThrow('observed must be one x, or a table of them; received undefined');
  await refuse([]).toThrow('observed must have 2 columns');
  await refuse([1, Number.NaN]).toThrow(
    'observed must hold finite numbers only; received NaN in row 0, column 1',
  );
  await refuse([1, 2], null).toThrow('x must be a Matrix');
  await refuse([1, 2], x, { references: 0 }).toThrow('references must be an integer from 1; received 0');
  await refuse([1, 2], x, { resamples: 1.5 }).toThrow('resamples must be an integer from 1; received 1.5');
  await refuse([1, 2], x, { embed: ({ rows }) => matrixOf(new Float32Array(2 * rows - 1), 1) }).toThrow(
    'embed(observed) must have shape [1, 1]',
  );
  await refuse([1, 2], x, {
    embed: (table) =>
      matrixOf(
        table.data.map(() => Number.NaN),
        2,
      ),
  }).toThrow('embed(observed) must hold finite numbers only');
});
