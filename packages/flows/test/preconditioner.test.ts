import { normals, Rng } from '@sbi/core';
import { bijectorChecks } from '@sbi/distributions/testing';
import { type Clip, Preconditioner, type PreconditionerValues } from '@sbi/flows';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { BoxScale } from '../src/precondition/boxScale.ts';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';

const f32 = (...values: number[]) => Float32Array.from(values);
const CONTEXT = 2;

/** A preconditioner of so many coordinates between those ends, with a regression on two numbers. */
function valuesOf(low: number[], high: number[]): PreconditionerValues {
  const dim = low.length;
  const isBox = (i: number) => Number.isFinite(low[i]) && Number.isFinite(high[i]);
  const each = (value: (i: number) => number) => Float32Array.from({ length: dim }, (_, i) => value(i));
  return {
    low: f32(...low),
    high: f32(...high),
    loc: each((i) => (isBox(i) ? ((low[i] as number) + (high[i] as number)) / 2 : 0.3 * i)),
    scale: each((i) => (isBox(i) ? ((high[i] as number) - (low[i] as number)) / 2 : 1 + 0.2 * i)),
    intercept: each((i) => 0.1 - 0.05 * i),
    slope: Float32Array.from({ length: CONTEXT * dim }, (_, k) => 0.2 - 0.07 * k),
    spread: each((i) => 0.4 + 0.1 * i),
    xLoc: f32(1, -2),
    xScale: f32(0.5, 10),
  };
}

const inf = Infinity;
const cases: Readonly<Record<string, PreconditionerValues>> = {
  'the real line': valuesOf([-inf, -inf], [inf, inf]),
  'a box': valuesOf([-2, 0.1, 10], [2, 0.7, 11]),
  'one coordinate in a box': valuesOf([0], [1]),
  'half-lines': valuesOf([0, -inf, 2], [inf, 1, inf]),
  'box, half, real, upper half, box': valuesOf([0, 1, -inf, -inf, -3], [1, inf, inf, 2, 5]),
};

const make = (values: PreconditionerValues, clip: Clip = true) => new Preconditioner(values, clip, [CONTEXT]);

/** Residual → θ at some context, whose preconditioner is gone. */
function given(values: PreconditionerValues, batch: number[]) {
  using preconditioner = make(values);
  const context = normals([...batch, CONTEXT], Rng.fromSeed(5));
  const bijector = preconditioner.given(context);
  context.dispose();
  return bijector;
}

describe.each(['cpu', 'wasm'])('Preconditioner on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });

  describe.each(Object.entries(cases))('%s', (_, values) => {
    const point = () => normals([4, values.low.length], Rng.fromSeed(6));
    for (const batch of [[], [4]]) {
      describe(`at a context of batch shape [${batch}]`, () => {
        for (const { name, run } of bijectorChecks(() => given(values, batch), point, { tolerance: 2e-4 })) {
          it(name, run);
        }
      });
    }
  });

  it.each<[Clip, Float32Array?]>([[true], [false], ['asinh'], [true, f32(0.01, 0)], ['asinh', f32(0, 3)]])(
    'gives tensors the context that plain numbers get (clip %s, floors %s)',
    async (clip, xFloor) => {
      const values = cases['a box'] as PreconditionerValues;
      using preconditioner = make({ ...values, ...(xFloor && { xFloor }) }, clip);
      const rows = [1, -2, 1.2, 8, 3, -2, -1e6, 1e9, 2.5, 27.9, 2.51, 28.1];
      const context = preconditioner.context(tf.tensor2d(rows, [6, 2]));
      const actual = await context.data();
      for (let i = 0; i < 6; i++) {
        const expected = preconditioner.scaledOf(rows.slice(2 * i, 2 * i + 2));
        expected.forEach((value, j) => {
          const error = Math.abs((actual[2 * i + j] as number) - value);
          expect(error).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(value)));
        });
      }
      if (!xFloor) expect(Array.from(actual.slice(0, 2))).toEqual([0, 0]);
      if (clip === true && !xFloor) expect(actual[7]).toBeCloseTo(3 + Math.log1p(1e8 - 3), 4);
    },
  );

  it('has a context of slope 1 up to 3 widths, also at the centre, and 1/(size − 2) beyond', async () => {
    using preconditioner = make(cases['a box'] as PreconditionerValues);
    const x = tf.tensor2d([1, -2, 2, 28, 3, -102], [3, 2]); // 0 0, 2 3, 4 −10 widths
    const slopes = await tf
      .grad((at: tf.Tensor) => tf.sum(preconditioner.context(at)))(x)
      .data();
    const expected = [1, 1, 1, 1, 1 / 2, 1 / 8].map((slope, i) => slope / (i % 2 === 0 ? 0.5 : 10));
    slopes.forEach((slope, i) => {
      expect(slope).toBeCloseTo(expected[i] as number, 6);
    });
  });

  it('keeps every residual inside the bounds, whatever the context', async () => {
    for (const values of Object.values(cases)) {
      using preconditioner = make(values);
      const dim = values.low.length;
      const theta = tf.tidy(() => {
        const context = tf.tensor2d([0, 0, 15, -15, -15, 15, 100, 100], [4, 2]);
        const residual = tf.mul(normals([50, 4, dim], Rng.fromSeed(7)), 5);
        return preconditioner.given(context).forward(residual);
      });
      (await theta.data()).forEach((value, i) => {
        expect(value).toBeGreaterThanOrEqual(values.low[i % dim] as number);
        expect(value).toBeLessThanOrEqual(values.high[i % dim] as number);
      });
      theta.dispose();
    }
  });

  it('reads what is missing of x as the middle of its column, and never goes to a wall', async () => {
    using preconditioner = make(cases['box, half, real, upper half, box'] as PreconditionerValues);
    const [missing, middle] = [Number.NaN, 0].map((value) =>
      tf.tidy(() => preconditioner.given(tf.fill([2], value)).forward(tf.zeros([5]))),
    ) as [tf.Tensor, tf.Tensor];
    expect(Array.from(await missing.data())).toEqual(Array.from(await middle.data()));
    tf.dispose([missing, middle]);
  });

  it('turns a residual that is NaN into NaN, never into a wall', async () => {
    using preconditioner = make(cases['box, half, real, upper half, box'] as PreconditionerValues);
    const theta = tf.tidy(() => preconditioner.given(tf.zeros([2])).forward(tf.fill([5], Number.NaN)));
    expect(Array.from(await theta.data())).toEqual(new Array(5).fill(Number.NaN));
    theta.dispose();
  });
});

