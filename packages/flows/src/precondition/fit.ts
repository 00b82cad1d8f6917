import { type Matrix, matrixOf, portableLog, type Simulations, sizeOf } from '@sbi/core';
import { SMALLEST } from '../float32.ts';
import type { Network } from '../network.ts';
import type { Reads } from '../recipe.ts';
import { boxScale } from './boxScale.ts';
import { type ColumnScaling, columnScaling, momentScaling, type ZScore } from './columnScaling.ts';
import { adaptiveRidge, gram, type LinearFit, type Regressors } from './leastSquares.ts';
import { boundOf, Preconditioner } from './preconditioner.ts';
import { fitReading } from './reading.ts';
import { truncatedRegression } from './truncatedRegression.ts';
import { type Clip, compress, logFloors, logged, type XTransform } from './xTransform.ts';

/** How θ and x are prepared: 'standardize' as sbi does it, 'regression' as `Preconditioner` says. */
export type Preconditioning = 'standardize' | 'regression';

/** What is done to θ and x. */
export interface Scalings {
  readonly precondition: Preconditioning;
  readonly zScoreTheta: ZScore;
  readonly zScoreX: ZScore;
  readonly transformX: XTransform;
  readonly reads: Reads;
}

/** Where θ is kept by construction: one number a coordinate on either side, ±∞ where there is no bound. */
export interface Bounds {
  readonly low: ArrayLike<number>;
  readonly high: ArrayLike<number>;
}

/** A regression needs this many rows for every predictor; with fewer, θ is scaled alone. */
const ROWS_PER_PREDICTOR = 5;
/** Work of one pass of a regression: rows × predictors² beyond this use every k-th row. */
const WORK = 2e8;

/**
 * Fits a preconditioner to training rows, which are in order.
 *
 * @param bounds   where θ is to be kept by construction; without it θ lives in all of R^D
 * @param network  what reads x: then an x of several axes is scaled by channel, its last axis
 */
export function fitPreconditioner(
  rows: Simulations,
  scalings: Scalings,
  bounds?: Bounds,
  network?: Network,
): Preconditioner {
  const { low, high, loc, scale, clip, xFloor, xScaling, ...prepared } = prepare(
    rows,
    scalings,
    bounds,
    network,
  );
  const { places, regressors, response } = prepared;
  const dim = low.length;
  const reading = scalings.reads === 'predictions' ? prepared.read() : undefined;
  const known = reading ? { data: reading.leftOut, rows: regressors.rows, columns: dim } : regressors;
  const moments = gram(known);
  const intercept = new Float32Array(dim);
  const spread = new Float32Array(dim).fill(1);
  const slope = new Float32Array((reading ? dim : rows.x.columns) * dim);
  for (let j = 0; j < dim; j++) {
    const bounded = boundOf(low[j] as number, high[j] as number) === 'box';
    if (scalings.precondition === 'standardize' && !bounded) continue;
    const fit: LinearFit = bounded
      ? truncatedRegression(known, response(j), moments)
      : adaptiveRidge(known, response(j), moments);
    intercept[j] = fit.intercept;
    spread[j] = fit.spread;
    fit.slope.forEach((value, c) => {
      slope[(reading ? c : (places[c] as number)) * dim + j] = value;
    });
  }
  const { loc: xLoc, scale: xScale } = xScaling;
  const values = { low, high, loc, scale, intercept, slope, spread, xLoc, xScale, ...(xFloor && { xFloor }) };
  const read = reading && {
    slope: Float32Array.from(reading.slope),
    intercept: Float32Array.from(reading.intercept),
  };
  return new Preconditioner({ ...values, ...(read && { reading: read }) }, clip, prepared.xShape);
}

/**
 * What a flow that reads predictions is to read of the rows that it was made from: each as the others predict it, [n, D].
 * Where there were more rows than a regression takes, those that it did not take are NaN.
 */
export function leftOutPredictions(rows: Simulations, scalings: Scalings, bounds?: Bounds): Matrix {
  const { stride, read } = prepare(rows, scalings, bounds, undefined);
  const { leftOut } = read();
  const dim = rows.theta.columns;
  const data = new Float32Array(rows.theta.rows * dim).fill(Number.NaN);
  for (let i = 0; i * dim < leftOut.length; i++) {
    data.set(leftOut.subarray(i * dim, (i + 1) * dim), i * stride * dim);
  }
  return matrixOf(data, dim);
}

