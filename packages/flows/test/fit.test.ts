import { matrixOf, Rng } from '@sbi/core';
import { describe, expect, it } from 'vitest';
import { momentScaling, quantileScaling } from '../src/precondition/columnScaling.ts';
import { fitPreconditioner } from '../src/precondition/fit.ts';
import { adaptiveRidge, type Regressors } from '../src/precondition/leastSquares.ts';
import { truncatedRegression } from '../src/precondition/truncatedRegression.ts';
import '@tensorflow/tfjs-backend-cpu';

/** n rows of p standard normal predictors. */
function predictors(rows: number, columns: number, rng: Rng): Regressors {
  return { data: Float64Array.from({ length: rows * columns }, () => rng.normal()), rows, columns };
}

const dot = (x: Regressors, i: number, slope: readonly number[]) =>
  slope.reduce((sum, value, c) => sum + value * (x.data[i * x.columns + c] as number), 0);

describe('adaptiveRidge', () => {
  it.each([1, 2, 3])('finds slope, intercept and spread within their sampling error (seed %i)', (seed) => {
    const rng = Rng.fromSeed(seed);
    const x = predictors(5000, 3, rng);
    const slope = [1, -0.5, 0];
    const y = Float64Array.from({ length: x.rows }, (_, i) => 2 + dot(x, i, slope) + 0.3 * rng.normal());
    const fit = adaptiveRidge(x, y);
    const error = 4.5 * (0.3 / Math.sqrt(x.rows));
    expect(Math.abs(fit.intercept - 2)).toBeLessThan(error);
    slope.forEach((value, c) => {
      expect(Math.abs((fit.slope[c] as number) - value)).toBeLessThan(error);
    });
    expect(Math.abs(fit.spread - 0.3)).toBeLessThan(4.5 * (0.3 / Math.sqrt(2 * x.rows)));
  });

  it('does not shrink where x determines y', () => {
    const x = predictors(500, 2, Rng.fromSeed(4));
    const y = Float64Array.from({ length: x.rows }, (_, i) => dot(x, i, [3, -2]));
    const fit = adaptiveRidge(x, y);
    expect(Math.abs((fit.slope[0] as number) - 3)).toBeLessThan(1e-6);
    expect(fit.spread).toBeLessThan(1e-5);
  });
});

describe('truncatedRegression', () => {
  /** A draw of N(mean, spread²) cut to [−1, 1]. */
  const cut = (mean: number, spread: number, rng: Rng): number => {
    for (;;) {
      const t = mean + spread * rng.normal();
      if (Math.abs(t) <= 1) return t;
    }
  };

  it.each([1, 2, 3])('recovers the uncut regression where least squares cannot (seed %i)', (seed) => {
    const rng = Rng.fromSeed(seed);
    const x = predictors(20_000, 1, rng);
    const means = Array.from({ length: x.rows }, (_, i) =>
      Math.max(-1.3, Math.min(1.3, 0.2 + 0.5 * dot(x, i, [1]))),
    );
    x.data.set(means.map((mean) => (mean - 0.2) / 0.5)); // predictors of the clipped mean, so that the model is exact
    const t = Float64Array.from(means, (mean) => cut(mean, 0.3, rng));
    const fit = truncatedRegression(x, t);
    // the information in a cut response is at least a fifth of that in an uncut one here
    const error = 4.5 * Math.sqrt(5) * (0.3 / Math.sqrt(x.rows));
    expect(Math.abs(fit.intercept - 0.2)).toBeLessThan(error);
    expect(Math.abs((fit.slope[0] as number) - 0.5)).toBeLessThan(error);
    expect(Math.abs(fit.spread - 0.3)).toBeLessThan(error);
    expect(Math.abs((adaptiveRidge(x, t).slope[0] as number) - 0.5)).toBeGreaterThan(3 * error);
  });

  it('is least squares when the walls are far away', () => {
    const rng = Rng.fromSeed(5);
    const x = predictors(2000, 2, rng);
    const t = Float64Array.from(
      { length: x.rows },
      (_, i) => 0.05 * dot(x, i, [1, -1]) + 0.01 * rng.normal(),
    );
    const [cutFit, plain] = [truncatedRegression(x, t), adaptiveRidge(x, t)];
    expect(Math.abs((cutFit.slope[0] as number) - (plain.slope[0] as number))).toBeLessThan(1e-4);
    expect(Math.abs(cutFit.spread - plain.spread)).toBeLessThan(1e-4);
  });

  it('calls a response that x says nothing about nearly uniform', () => {
    const rng = Rng.fromSeed(6);
    const x = predictors(5000, 2, rng);
    const fit = truncatedRegression(
      x,
      Float64Array.from({ length: x.rows }, () => 2 * rng.uniform() - 1),
    );
    expect(fit.spread).toBeGreaterThan(1);
    for (const slope of fit.slope) expect(Math.abs(slope) / fit.spread ** 2).toBeLessThan(0.2);
  });

  it('takes predictors that follow from each other', () => {
    const twice = {
      data: Float64Array.from({ length: 40 }, (_, i) => Math.floor(i / 2) / 10),
      rows: 20,
      columns: 2,
    };
    const fit = truncatedRegression(
      twice,
      Float64Array.from({ length: 20 }, (_, i) => i / 20),
    );
    expect([fit.intercept, fit.spread, ...fit.slope].every(Number.isFinite)).toBe(true);
    expect(Math.abs((fit.slope[0] as number) - (fit.slope[1] as number))).toBeLessThan(1e-6);
  });

  it('takes responses at the walls, and rows without predictors', () => {
    const t = Float64Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? -1 : 1));
    const fit = truncatedRegression({ data: new Float64Array(0), rows: 200, columns: 0 }, t);
    expect(Number.isFinite(fit.intercept) && fit.spread > 0).toBe(true);
  });
});

