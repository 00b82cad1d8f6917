import { Rng } from '@sbi/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startWorkspace, type Workspace } from '../src/workspace.ts';
import { splineStep } from './splineReference.ts';

const OWNER = {};
const PANELS = 25;
const ROWS = 8 * PANELS;
const [NETWORK, SLOPES, R, Z, MIDDLE, D, G, LOG_DET, BIN, COORDINATES] = Array.from(
  { length: 10 },
  (_, i) => i * 2 ** 17,
) as [number, number, number, number, number, number, number, number, number, number];

let workspace: Workspace;
beforeAll(async () => {
  workspace = await startWorkspace();
  workspace.claim(OWNER, 2 ** 21);
});

interface Settings {
  readonly bins: number;
  readonly bound: number;
  /** How far apart the parameters are. */
  readonly gain: number;
  readonly spread: number;
}

interface Made {
  readonly parameters: readonly (readonly number[])[];
  readonly r: readonly number[];
}

function make({ bins, gain, spread }: Settings, rng: Rng): Made {
  const fround = (value: number) => Math.fround(value);
  const parameters = Array.from({ length: ROWS }, () =>
    Array.from({ length: 3 * bins + 1 }, () => fround(gain * rng.normal())),
  );
  return { parameters, r: Array.from({ length: ROWS }, () => fround(spread * rng.normal())) };
}

/** Lays parameters and residuals of one coordinate into memory. */
function load({ parameters, r }: Made, features: number): void {
  const { floats } = workspace;
  floats.fill(0);
  parameters.forEach((row, i) => {
    row.forEach((value, k) => {
      floats[NETWORK / 4 + ((i >> 3) * features + k) * 8 + (i & 7)] = value;
    });
  });
  floats.set(r, R / 4);
}

const columnsOf = (at: number, i: number, features: number) =>
  Array.from(
    { length: features },
    (_, k) => workspace.floats[at / 4 + ((i >> 3) * features + k) * 8 + (i & 7)] as number,
  );

function forward({ bins, bound }: Settings, features: number): void {
  workspace.run.spline(
    Z,
    MIDDLE,
    R,
    NETWORK,
    LOG_DET,
    COORDINATES,
    BIN,
    bins,
    bound,
    2,
    1,
    1,
    1,
    features,
    PANELS,
  );
}

const usual: Settings = { bins: 8, bound: 4, gain: 1, spread: 1.5 };
const cases: readonly Settings[] = [
  usual,
  { ...usual, gain: 0 },
  { ...usual, gain: 3 },
  { ...usual, spread: 5 },
  { ...usual, bins: 10, bound: 3 },
  { ...usual, bins: 2, bound: 1 },
];

