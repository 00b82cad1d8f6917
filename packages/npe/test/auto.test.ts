import { type Matrix, matrixOf, Rng, type Simulations } from '@sbi/core';
import { BoxUniform, DiagNormal } from '@sbi/distributions';
import { maf, mlp, screen } from '@sbi/flows';
import { beforeAll, describe, expect, it } from 'vitest';
import { AmortizedPosterior, type EpochReport, type NpeOptions, npe, Trainer } from '../src/index.ts';
import { candidatesOf } from '../src/recipe/candidates.ts';
import { choose } from '../src/recipe/choose.ts';
import { screenedColumns } from '../src/recipe/screened.ts';
import { start } from './backends.ts';
import { expectNoLeaks } from './noLeaks.ts';
import { SMALL, smallPrior, smallSimulations } from './small.ts';

beforeAll(() => start('wasm'));

expectNoLeaks();

/** x = θ² + 0.1 ε: two modes at ±√x, which a Gaussian cannot have. */
function twoModes(rows: number): Simulations {
  const rng = Rng.fromSeed(1);
  const theta = new Float32Array(rows).map(() => 2 * rng.uniform() - 1);
  return {
    theta: matrixOf(theta, 1),
    x: matrixOf(
      theta.map((value) => value ** 2 + 0.1 * rng.normal()),
      1,
    ),
  };
}

const line = new BoxUniform([-1], [1]);
const auto = { prior: smallPrior, seed: 1, preset: 'auto' } as const;

describe('candidates', () => {
  const names = (dim: number, rows: number, boxed: boolean) => {
    const table = { data: new Float32Array(dim * rows), rows, columns: dim };
    const zeros = new Array<number>(dim).fill(0);
    const prior = boxed
      ? new BoxUniform(
          zeros.map(() => -1),
          zeros.map(() => 1),
        )
      : new DiagNormal(zeros, 1);
    const list = candidatesOf({ theta: table, x: table }, { prior });
    return list.map(({ name, options }) => `${name} ${options.flow?.['transforms']}`);
  };

  it('are splines first in a box, a MAF first elsewhere, and no MAF in one dimension', () => {
    expect(names(3, 999, true)).toEqual(['spline 3', 'maf 5']);
    expect(names(2, 999, true)).toEqual(['spline 4', 'maf 5']);
    expect(names(3, 999, false)).toEqual(['maf 5', 'spline 3']);
    expect(names(1, 999, true)).toEqual(['spline 3']);
    expect(names(3, 1000, true)).toEqual(['spline 3', 'maf 5', 'spline without regression 3']);
  });
});

describe('candidates that the data call for', () => {
  const rows = 500;
  const table = (columns: number, draw: (i: number, j: number) => number) =>
    matrixOf(
      Float32Array.from({ length: rows * columns }, (_, k) => draw(Math.floor(k / columns), k % columns)),
      columns,
    );
  const rng = Rng.fromSeed(4);
  const theta = table(1, () => rng.normal());
  const value = (i: number) => theta.data[i] as number;
  const prior = new DiagNormal([0], 1);
  const names = (x: Matrix, more = {}) =>
    candidatesOf({ theta, x }, { prior, ...more }).map(({ name }) => name);

  it('bend x where it has heavy tails, or is positive and skewed', () => {
    expect(names(table(1, (i) => value(i) + rng.normal()))).toEqual(['spline']);
    expect(names(table(1, (i) => value(i) + rng.normal() / rng.normal()))).toEqual([
      'spline',
      'spline, asinh of x',
    ]);
    expect(names(table(1, (i) => Math.exp(value(i) / 2 + rng.normal() / 4)))).toEqual([
      'spline',
      'spline, asinh of x',
      'spline, log of x',
    ]);
  });

  it('leave what says nothing of θ out of an x of many numbers', () => {
    const x = table(60, (i, j) => (j === 7 ? value(i) : j === 20 ? value(i) ** 2 : 0) + rng.normal());
    const [all, few] = candidatesOf({ theta, x }, { prior });
    expect([all?.name, few?.name]).toEqual(['spline', 'spline, 2 of the numbers']);
    expect(few?.options.embedding).toEqual(screen([7, 20]));
    expect(names(x, { embedding: mlp() })).toEqual(['spline']);
    expect(names(x, { missing: 'mask' })).toEqual(['spline']);
    expect(names(table(60, () => rng.normal()))).toEqual(['spline', 'spline of predictions']);
  });

  it('find numbers that only products of parameters show in, and keep one of noise in a hundred tables at most', () => {
    const pairs = table(2, () => rng.normal());
    const [a, b] = [
      (i: number) => pairs.data[2 * i] as number,
      (i: number) => pairs.data[2 * i + 1] as number,
    ];
    const x = table(51, (i, j) =>
      j === 3 ? 2 * a(i) * b(i) : j === 4 ? (1 + a(i) ** 2) * rng.normal() : rng.normal(),
    );
    expect(screenedColumns({ theta: pairs, x })).toEqual([3, 4]);
    const noise = Array.from({ length: 40 }, () => table(60, () => rng.normal()));
    const kept = noise.filter((each) => screenedColumns({ theta, x: each }) !== undefined).length;
    // of 40 with a probability of 1 % at most, more than 3 are kept once in 1,000 times
    expect(kept).toBeLessThanOrEqual(3);
  });
});