/** θ and x in the units of a regression, and which of x and of the rows it takes. */
function prepare(
  rows: Simulations,
  { precondition: method, zScoreTheta, zScoreX, transformX, reads }: Scalings,
  bounds: Bounds | undefined,
  network: Network | undefined,
) {
  const dim = rows.theta.columns;
  const low = Float32Array.from({ length: dim }, (_, j) => bounds?.low[j] ?? Number.NEGATIVE_INFINITY);
  const high = Float32Array.from({ length: dim }, (_, j) => bounds?.high[j] ?? Number.POSITIVE_INFINITY);
  const clip: Clip = transformX === 'asinh' ? transformX : transformX !== 'none';
  const xShape = rows.xShape ?? [rows.x.columns];
  // trials are exchangeable, and pixels or times of one channel alike: what shares a channel shares its scale
  const channels = network && xShape.length > 1 ? (xShape.at(-1) as number) : sizeOf(xShape);
  const floors = transformX === 'log' ? logFloors(rows.x, channels) : undefined;
  const xFloor = floors?.some((floor) => floor > 0) ? floors : undefined;
  const x = xFloor ? logged(rows.x, xFloor) : rows.x;
  const xScaling = columnScaling(x, zScoreX, channels);
  const { loc, scale, scaled } = scaleTheta(rows, low, high, zScoreTheta);
  // of rows that come in any order, or not at all, no place says anything by itself
  const isOrdered = xShape.length === 1 || (network !== undefined && network.rows === undefined);
  const isUsed = method === 'regression' && isOrdered;
  // a penalty of its own choice lets the first of two regressions take any number of predictors
  const places = reads === 'predictions' ? allOf(x) : isUsed ? placesOf(x, network) : [];
  const { regressors, stride } = regressorsOf(x, { ...xScaling, clip }, places);
  const response = (j: number) => scaled(j).filter((_, i) => i % stride === 0);
  const read = () =>
    fitReading(
      regressors,
      Array.from({ length: dim }, (_, j) => response(j)),
    );
  return {
    low,
    high,
    loc,
    scale,
    clip,
    xShape,
    xFloor,
    xScaling,
    places,
    regressors,
    stride,
    response,
    read,
  };
}

/** How θ comes into the units of the regression, scaled to [−1, 1] in a box, by its z-score elsewhere; a column at a time. */
function scaleTheta({ theta }: Simulations, low: Float32Array, high: Float32Array, zScore: ZScore) {
  const whole = columnScaling(theta, zScore, theta.columns);
  const valuesOf = (j: number) => {
    const [from, to] = [low[j] as number, high[j] as number];
    const isHalf = boundOf(from, to) === 'half';
    return Float64Array.from({ length: theta.rows }, (_, i) => {
      const value = theta.data[i * theta.columns + j] as number;
      return isHalf ? logDistance(value, from, to) : value;
    });
  };
  const units = Array.from({ length: theta.columns }, (_, j) => {
    const [from, to] = [low[j] as number, high[j] as number];
    const bound = boundOf(from, to);
    if (bound === 'box') return boxScale(from, to);
    if (bound === 'half') return standardise(valuesOf(j));
    return { loc: whole.loc[j] as number, scale: whole.scale[j] as number };
  });
  return {
    loc: Float32Array.from(units, (unit) => unit.loc),
    scale: Float32Array.from(units, (unit) => unit.scale),
    scaled: (j: number) => {
      const { loc: centre, scale: width } = units[j] as (typeof units)[number];
      return valuesOf(j).map((value) => (value - centre) / width);
    },
  };
}

/** ln of the distance from the finite bound; a value on it counts as a quarter of a float32 step away. */
function logDistance(value: number, low: number, high: number): number {
  const end = Number.isFinite(low) ? low : high;
  return portableLog(Math.max(Math.abs(value - end), Math.abs(end) / 2 ** 26, SMALLEST));
}

function standardise(values: Float64Array): { loc: number; scale: number } {
  const { loc, scale } = momentScaling({ data: Float32Array.from(values), rows: values.length, columns: 1 });
  return { loc: loc[0] as number, scale: scale[0] as number };
}

/** The columns of x that the regression reads: those that the network reads, or none where there are few rows for them. */
function placesOf({ rows, columns }: Matrix, network: Network | undefined): readonly number[] {
  const places = network?.columns ?? allOf({ columns });
  const most = Math.min(rows, Math.floor(WORK / squareOf(places.length + 1)));
  return most >= ROWS_PER_PREDICTOR * places.length ? places : [];
}

function allOf({ columns }: Pick<Matrix, 'columns'>): readonly number[] {
  return Array.from({ length: columns }, (_, c) => c);
}

function squareOf(value: number): number {
  return value * value;
}

function regressorsOf(
  x: Matrix,
  scaling: ColumnScaling & { readonly clip: Clip },
  places: readonly number[],
): { regressors: Regressors; stride: number } {
  const columns = places.length;
  const stride = Math.max(1, Math.ceil((x.rows * squareOf(columns + 1)) / WORK));
  const kept = Math.ceil(x.rows / stride);
  const data = new Float64Array(kept * columns);
  for (let i = 0; i < kept; i++) {
    for (let c = 0; c < columns; c++) {
      const place = places[c] as number;
      const raw = x.data[i * stride * x.columns + place] as number;
      const [loc, scale] = [scaling.loc[place] as number, scaling.scale[place] as number];
      const scaled = compress((raw - loc) / scale, scaling.clip);
      data[i * columns + c] = Number.isNaN(scaled) ? 0 : scaled; // missing: as the middle, which is what the mean reads
    }
  }
  return { regressors: { data, rows: kept, columns }, stride };
}
