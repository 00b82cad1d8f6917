import { sizeOf } from '@sbi/core';
import { RationalQuadraticSpline, type WithLogDet } from '@sbi/distributions';
import * as tf from '@tensorflow/tfjs-core';

/** A spline of so many bins on ±bound. */
export interface SplineOptions {
  readonly bins: number;
  /** Beyond it the spline is the identity. */
  readonly bound: number;
}

/** The smallest scale of one step, as in sbi. */
const SCALE_FLOOR = 1e-3;

/** The raw number at which softplus + 10⁻³ is 1. */
export const RAW_UNIT = 0.539742417236952;

/** A monotone map of every coordinate by numbers of its own: column c · dim + i of the parameters is number c of coordinate i. */
export interface ScalarMap {
  /** How many numbers a coordinate has. */
  readonly columns: number;
  /** Which of them are raw scales or slopes, 1 at `RAW_UNIT`. */
  isScale(column: number): boolean;
  /** The density direction: z and ln|det ∂z/∂θ|. */
  apply(theta: tf.Tensor, parameters: tf.Tensor): WithLogDet;
  /** The way back: θ and ln|det ∂θ/∂z|. */
  solve(z: tf.Tensor, parameters: tf.Tensor): WithLogDet;
}

/** The parameters at which a map of so many coordinates is the identity: 1 for every scale and slope, else 0. */
export function identityBias({ columns, isScale }: ScalarMap, dim: number): Float32Array {
  return Float32Array.from({ length: columns * dim }, (_, i) =>
    isScale(Math.floor(i / dim)) ? RAW_UNIT : 0,
  );
}

/** z = θ · (softplus(raw) + 10⁻³) + shift, of columns shift and raw. */
export const affineMap: ScalarMap = {
  columns: 2,
  isScale: (column) => column === 1,
  apply: (theta, parameters) => {
    const { shift, scale } = affineOf(parameters, 2);
    return [tf.add(tf.mul(theta, scale), shift), tf.sum(tf.log(scale), -1)];
  },
  solve: (z, parameters) => {
    const { shift, scale } = affineOf(parameters, 2);
    return [tf.div(tf.sub(z, shift), scale), tf.neg(tf.sum(tf.log(scale), -1))];
  },
};

/**
 * z = spline(θ), of K logits of widths, K of heights, and K − 1 raw slopes.
 *
 * @param temperature what the logits are divided by
 */
export function splineMap({ bins, bound }: SplineOptions, temperature = 1): ScalarMap {
  const columns = 3 * bins - 1;
  const splineOf = (parameters: tf.Tensor) => {
    if (temperature === 1) return splineFrom(parameters, columns, bound);
    const dim = (parameters.shape.at(-1) as number) / columns;
    const isLogit = (i: number) => i < 2 * bins * dim;
    const factors = Float32Array.from({ length: columns * dim }, (_, i) =>
      isLogit(i) ? 1 / temperature : 1,
    );
    return splineFrom(tf.mul(parameters, factors), columns, bound);
  };
  return {
    columns,
    isScale: (column) => column >= 2 * bins,
    apply: (theta, parameters) => splineOf(parameters).forwardAndLogDet(theta),
    solve: (z, parameters) => splineOf(parameters).inverseAndLogDet(z),
  };
}

/** z = spline(θ · scale + shift), of the columns of `affineMap` and then those of `splineMap`. */
export function affineSplineMap({ bins, bound }: SplineOptions): ScalarMap {
  const columns = 3 * bins + 1;
  return {
    columns,
    isScale: (column) => column === 1 || column >= 2 * bins + 2,
    apply: (theta, parameters) => {
      const { shift, scale, rest } = affineOf(parameters, columns);
      const spline = splineFrom(rest as tf.Tensor, columns - 2, bound);
      const [z, logDet] = spline.forwardAndLogDet(tf.add(tf.mul(theta, scale), shift));
      return [z, tf.add(logDet, tf.sum(tf.log(scale), -1))];
    },
    solve: (z, parameters) => {
      const { shift, scale, rest } = affineOf(parameters, columns);
      const [middle, logDet] = splineFrom(rest as tf.Tensor, columns - 2, bound).inverseAndLogDet(z);
      return [tf.div(tf.sub(middle, shift), scale), tf.sub(logDet, tf.sum(tf.log(scale), -1))];
    },
  };
}

/** Shift and scale of the first two columns, [..., dim] each, and the other columns. */
function affineOf(parameters: tf.Tensor, columns: number) {
  const dim = (parameters.shape.at(-1) as number) / columns;
  const sizes = columns > 2 ? [dim, dim, (columns - 2) * dim] : [dim, dim];
  const [shift, raw, rest] = tf.split(parameters, sizes, -1) as [tf.Tensor, tf.Tensor, tf.Tensor?];
  return { shift, scale: tf.add(tf.softplus(raw), SCALE_FLOOR), rest };
}

/** The spline of columns [..., columns · dim]. */
function splineFrom(parameters: tf.Tensor, columns: number, bound: number): RationalQuadraticSpline {
  const lead = parameters.shape.slice(0, -1);
  const dim = (parameters.shape.at(-1) as number) / columns;
  const table = tf.transpose(tf.reshape(parameters, [sizeOf(lead), columns, dim]), [0, 2, 1]);
  return new RationalQuadraticSpline(tf.reshape(table, [...lead, dim, columns]), bound);
}