describe("preset: 'auto'", () => {
  it('chooses ln x, and the numbers of x that count, where they are better', async () => {
    const rng = Rng.fromSeed(5);
    const theta = matrixOf(
      Float32Array.from({ length: 300 }, () => rng.normal()),
      1,
    );
    const x = new Float32Array(300 * 40).map((_, k) =>
      k % 40 === 9
        ? Math.exp(2 * (theta.data[Math.floor(k / 40)] as number) + 0.2 * rng.normal())
        : rng.normal(),
    );
    const options = { prior: new DiagNormal([0], 1), seed: 1, maxSteps: 16, batchSize: 100 };
    const simulations = { theta, x: matrixOf(x, 40) };
    const { best, attempts } = await choose(
      simulations,
      { ...options, preset: 'auto' },
      { first: 8, most: 16 },
    );
    expect(attempts[0]?.name).toBe('spline, 1 of the numbers, log of x');
    expect(attempts).toHaveLength(7);
    expect(best.training.settings.embedding).toEqual(screen([9]));
    const again = AmortizedPosterior.decode(await best.encode());
    const at = x.slice(0, 40);
    const mean = (posterior: AmortizedPosterior) => posterior.given(at).mean({ seed: 2 });
    expect(await mean(again)).toEqual(await mean(best));
    again.dispose();
    best.dispose();
  });

  it('waits for the promise of whoever listens, and learns the same', async () => {
    let isWaitedFor = true;
    let isPending = false;
    const onProgress = async () => {
      isWaitedFor &&= !isPending;
      isPending = true;
      await new Promise((resolve) => setTimeout(resolve, 5));
      isPending = false;
    };
    const simulations = smallSimulations(200, 1);
    const options = { ...auto, maxSteps: 30, batchSize: 50 };
    const [at, paused] = [
      await npe(simulations, options),
      await npe(simulations, { ...options, onProgress }),
    ];
    expect(isWaitedFor).toBe(true);
    expect(isPending).toBe(false);
    expect(paused.training.validationLoss).toEqual(at.training.validationLoss);
    at.dispose();
    paused.dispose();
  });

  it('tries its candidates for few steps on the same rows, goes on with the best, and tells of all', async () => {
    const reports: EpochReport[] = [];
    const onProgress = (report: EpochReport) => reports.push(report);
    const options = { ...auto, onProgress, maxSteps: 30, batchSize: 50 };
    const { best, attempts } = await choose(smallSimulations(400, 1), options, { first: 20, most: 2500 });
    const { settings, steps, bestValidationLoss, stopped } = best.training;
    expect(attempts.map(({ name }) => name).sort()).toEqual(['maf', 'spline']);
    expect(attempts[0]).toMatchObject({ bestValidationLoss, steps: 30 });
    // 3 epochs of 7 steps are the first 20
    expect(attempts[1]?.steps).toBe(21);
    expect(bestValidationLoss).toBeLessThanOrEqual(attempts[1]?.bestValidationLoss as number);
    expect([steps, stopped, settings.preset]).toEqual([30, 'steps', 'auto']);
    expect(settings.flow.kind).toBe(attempts[0]?.name === 'maf' ? 'maf' : 'autoregressiveSpline');
    expect(reports.slice(0, 3).every(({ attempt }) => attempt?.name === 'spline')).toBe(true);
    expect(reports[0]?.attempt).toEqual({ index: 1, count: 2, name: 'spline' });
    best.dispose();
  });

  it('finds the flow that the problem needs', async () => {
    const simulations = twoModes(500);
    const options = { prior: line, seed: 1, learningRate: 4e-3, maxSteps: 80 };
    const [chosen, gaussian] = [
      await npe(simulations, { ...options, preset: 'auto' }),
      await npe(simulations, { ...options, flow: maf() }),
    ];
    // two modes far apart are ln 2 = 0.69 nats narrower than one Gaussian over both, and more
    const gain = gaussian.training.bestValidationLoss - chosen.training.bestValidationLoss;
    expect(gain).toBeGreaterThan(0.35);
    expect(chosen.training.attempts?.map(({ name }) => name)).toEqual(['spline']);
    const again = AmortizedPosterior.decode(await chosen.encode());
    expect(again.training).toEqual(chosen.training);
    again.dispose();
    chosen.dispose();
    gaussian.dispose();
  });

  it('tries a cosine where patience does not come to an end', async () => {
    const steps: number[] = [];
    const { best, attempts, again } = await choose(
      smallSimulations(200, 1),
      {
        ...{ ...auto, flow: SMALL, patience: 3000, batchSize: 180, learningRate: 1e-4, maxSteps: 80 },
        onProgress: (report) => steps.push(report.steps),
      },
      { first: 150, most: 60 },
    );
    expect(attempts.map(({ name }) => name).sort()).toEqual(['maf', 'maf, cosine']);
    expect(attempts.map((attempt) => attempt.steps).sort()).toEqual([60, 80]);
    expect(steps).toHaveLength(140);
    // one more is trained as the better of both was, and for no more steps
    const plain = attempts[0]?.name === 'maf';
    expect(best.training.settings.schedule).toBe(plain ? 'constant' : 'cosine');
    expect(again).toEqual({ flow: SMALL, ...(plain ? { maxSteps: 60 } : { schedule: 'cosine' }) });
    best.dispose();
  });

  it('has what shows late in for the end, however it began', async () => {
    const options = { ...auto, patience: 3000, batchSize: 100, maxSteps: 5, validationFraction: 0.9 };
    const { best, attempts } = await choose(smallSimulations(1000, 1), options, { first: 1, most: 4 });
    const names = attempts.map(({ name }) => name);
    expect(names).toContain('spline without regression');
    expect(names.filter((name) => name === 'spline without regression, cosine')).toHaveLength(1);
    expect(names.filter((name) => name.endsWith(', cosine')).length).toBeLessThanOrEqual(2);
    best.dispose();
  });

  it('stops when maxSeconds have passed, all in all', async () => {
    const best = await npe(smallSimulations(200, 1), { ...auto, maxSeconds: 1e-9 });
    expect(best.training).toMatchObject({ stopped: 'time', settings: { maxSeconds: 1e-9 } });
    best.dispose();
  });

  it('frees everything when it is told to stop', async () => {
    const stop = new AbortController();
    const onProgress = ({ attempt }: EpochReport) => attempt?.index === 2 && stop.abort(new Error('enough'));
    const options = { ...auto, signal: stop.signal, onProgress };
    const legs = { first: 2, most: 60 };
    await expect(choose(smallSimulations(100, 1), options, legs)).rejects.toThrow('enough');
  });

  it.each<[Partial<NpeOptions>, string]>([
    [{ restarts: 2 }, "restarts must be 1 with preset 'auto'; received 2 (npe)."],
    [{ onCheckpoint: () => {} }, "preset must not be 'auto' with checkpoints; received 'auto' (npe)."],
    [{ batchSize: 0 }, 'batchSize must be an integer from 1; received 0 (npe).'],
    [{ prior: undefined as never }, 'prior must be a Distribution; received undefined (Trainer).'],
  ])('refuses %j', async (options, message) => {
    await expect(npe(smallSimulations(50, 1), { ...auto, ...options })).rejects.toThrow(message);
  });

  it('is of npe only: a Trainer has nothing to choose from', () => {
    expect(() => new Trainer(smallSimulations(50, 1), auto)).toThrow(
      "preset must be 'default' or 'sbi' of a Trainer; received \"auto\" (npe).",
    );
  });
});
