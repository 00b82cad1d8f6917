import { type Matrix, matrixOf, Rng, rowOf, type Simulations } from '@sbi/core';
import { BoxUniform, DiagNormal, Joint, LogNormal } from '@sbi/distributions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type AmortizedPosterior,
  type MapOptions,
  npe,
  type Posterior,
  type SupportMethod,
} from '../src/index.ts';
import { backends, start } from './backends.ts';
import { Cut } from './cut.ts';
import { expectNoLeaks } from './noLeaks.ts';
import { quick, SMALL, smallSimulations } from './small.ts';

const models: Partial<Record<SupportMethod, AmortizedPosterior>> = {};
const at = (support: SupportMethod, x: ArrayLike<number>) => (models[support] as AmortizedPosterior).given(x);

beforeAll(async () => {
  await start('wasm');
  for (const support of ['constrain', 'reject'] as const) {
    models[support] = await npe(smallSimulations(500, 1), { ...quick, maxEpochs: 10, support });
  }
});
afterAll(() => {
  for (const model of Object.values(models)) model.dispose();
});

expectNoLeaks();

/** The highest log-density on a grid of midpoints over the box. */
async function highestOnGrid(posterior: Posterior, cells: number): Promise<number> {
  const data = Float32Array.from({ length: 2 * cells * cells }, (_, k) => {
    const cell = k % 2 === 0 ? Math.floor(k / 2) % cells : Math.floor(k / 2 / cells);
    return -2 + (4 * (cell + 0.5)) / cells;
  });
  const logProb = await posterior.logProb(matrixOf(data, 2));
  return logProb.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
}

describe.each(['constrain', 'reject'] as const)('the mode (%s)', (support) => {
  it.each([[[1, 1]], [[0.2, 1.7]], [[2.9, 2.9]], [[-1.3, 1]]])(
    'is as high as any point of a fine grid, at x = %j',
    async (x) => {
      const posterior = at(support, x);
      const { theta, logProb } = await posterior.map({ seed: 1 });
      // a few times the rounding of a log-density; what a grid of 0.02 misses only makes it lower
      expect(logProb).toBeGreaterThan((await highestOnGrid(posterior, 200)) - 2e-4);
      const [there] = await posterior.logProb(matrixOf(theta.slice(), 2));
      expect(Math.abs((there as number) - logProb)).toBeLessThan(2e-5 * Math.max(1, Math.abs(logProb)));
      expect(theta.every((value) => Math.abs(value) <= 2)).toBe(true);
    },
  );

  it('is never lower than the best draw, whatever the seed and however few are drawn', async () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      for (const count of [1, 30]) {
        const posterior = at(support, [seed / 2, 2.4 - seed / 2]);
        const { logProb } = await posterior.map({ seed, count });
        const draws = await posterior.logProb(await posterior.sample(count, { seed }));
        expect(logProb).toBeGreaterThanOrEqual(Math.max(...draws) - 1e-5);
      }
    }
  });

  it('is found again from other draws', async () => {
    const found = await Promise.all([1, 2, 3].map((seed) => at(support, [1, 0.5]).map({ seed })));
    for (const { theta } of found) {
      // a flat top: rounding of 1e-5 nats moves it by 0.005 standard deviations of about 0.3
      theta.forEach((value, j) => {
        expect(Math.abs(value - (found[0]?.theta[j] as number))).toBeLessThan(0.005);
      });
    }
    const again = await at(support, [1, 0.5]).map({ seed: 2 });
    expect(again).toEqual(found[1]);
  });
});

it('stays where a predicate lets it', async () => {
  const prior = new Cut(([a = 0, b = 0]) => a >= b);
  const rows = smallSimulations(600, 2);
  const kept = Array.from({ length: 600 }, (_, i) => i).filter((i) => {
    const [a = 0, b = 0] = rowOf(rows.theta, i);
    return a >= b;
  });
  const pick = (table: Matrix) => matrixOf(Float32Array.from(kept.flatMap((i) => [...rowOf(table, i)])), 2);
  const amortized = await npe({ theta: pick(rows.theta), x: pick(rows.x) }, { ...quick, prior });
  const { theta } = await amortized.given([0.5, 1.5]).map({ seed: 1 });
  expect(theta[0]).toBeGreaterThanOrEqual(theta[1] as number);
  amortized.dispose();
});

/** θ of a real line, a half-line and an interval; x is a noisy look at each. */
const mixed = new Joint({ a: new DiagNormal([0], [2]), b: new LogNormal([0], [1]), c: new BoxUniform(0, 5) });

function mixedSimulations(count: number): Simulations {
  const rng = Rng.fromSeed(3);
  const rows = Array.from({ length: count }, () => {
    const [a, b, c] = [2 * rng.normal(), Math.exp(rng.normal()), 5 * rng.uniform()];
    return {
      theta: [a, b, c],
      x: [a + 0.2 * rng.normal(), Math.log(b) + 0.2 * rng.normal(), c + 0.2 * rng.normal()],
    };
  });
  return {
    theta: matrixOf(Float32Array.from(rows.flatMap(({ theta }) => theta)), 3),
    x: matrixOf(Float32Array.from(rows.flatMap(({ x }) => x)), 3),
  };
}

describe.each(backends)('on %s', (backend) => {
  beforeAll(() => start(backend));
  afterAll(() => start('wasm'));

  it.each(['constrain', 'reject'] as const)(
    'finds it on a line, a half-line and an interval (%s)',
    async (support) => {
      const options = { prior: mixed, seed: 1, flow: SMALL, maxEpochs: 3, support } as const;
      const amortized = await npe(mixedSimulations(400), options);
      const posterior = amortized.given([1, 0.3, 2]);
      const { theta, logProb } = await posterior.map({ seed: 1, count: 300, starts: 5 });
      expect(theta[1]).toBeGreaterThan(0);
      // no step of a tenth of a standard deviation in any direction leads higher
      const rng = Rng.fromSeed(2);
      const near = Float32Array.from(
        { length: 3 * 300 },
        (_, k) => (theta[k % 3] as number) + 0.03 * rng.normal(),
      );
      const around = await posterior.logProb(matrixOf(near, 3));
      expect(Math.max(...around)).toBeLessThanOrEqual(logProb + 1e-4);
      amortized.dispose();
    },
  );
});

describe('refuses', () => {
  it.each([
    [undefined, 'seed must be an integer'],
    [{ seed: 1, count: 0 }, 'count must be an integer from 1 to 1073741823; received 0'],
    [{ seed: 1, starts: 0 }, 'starts must be an integer from 1; received 0 (Posterior.map).'],
    [{ seed: 1, starts: 1.5 }, 'received 1.5'],
    [{ seed: 1, signal: AbortSignal.abort(new Error('late')) }, 'late'],
  ])('%j', async (options, message) => {
    await expect(at('constrain', [1, 1]).map(options as MapOptions)).rejects.toThrow(message);
  });
});
