import '@tensorflow/tfjs-backend-cpu';
import { readFileSync } from 'node:fs';
import { column, type Matrix, matrix, matrixOf, Rng, rowOf } from '@sbi/core';
import { describeDistribution, distributionFrom } from '@sbi/distributions';
import { type Problem, problem, problems, simulate } from '@sbi/simulate';
import { memory } from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { built } from './built.ts';

const names = problems.map(({ name }) => name);

/** Entries that this problem's x may not have, with what is said of them. */
const refused: Readonly<Record<string, readonly [number, string]>> = {
  'bernoulli-glm-raw': [0.5, 'hold zeros and ones'],
  sir: [1001, 'hold whole numbers from 0 to 1000'],
  'lotka-volterra': [0, 'hold positive numbers'],
  'lynx-hare': [0, 'hold positive numbers'],
  influenza: [2.5, 'hold whole numbers from 0'],
};

/** What one step of Metropolis does to a function of independent draws, in standard errors: 0 if they are of the density. */
function driftOf(one: Problem, x: ArrayLike<number>, draws: Matrix): number[] {
  const rng = Rng.fromSeed(11);
  const { rows, columns } = draws;
  const sds = Array.from({ length: columns }, (_, j) => deviation(column(draws, j)));
  const moved = matrixOf(
    draws.data.map((value, at) => value + 0.5 * (sds[at % columns] as number) * rng.normal()),
    columns,
  );
  const [before, after] = [one.logPosterior(draws, x), one.logPosterior(moved, x)];
  expect(before.every(Number.isFinite)).toBe(true);
  const means = Array.from({ length: columns }, (_, j) => mean(column(draws, j)));
  const changes = (f: (z: number) => number, j: number) =>
    Array.from({ length: rows }, (_, i) => {
      const z = (table: Matrix) =>
        ((rowOf(table, i)[j] as number) - (means[j] as number)) / (sds[j] as number);
      const accepted = Math.min(1, Math.exp((after[i] as number) - (before[i] as number)));
      return accepted === 0 ? 0 : accepted * (f(z(moved)) - f(z(draws)));
    });
  return sds.flatMap((_, j) =>
    [(z: number) => z, (z: number) => z * z].map((f) => {
      const steps = changes(f, j);
      return mean(steps) / (deviation(steps) / Math.sqrt(rows));
    }),
  );
}

const mean = (values: ArrayLike<number>) =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: ArrayLike<number>) => {
  const centre = mean(values);
  return Math.sqrt(mean(Array.from(values, (value) => (value - centre) ** 2)));
};

