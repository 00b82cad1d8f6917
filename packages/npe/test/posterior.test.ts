import { column, type Matrix, matrixOf, Rng } from '@sbi/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type AmortizedPosterior,
  hdi,
  npe,
  type SampleOptions,
  type SupportMethod,
  summarize,
} from '../src/index.ts';
import { backends, start } from './backends.ts';
import { expectNoLeaks } from './noLeaks.ts';
import { quick, smallPrior, smallSimulations } from './small.ts';

const simulations = smallSimulations(500, 1);
const models: Partial<Record<SupportMethod, AmortizedPosterior>> = {};

beforeAll(async () => {
  await start('wasm');
  for (const support of ['constrain', 'reject'] as const)
    models[support] = await npe(simulations, { ...quick, support });
});
afterAll(() => {
  for (const model of Object.values(models)) model.dispose();
});

expectNoLeaks();

const at = (support: SupportMethod, x: ArrayLike<number>) => (models[support] as AmortizedPosterior).given(x);

const isInside = ({ data }: Matrix) => data.every((value) => value >= -2 && value <= 2);

/** Uniform points of the prior's box, whose area is 16. */
function uniformPoints(count: number, seed: number): Matrix {
  const rng = Rng.fromSeed(seed);
  return matrixOf(
    Float32Array.from({ length: 2 * count }, () => 4 * rng.uniform() - 2),
    2,
  );
}

describe.each(['constrain', 'reject'] as const)('a posterior (%s)', (support) => {
  it('draws a table with named columns, of one row and of 25,000', async () => {
    for (const count of [1, 25_000]) {
      const draws = await at(support, [1, 1]).sample(count, { seed: 1 });
      expect(draws).toMatchObject({ rows: count, columns: 2, names: ['theta_1', 'theta_2'] });
      expect(isInside(draws)).toBe(true);
    }
  });

  it('draws the same for the same seed, and others for another', async () => {
    const draw = async (seed: number | Rng) => (await at(support, [2.8, 1]).sample(50, { seed })).data;
    expect(await draw(Rng.fromSeed(4))).toEqual(await draw(4));
    expect(await draw(5)).not.toEqual(await draw(4));
  });

  it.each([[[1, 1]], [[2.9, 2.9]], [[-1.1, 0.5]]])(
    'has a density that integrates to one at x = %j',
    async (x) => {
      const posterior = at(support, x);
      const logProb = await posterior.logProb(uniformPoints(50_000, 2));
      const values = Array.from(logProb, (value) => 16 * Math.exp(value));
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
      const acceptance = await posterior.acceptance();
      const leakageError = mean * Math.sqrt((1 - acceptance) / 10_000);
      expect(Math.abs(mean - 1)).toBeLessThan(
        4 * Math.hypot(Math.sqrt(variance / values.length), leakageError),
      );
    },
  );

  it('has no density outside the prior, and walls belong to it', async () => {
    const theta = matrixOf(Float32Array.of(2.001, 0, 0, -2.2, 1e30, 0, 2, 0, 0, -2, 0, 0), 2);
    const logProb = await at(support, [1, 1]).logProb(theta);
    expect([...logProb.subarray(0, 3)]).toEqual([-1 / 0, -1 / 0, -1 / 0]);
    expect(logProb.subarray(3).every(Number.isFinite)).toBe(true);
  });

  it('agrees with itself: rows one by one, and a table of more than a batch', async () => {
    const posterior = at(support, [1, 1]);
    const theta = uniformPoints(10_003, 3);
    const whole = await posterior.logProb(theta);
    for (const i of [0, 9_999, 10_000, 10_002]) {
      const [value] = await posterior.logProb(matrixOf(theta.data.slice(2 * i, 2 * i + 2), 2));
      expect(Math.abs((value as number) - (whole[i] as number))).toBeLessThan(1e-3);
    }
  });

  it('gives the summary of its draws', async () => {
    const posterior = at(support, [1, 1]);
    const draws = await posterior.sample(501, { seed: 6 });
    const summary = await posterior.summary({ seed: 6, count: 501 });
    expect(summary.map(({ name }) => name)).toEqual(['theta_1', 'theta_2']);
    summary.forEach(({ mean, median, sd }, j) => {
      const values = [...column(draws, j)].sort((a, b) => a - b);
      const centre = values.reduce((sum, value) => sum + value, 0) / 501;
      expect(mean).toBeCloseTo(centre, 10);
      expect(median).toBe(values[250]);
      expect(sd).toBeCloseTo(
        Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / 500),
        10,
      );
    });
  });

  it('gives mean, quantiles and shortest intervals of its draws', async () => {
    const posterior = at(support, [1, 1]);
    const draws = await posterior.sample(501, { seed: 6 });
    const [options, [first]] = [{ seed: 6, count: 501 }, summarize(draws)];
    expect((await posterior.mean(options))[0]).toBe(first?.mean);
    expect((await posterior.quantiles([0.05, 0.5], options)).data[2]).toBe(first?.median);
    expect(await posterior.hdi(0.9, options)).toEqual(hdi(draws, 0.9));
    await expect(posterior.hdi(2, options)).rejects.toThrow('mass must lie between 0 and 1; received 2');
    await expect(posterior.mean({ seed: 6, count: 0 })).rejects.toThrow('count must be an integer from 1');
  });

  it('tells how far it has got', async () => {
    const reports: unknown[] = [];
    await at(support, [1, 1]).sample(25_000, { seed: 1, onProgress: (progress) => reports.push(progress) });
    expect(reports.length).toBeGreaterThanOrEqual(3);
    expect(reports.at(-1)).toEqual({ done: 25_000, total: 25_000, acceptance: expect.any(Number) });
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const options: SampleOptions = {
      seed: 1,
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('enough')),
    };
    await expect(at(support, [1, 1]).sample(25_000, options)).rejects.toThrow('enough');
    const late = { signal: AbortSignal.abort(new Error('late')) };
    await expect(at(support, [1, 1]).sample(1, { seed: 1, ...late })).rejects.toThrow('late');
    await expect(at(support, [1, 1]).logProb(uniformPoints(1, 1), late)).rejects.toThrow('late');
  });
});