describe.each(cases)(
  'affine map and spline, $bins bins within ±$bound, gain $gain, spread $spread',
  (settings) => {
    const features = 3 * settings.bins + 1;

    it('values and slopes are those of the formulas in float64', () => {
      const made = make(settings, Rng.fromSeed(1));
      load(made, features);
      forward(settings, features);
      made.r.forEach((r, i) => {
        const [z, logDet] = splineStep(r, made.parameters[i] as number[], settings);
        expect(Math.abs((workspace.floats[Z / 4 + i] as number) - z)).toBeLessThan(
          2e-5 * Math.max(1, Math.abs(z)),
        );
        // float32 knows where y lies in a narrow bin to 1e-7 of its position only
        expect(Math.abs((workspace.floats[LOG_DET / 4 + i] as number) - logDet)).toBeLessThan(2e-3);
      });
    });

    it('gradients are central differences', () => {
      const made = make(settings, Rng.fromSeed(2));
      load(made, features);
      forward(settings, features);
      const rng = Rng.fromSeed(3);
      const weights = Array.from({ length: 2 * ROWS }, () => Math.fround(rng.normal()));
      workspace.floats.set(weights.slice(0, ROWS), D / 4);
      workspace.floats.set(weights.slice(ROWS), G / 4);
      const { bins, bound } = settings;
      const shape = [1, 1, features, PANELS] as const;
      workspace.run.splineGradient(
        D,
        SLOPES,
        MIDDLE,
        R,
        NETWORK,
        G,
        COORDINATES,
        BIN,
        bins,
        bound,
        2,
        1,
        ...shape,
      );
      let [error, size] = [0, 0];
      made.r.forEach((r, i) => {
        const own = made.parameters[i] as number[];
        const loss = (at: number, by: number) => {
          const moved = own.map((value, k) => value + (k === at ? by : 0));
          const [z, logDet] = splineStep(r + (at < 0 ? by : 0), moved, settings);
          return (weights[i] as number) * z + (weights[ROWS + i] as number) * logDet;
        };
        const got = [workspace.floats[D / 4 + i] as number, ...columnsOf(SLOPES, i, features)];
        const step = 1e-6;
        got.forEach((value, k) => {
          const want = (loss(k - 1, step) - loss(k - 1, -step)) / (2 * step);
          error += (value - want) ** 2;
          size += want ** 2;
        });
      });
      expect(Math.sqrt(error / size)).toBeLessThan(2e-3);
    });

    it('solving leads back', () => {
      const made = make(settings, Rng.fromSeed(4));
      load(made, features);
      forward(settings, features);
      const z = workspace.floats.slice(Z / 4, Z / 4 + ROWS);
      load(made, features);
      workspace.floats.set(z, Z / 4);
      workspace.run.splineSolve(
        D,
        Z,
        NETWORK,
        0,
        0,
        BIN,
        settings.bins,
        settings.bound,
        2,
        1,
        1,
        features,
        PANELS,
      );
      made.r.forEach((_, i) => {
        const back = workspace.floats[D / 4 + i] as number;
        const [again, logDet] = splineStep(back, made.parameters[i] as number[], settings);
        // what float32 does not know of the residual, times the slope there
        const allowed = 1e-5 + 1e-6 * Math.exp(logDet) * Math.max(1, Math.abs(back));
        expect(Math.abs(again - (z[i] as number))).toBeLessThan(allowed);
      });
    });
  },
);

describe('extreme inputs of the spline', () => {
  it('stay numbers: saturated parameters, residuals far outside and at the ends', () => {
    const features = 25;
    for (const [gain, spread] of [
      [60, 1],
      [1, 1e6],
      [60, 1e6],
    ] as const) {
      const made = make({ ...usual, gain, spread }, Rng.fromSeed(5));
      load(made, features);
      forward(usual, features);
      for (const at of [Z, LOG_DET]) {
        const values = workspace.floats.subarray(at / 4, at / 4 + ROWS);
        expect(values.every(Number.isFinite)).toBe(true);
      }
      workspace.floats.fill(1, D / 4, D / 4 + ROWS);
      workspace.floats.fill(1, G / 4, G / 4 + ROWS);
      workspace.run.splineGradient(
        D,
        SLOPES,
        MIDDLE,
        R,
        NETWORK,
        G,
        COORDINATES,
        BIN,
        8,
        4,
        2,
        1,
        1,
        1,
        25,
        PANELS,
      );
      expect(workspace.floats.subarray(D / 4, D / 4 + ROWS).every(Number.isFinite)).toBe(true);
      const slopes = workspace.floats.subarray(SLOPES / 4, SLOPES / 4 + ROWS * features);
      expect(slopes.every(Number.isFinite)).toBe(true);
    }
  });

  it('a residual that is no number makes none, and spoils no other row', () => {
    const made = make(usual, Rng.fromSeed(6));
    load(made, 25);
    forward(usual, 25);
    const before = workspace.floats.slice(Z / 4, Z / 4 + ROWS);
    load({ ...made, r: made.r.map((r, i) => (i === 11 ? Number.NaN : r)) }, 25);
    forward(usual, 25);
    const after = workspace.floats.slice(Z / 4, Z / 4 + ROWS);
    expect(after[11]).toBeNaN();
    after[11] = before[11] as number;
    expect(after).toEqual(before);
  });
});