describe.each(names)('%s', (name) => {
  const one = problem(name);
  afterAll(one.dispose);

  it('says what it is about', () => {
    expect(one.name).toBe(name);
    for (const text of [one.title, one.model, one.source]) expect(text.length).toBeGreaterThan(5);
    expect(one.description.length).toBeGreaterThan(150);
    expect(Object.keys(one.parameters)).toEqual(one.prior.names);
  });

  it('has an observation in the shape of its simulator, the same each time', () => {
    using again = problem(name);
    expect(again.observed).toEqual(one.observed);
    expect(one.observed.every(Number.isFinite)).toBe(true);
    if (one.truth) {
      const theta = Float32Array.from(one.truth);
      const x = one.simulator(theta, Rng.fromSeed(1)) as ArrayLike<number>;
      expect([...Float32Array.from(x)]).toEqual(one.observed);
      expect(one.logPosterior(matrix([one.truth]), one.observed)[0]).toBeGreaterThan(-1e4);
    }
    if (one.xShape) expect(one.xShape.reduce((a, b) => a * b)).toBe(one.observed.length);
  });

  it('simulates the same bits on this thread, on one worker and on four', async () => {
    using there = built.problem(name);
    // a bundler copies the module as it is
    expect(readFileSync(there.module, 'utf8')).not.toMatch(/^\s*import\b|\bfrom\s*['"]/m);
    const settings = { count: 60, seed: 5 };
    const here = await simulate(one.prior, one.simulator, settings);
    for (const workers of [1, 4]) {
      expect(await built.simulate(there.prior, there.module, { ...settings, workers })).toEqual(here);
    }
  });

  it('simulates the whole prior, with few rows that are not finite', async () => {
    const run = await simulate(one.prior, one.simulator, { count: 500, seed: 3 });
    expect(run.rejected.nan + run.rejected.infinite).toBeLessThanOrEqual(5);
    expect(run.x.columns).toBe(one.observed.length);
    expect(run.theta.names).toEqual(one.prior.names);
  });

  it('has a prior that travels in files', () => {
    const recipe = JSON.parse(JSON.stringify(describeDistribution(one.prior)));
    const back = distributionFrom(recipe);
    expect(back.dim).toBe(one.prior.dim);
    expect(back.support).toEqual(one.prior.support);
    back.dispose();
  });

  it('has a reference that is drawn from its density, and tells its progress', {
    timeout: 60_000,
  }, async () => {
    const before = memory().numTensors;
    const seen: number[] = [];
    const draws = await one.reference(one.observed, 2000, {
      seed: 2,
      onProgress: ({ done, total }) => seen.push(done / total),
    });
    expect(draws.names).toEqual(one.prior.names);
    expect(new Set(Array.from({ length: draws.rows }, (_, i) => rowOf(draws, i).join())).size).toBe(2000);
    // of 2 · dim numbers of N(0, 1), one beyond 4.5 comes once in thousands
    for (const drift of driftOf(one, one.observed, draws)) expect(Math.abs(drift)).toBeLessThan(4.5);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(1);
    expect(memory().numTensors).toBe(before);
  });

  it('has a density that is −∞ outside of the prior, and never NaN', () => {
    const { low, high } = one.prior.support;
    const inside = one.truth ?? Array.from(low, (end) => end + 0.1);
    const outside = Array.from(low).flatMap((end, j) => {
      const beyond = [end - 1, (high[j] as number) + 1].filter(Number.isFinite);
      return beyond.map((value) => inside.map((own, k) => (k === j ? value : own)));
    });
    const rows = [...outside, inside.map(() => Number.NaN)];
    const density = one.logPosterior(matrix(rows), one.observed);
    expect([...density]).toEqual(rows.map(() => Number.NEGATIVE_INFINITY));
    const corners = [-1e30, -1e3, 1e-30, 1e3, 1e30].map((value) => inside.map(() => value));
    expect(one.logPosterior(matrix(corners), one.observed).some(Number.isNaN)).toBe(false);
  });

  it('says what is wrong with x, θ, count and seed', async () => {
    const { observed } = one;
    const draw = (x: unknown, count: unknown = 5, seed: unknown = 1) =>
      one.reference(x as number[], count as number, { seed: seed as number });
    const where = `(${name}.reference).`;
    await expect(draw(undefined)).rejects.toThrow(
      `x must have ${observed.length} entries; received undefined ${where}`,
    );
    await expect(draw([1])).rejects.toThrow(`x must have ${observed.length} entries; received 1 ${where}`);
    const broken = [Number.NaN, ...observed.slice(1)];
    await expect(draw(broken)).rejects.toThrow(
      `x must hold finite float32 numbers; received NaN in entry 0 ${where}`,
    );
    await expect(draw(observed, 0)).rejects.toThrow(
      `count must be an integer from 1; received the number 0 ${where}`,
    );
    await expect(draw(observed, 5, -1)).rejects.toThrow('seed must be an integer from 0');
    await expect(one.reference(observed, 5, undefined as never)).rejects.toThrow(
      'seed must be an integer from 0',
    );
    const dim = one.prior.dim;
    const wide = matrix([new Array(dim + 1).fill(0)]);
    expect(() => one.logPosterior(wide, observed)).toThrow(
      `theta must have ${dim} columns; received [1, ${dim + 1}] (${name}.logPosterior).`,
    );
    const [value, expected] = refused[name] ?? [];
    if (value === undefined) return;
    await expect(draw([value, ...observed.slice(1)])).rejects.toThrow(
      `x must ${expected}; received ${value} in entry 0 ${where}`,
    );
  });

  it('stops when it is asked to', async () => {
    const signal = AbortSignal.abort('enough');
    await expect(one.reference(one.observed, 100, { seed: 4, signal })).rejects.toBe('enough');
  });
});

// one of each way to draw: directly, by rejection, by rejection of a part
it.each(['two-moons', 'sir', 'slcp'])('%s gives the same draws for a seed', async (name) => {
  using one = problem(name);
  const draws = await one.reference(one.observed, 100, { seed: 4 });
  expect(await one.reference(one.observed, 100, { seed: Rng.fromSeed(4) })).toEqual(draws);
  expect((await one.reference(one.observed, 100, { seed: 5 })).data).not.toEqual(draws.data);
});

describe('problem', () => {
  it('finds all in the list, by names that are told apart', () => {
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  it.each<[unknown, string]>([
    ['two moons', 'the string "two moons"'],
    [undefined, 'undefined'],
    ['', 'the string ""'],
  ])('says what there is instead of %j', (name, received) => {
    expect(() => problem(name as string)).toThrow(
      `name must be one of ${names.join(', ')}; received ${received} (problem).`,
    );
  });
});