describe("under 'constrain'", () => {
  it.each([[[1, 1]], [[3, -1]], [[40, -40]], [[1e6, 1e6]], [[-3e38, 3e38]]])(
    'every one of 100,000 draws lies inside, none is rejected, at x = %j',
    async (x) => {
      const rates: number[] = [];
      const onProgress = ({ acceptance }: { acceptance: number }) => rates.push(acceptance);
      const draws = await at('constrain', x).sample(100_000, { seed: 1, onProgress });
      expect(isInside(draws)).toBe(true);
      expect(rates.every((rate) => rate === 1)).toBe(true);
    },
  );

  it('normalising changes nothing', async () => {
    const posterior = at('constrain', [3, 3]);
    expect(await posterior.acceptance()).toBe(1);
    const theta = uniformPoints(20, 1);
    expect(await posterior.logProb(theta)).toEqual(await posterior.logProb(theta, { normalized: false }));
  });
});

describe("under 'reject'", () => {
  it('every draw lies inside, at an edge and beyond it', async () => {
    for (const x of [
      [3, 3],
      [3.3, 1],
    ]) {
      expect(isInside(await at('reject', x).sample(20_000, { seed: 1 }))).toBe(true);
    }
  });

  it('normalised and plain log-densities differ by the logarithm of the acceptance', async () => {
    const posterior = at('reject', [2.9, 2.9]);
    const theta = uniformPoints(100, 1);
    const [normalized, plain] = [
      await posterior.logProb(theta),
      await posterior.logProb(theta, { normalized: false }),
    ];
    const acceptance = await posterior.acceptance();
    expect(acceptance).toBeGreaterThan(0.05);
    expect(acceptance).toBeLessThan(0.9);
    normalized.forEach((value, i) => {
      expect(Math.abs(value - (plain[i] as number) + Math.log(acceptance))).toBeLessThan(1e-5);
    });
  });

  it('measures the acceptance once, the same for everyone, without bias', async () => {
    const [posterior, another] = [at('reject', [3, 1]), at('reject', [3, 1])];
    const acceptance = await posterior.acceptance();
    expect(await posterior.acceptance()).toBe(acceptance);
    expect(await another.acceptance()).toBe(acceptance);
    // cached: a signal that would stop it is not looked at
    expect(await posterior.acceptance(AbortSignal.abort())).toBe(acceptance);
    const rates: number[] = [];
    const onProgress = (progress: { acceptance: number }) => rates.push(progress.acceptance);
    await posterior.sample(20_000, { seed: 9, onProgress });
    const variance = (acceptance * (1 - acceptance) * acceptance) / 10_000;
    expect(Math.abs((rates.at(-1) as number) - acceptance)).toBeLessThan(4 * Math.sqrt(1.5 * variance));
  });

  it('an abort leaves no measurement behind', async () => {
    const posterior = at('reject', [3, 1]);
    await expect(posterior.acceptance(AbortSignal.abort(new Error('no')))).rejects.toThrow('no');
    expect(await posterior.acceptance()).toBeGreaterThan(0);
  });
});

describe.each(backends)('on %s', (backend) => {
  beforeAll(() => start(backend));
  afterAll(() => start('wasm'));

  it('a whole small tutorial leaves no tensor', async () => {
    const amortized = await npe(smallSimulations(100, 1), { ...quick, maxEpochs: 1 });
    const posterior = amortized.given([1, 1]);
    await posterior.logProb(await posterior.sample(10, { seed: 1 }));
    await posterior.summary({ seed: 1, count: 10 });
    amortized.dispose();
  });
});

it('follows a training: a posterior made before has the leakage of the weights of now', async () => {
  const { Trainer } = await import('../src/index.ts');
  const trainer = new Trainer(smallSimulations(200, 1), { ...quick, support: 'reject', learningRate: 0.05 });
  const posterior = trainer.best.given([3, 3]);
  const first = await posterior.acceptance();
  for await (const { best } of trainer) if (best) expect(await posterior.acceptance()).not.toBe(first);
  trainer.best.dispose();
  trainer.dispose();
});

it('the prior stays the caller’s', async () => {
  expect((models.constrain as AmortizedPosterior).prior).toBe(smallPrior);
});