describe('BoxScale', () => {
  it('puts what rounding carried over a wall back on it', async () => {
    await tf.setBackend('wasm');
    // middle and half-width of [0.1, 0.7] round so that their sum is not 0.7
    for (const [low, high] of [
      [0.1, 0.7],
      [-1e-12, 3.3e-12],
      [1e4, 1e4 + 1 / 256],
      [-3e38, 3e38],
      [7, 7.0000005],
    ]) {
      const [from, to] = [Math.fround(low as number), Math.fround(high as number)];
      using scale = new BoxScale(f32(from), f32(to));
      const ends = tf.tidy(() => scale.forward(tf.tensor2d([[-1], [1]])));
      const [a, b] = await ends.data();
      expect([a, b].every((end) => (end as number) >= from && (end as number) <= to)).toBe(true);
      const back = tf.tidy(() => scale.inverse(tf.tensor2d([[from], [to]])));
      for (const t of await back.data()) expect(Math.abs(t)).toBeLessThanOrEqual(1);
    }
  });
});

describe('Preconditioner refuses', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });
  const good = cases['box, half, real, upper half, box'] as PreconditionerValues;
  const wrong = (change: object) => () => new Preconditioner({ ...good, ...change }, true, [CONTEXT]);

  it.each<[object, string | RegExp]>([
    [{ loc: f32(1) }, 'values.loc must be a Float32Array of length 5; received [1] (Preconditioner).'],
    [
      { slope: new Float32Array(9) },
      /^values\.slope must be a Float32Array of length 10; received a list of 9/,
    ],
    [{ xLoc: [0, 1] }, /^values\.xLoc must be a Float32Array of length 2; received \[0, 1\]/],
    [{ spread: undefined }, /^values\.spread must be a Float32Array of length 5; received undefined/],
    [{ low: f32() }, /^values\.low must be a Float32Array of length 0; received \[\]/],
    [
      { scale: good.scale.with(1, 0) },
      /^values\.scale must be finite and at least 2\^-126; received 0 at index 1/,
    ],
    [{ spread: good.spread.with(0, -1) }, /^values\.spread must be finite .*; received -1 at index 0/],
    [{ xFloor: f32(1) }, /^values\.xFloor must be a Float32Array of length 2; received /],
    [
      { xFloor: f32(1, -1) },
      /^values\.xFloor must be 0, or finite and at least 2\^-126; received -1 at index 1/,
    ],
    [
      { reading: { slope: f32(1, 2, 3), intercept: f32(0) } },
      /^values\.reading\.slope must be a Float32Array of length 2; received \[1, 2, 3\]/,
    ],
    [
      { reading: { slope: f32(), intercept: f32() } },
      /^values\.reading\.intercept must be a Float32Array of length 1; received \[\]/,
    ],
    [
      { reading: { slope: f32(1, NaN), intercept: f32(0) } },
      /^values\.reading\.slope must be finite; received NaN at index 1/,
    ],
    [{ xScale: f32(1, inf) }, /^values\.xScale must be finite .*; received Infinity at index 1/],
    [
      { intercept: good.intercept.with(2, NaN) },
      'values.intercept must be finite; received NaN at index 2 (Preconditioner).',
    ],
    [
      { low: good.low.with(0, 2) },
      'values.low must be below values.high; received 2 and 1 at index 0 (Preconditioner).',
    ],
    [
      { high: good.high.with(1, NaN) },
      /^values\.low must be below values\.high; received 1 and NaN at index 1/,
    ],
    [
      { low: good.low.with(1, inf) },
      /^values\.low must be below values\.high; received Infinity and Infinity/,
    ],
    [
      { loc: good.loc.with(0, 0.6) },
      /^values\.loc and \.scale must be 0\.5 and 0\.5, middle and half-width of the box; received 0\.6/,
    ],
  ])('%#', (change, message) => {
    const before = tf.memory().numTensors;
    expect(wrong(change)).toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('an x or a context of another shape', () => {
    using preconditioner = new Preconditioner(good, true, [CONTEXT]);
    const x = tf.zeros([3]);
    expect(() => preconditioner.context(x)).toThrow(
      'x must have shape [..., 2]; received [3] (Preconditioner.context).',
    );
    expect(() => preconditioner.given(x)).toThrow(
      'context must have shape [..., 2]; received [3] (Preconditioner.given).',
    );
    expect(() => preconditioner.scaledOf([1])).toThrow(
      'x must hold 2 numbers; received 1 (Preconditioner.scaledOf).',
    );
    expect(() => preconditioner.scaledOf(undefined as never)).toThrow(
      /^x must hold 2 numbers; received undefined/,
    );
    expect(() => new Preconditioner(good, true, [1.5])).toThrow(/^shape must be an integer from 0/);
    x.dispose();
  });
});