describe('scaling', () => {
  it('gives constant columns scale 1, and heavy tails the width of the bulk', () => {
    const rng = Rng.fromSeed(7);
    const rows = Float32Array.from(
      { length: 3000 },
      (_, i) => [7.7, rng.normal(), rng.normal() ** 9][i % 3] as number,
    );
    const table = matrixOf(rows, 3);
    expect(momentScaling(table).scale[0]).toBe(1);
    expect(quantileScaling(table).scale[0]).toBe(1);
    expect(Math.abs((quantileScaling(table).scale[1] as number) - 1)).toBeLessThan(0.2);
    expect(quantileScaling(table).scale[2]).toBeLessThan(0.1 * (momentScaling(table).scale[2] as number));
  });
});

describe('scaling of columns that hardly vary', () => {
  it('takes rounding for nothing, and never magnifies it', () => {
    const rng = Rng.fromSeed(10);
    const column = (centre: number, width: number) =>
      matrixOf(
        Float32Array.from({ length: 200 }, () => centre + width * rng.normal()),
        1,
      );
    for (const scaling of [momentScaling, quantileScaling]) {
      expect(scaling(column(1.7e9, 300)).scale[0]).toBeCloseTo(1700, 0); // float32 knows it to 128
      expect(scaling(column(1e12, 0)).scale[0]).toBeCloseTo(1e6, 0);
      expect(scaling(column(1e-12, 0)).scale[0]).toBe(1);
      expect(scaling(column(0, 0)).scale[0]).toBe(1);
      expect(Math.abs(((scaling(column(1e-12, 1e-13)).scale[0] as number) - 1e-13) / 1e-13)).toBeLessThan(
        0.3,
      );
    }
  });

  it('finds the width of a column that is constant but for rare rows', () => {
    const table = matrixOf(
      Float32Array.from({ length: 100 }, (_, i) => (i === 50 ? 100 : 0)),
      1,
    );
    expect(quantileScaling(table).loc[0]).toBe(0);
    expect(quantileScaling(table).scale[0]).toBeCloseTo(10, 5); // sd of one in a hundred
  });
});

const REGRESSION = {
  precondition: 'regression',
  zScoreTheta: 'independent',
  zScoreX: 'robust',
  transformX: 'clip',
  reads: 'x',
} as const;

describe('fitPreconditioner', () => {
  it.each([1e-12, 1, 1e12])('does not depend on the units of θ (%f)', (unit) => {
    const rng = Rng.fromSeed(8);
    const raw = Float64Array.from({ length: 1000 }, () => 4 * rng.uniform() - 2);
    const x = matrixOf(
      Float32Array.from(raw, (theta) => theta + 0.1 * rng.normal()),
      1,
    );
    const theta = matrixOf(
      Float32Array.from(raw, (value) => value * unit),
      1,
    );
    const fit = fitPreconditioner({ theta, x }, REGRESSION, { low: [-2 * unit], high: [2 * unit] });
    expect(Math.abs((fit.values.spread[0] as number) - 0.05)).toBeLessThan(0.005);
    fit.dispose();
  });

  it('leaves θ alone with x when there are too few rows for a regression', () => {
    const rng = Rng.fromSeed(9);
    const table = (columns: number) =>
      matrixOf(
        Float32Array.from({ length: 20 * columns }, () => rng.normal()),
        columns,
      );
    const fit = fitPreconditioner({ theta: table(2), x: table(10) }, REGRESSION);
    expect(Array.from(fit.values.slope).every((value) => value === 0)).toBe(true);
    fit.dispose();
  });

  it('leaves x out where a regression would have to thin the rows below its need', () => {
    const rng = Rng.fromSeed(11);
    const table = (rows: number, columns: number) =>
      matrixOf(
        Float32Array.from({ length: rows * columns }, () => rng.normal()),
        columns,
      );
    using fit = fitPreconditioner({ theta: table(2500, 1), x: table(2500, 400) }, REGRESSION);
    expect(fit.values.slope.every((value) => value === 0)).toBe(true);
  });

  it('fits half-lines in the logarithm of the distance, a row on the wall included', () => {
    const rng = Rng.fromSeed(12);
    const logs = Float64Array.from({ length: 2000 }, () => rng.normal());
    const x = matrixOf(Float32Array.from(logs), 1);
    const theta = matrixOf(
      Float32Array.from(logs, (log) => 3 - Math.exp(0.5 * log + 0.1 * rng.normal())),
      1,
    );
    const fitted = () => fitPreconditioner({ theta, x }, REGRESSION, { low: [-Infinity], high: [3] });
    using fit = fitted();
    const { loc, scale, spread } = fit.values;
    expect(Math.abs(loc[0] as number)).toBeLessThan((4.5 * 0.51) / Math.sqrt(2000));
    expect(Math.abs((scale[0] as number) - 0.51)).toBeLessThan((4.5 * 0.51) / Math.sqrt(4000));
    expect(Math.abs((spread[0] as number) * (scale[0] as number) - 0.1)).toBeLessThan(0.01);
    theta.data[7] = 3;
    using again = fitted();
    expect(Number.isFinite(again.values.loc[0])).toBe(true);
  });
});
