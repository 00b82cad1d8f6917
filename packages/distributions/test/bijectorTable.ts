import { normals, Rng } from '@sbi/core';
import {
  Affine,
  type Bijector,
  box,
  Chain,
  Exp,
  HalfLine,
  Identity,
  Interval,
  Inverse,
  inScope,
  LowerUpper,
  Permute,
  RationalQuadraticSpline,
  realSpace,
  Softplus,
  Stack,
  TriangularAffine,
  unconstrain,
} from '@sbi/distributions';
import * as tf from '@tensorflow/tfjs-core';
import { given, lower } from './given.ts';

export interface BijectorEntry {
  readonly make: () => Bijector;
  readonly point: () => tf.Tensor;
  readonly extremes: () => tf.Tensor;
}

const random = (dim: number) => () => normals([100, dim], Rng.fromSeed(21));
/** Five extreme points; in one they differ from coordinate to coordinate. */
const extreme = (dim: number, size: number) => () =>
  tf.tidy(() => {
    const rows = [0, size, -size, size / 3];
    const mixed = Array.from({ length: dim }, (_, i) => (i % 2 === 0 ? size : -size));
    return tf.tensor2d([...rows.map((value) => new Array<number>(dim).fill(value)), mixed]);
  });
const entry = (make: () => Bijector, dim: number, size: number): BijectorEntry => ({
  make,
  point: random(dim),
  extremes: extreme(dim, size),
});
const positive = (points: () => tf.Tensor) => () => tf.tidy(() => tf.add(tf.abs(points()), 1e-3));

function affineOfTensors(shape: number[]): () => Bijector {
  return () => {
    const [shift, scale] = [given(shape, 0), given(shape, 1)];
    const made = new Affine(shift, scale);
    tf.dispose([shift, scale]);
    return made;
  };
}

/** Parameters of a spline as a network gives them, `spread` wide. */
const splineOf = (shape: number[], spread: number, bound?: number) => () =>
  inScope(() => new RationalQuadraticSpline(tf.mul(normals(shape, Rng.fromSeed(31)), spread), bound));
/** Widths, heights and slopes of five bins with mean slopes from 1/20 to 20. */
const steep = [1.5, -1.5, 0, 1.5, -1.5, -1.5, 1.5, 0, -1.5, 1.5, -3, 2, -3, 2];
const splineRows = (bins: number, dim: number, spread: number): number[][] => {
  const rng = Rng.fromSeed(32);
  return Array.from({ length: dim }, () => Array.from({ length: 3 * bins - 1 }, () => spread * rng.normal()));
};
/** Every knot of a spline whose bins all have the same width, with the float32 numbers beside it, and far away. */
const knots = (bound: number, bins: number) => () => {
  const ends = Array.from({ length: bins + 1 }, (_, k) => -bound + (2 * bound * k) / bins);
  const near = ends.flatMap((end) => [end, end * (1 + 2 ** -23), end * (1 - 2 ** -23), end + 1e-30]);
  const all = [...near, 0, -0, 1e-38, 1e15, -1e15, 3e38];
  return tf.tensor2d(all.map((value) => [value, -value]));
};
const lowerUpper = (dim: number, spread: number) => () =>
  inScope(
    () =>
      new LowerUpper(tf.mul(normals([dim, dim], Rng.fromSeed(33)), spread), normals([dim], Rng.fromSeed(34))),
  );

export const bijectors: Readonly<Record<string, BijectorEntry>> = {
  Identity: entry(() => new Identity(), 3, 1e30),
  Affine: entry(() => new Affine([1, -2, 3], [0.5, -2, 10]), 3, 1e15),
  'Affine at scales 1e-12 and 1e12': entry(() => new Affine([0, 0], [1e-12, 1e12]), 2, 1e15),
  'Affine of a batch': {
    make: affineOfTensors([4, 2]),
    point: () => normals([25, 4, 2], Rng.fromSeed(21)),
    extremes: () => tf.tidy(() => tf.mul(tf.ones([4, 2]), 1e15)),
  },
  TriangularAffine: entry(() => new TriangularAffine([1, 2, 3], lower), 3, 1e15),
  LowerUpper: entry(
    () =>
      new LowerUpper(
        [
          [0.5, 1, -2],
          [0.3, -0.4, 0.2],
          [-0.6, 0.7, 1],
        ],
        [1, 2, 3],
      ),
    3,
    1e15,
  ),
  'LowerUpper of one coordinate': entry(() => new LowerUpper([[-3]], 1), 1, 1e15),
  'LowerUpper of tensors': entry(lowerUpper(8, 0.3), 8, 1e15),
  RationalQuadraticSpline: {
    make: () => new RationalQuadraticSpline(splineRows(8, 2, 1)),
    point: random(2),
    extremes: knots(3, 8),
  },
  'RationalQuadraticSpline that does nothing': {
    make: () =>
      new RationalQuadraticSpline(
        [0, 1].map(() => [...new Array(20).fill(0), ...new Array(9).fill(Math.log(Math.exp(1 - 1e-3) - 1))]),
        4,
      ),
    point: random(2),
    extremes: knots(4, 10),
  },
  'RationalQuadraticSpline of two bins': {
    make: () => new RationalQuadraticSpline(splineRows(2, 2, 1), 0.5),
    point: random(2),
    extremes: knots(0.5, 2),
  },
  'RationalQuadraticSpline, flat and steep': {
    make: () => new RationalQuadraticSpline([steep, steep.map((value) => -value)], 4),
    point: random(2),
    extremes: knots(4, 10),
  },
  'RationalQuadraticSpline of tensors': {
    make: splineOf([2, 23], 1),
    point: random(2),
    extremes: knots(3, 8),
  },
  'RationalQuadraticSpline of a batch': {
    make: splineOf([4, 2, 29], 1, 4),
    point: () => normals([25, 4, 2], Rng.fromSeed(21)),
    extremes: () => tf.tidy(() => tf.mul(tf.ones([4, 2]), 4)),
  },
  Exp: entry(() => new Exp(), 3, 80),
  Softplus: entry(() => new Softplus(), 3, 80),
  HalfLine: entry(() => new HalfLine([0, -1, 5], 1), 3, 80),
  'HalfLine downwards': entry(() => new HalfLine([0, -1, 5], -1), 3, 80),
  Interval: entry(() => new Interval([-1, 0, 5], [1, 1e-3, 9]), 3, 80),
  'Interval at scales 1e-12 and 1e12': entry(() => new Interval([0, -1e12], [1e-12, 1e12]), 2, 80),
  Permute: entry(() => new Permute([2, 0, 1]), 3, 1e30),
  'Permute of one coordinate': entry(() => new Permute([0]), 1, 1e30),
  'Chain of one': entry(() => new Chain([new Exp()]), 1, 80),
  'Stack of one block': entry(() => new Stack([new Exp()], [2]), 2, 80),
  'unconstrain of a box': entry(() => unconstrain(box([0, 1], [4, 2])), 2, 80),
  'unconstrain of all': entry(() => unconstrain(realSpace(2)), 2, 1e30),
  Chain: entry(
    () => new Chain([new TriangularAffine([0, 1, 2], lower), new Permute([1, 2, 0]), new Softplus()]),
    3,
    10,
  ),
  'Chain with a batch': {
    make: () => new Chain([affineOfTensors([4, 2])(), new Interval([0, 0], [1, 2]), new Exp()]),
    point: () => normals([25, 4, 2], Rng.fromSeed(21)),
    extremes: () => tf.tidy(() => tf.mul(tf.ones([4, 2]), -20)),
  },
  Stack: entry(() => new Stack([new Exp(), new Identity(), new Permute([1, 0])], [2, 1, 2]), 5, 80),
  'Stack with a batch': {
    make: () => new Stack([affineOfTensors([4, 2])(), new Exp()], [2, 1]),
    point: () => normals([25, 4, 3], Rng.fromSeed(21)),
    extremes: () => tf.tidy(() => tf.mul(tf.ones([4, 3]), 80)),
  },
  Inverse: {
    make: () => new Inverse(new Exp()),
    point: positive(random(3)),
    extremes: positive(extreme(3, 1e30)),
  },
  'unconstrain of a mixed box': entry(
    () => unconstrain(box([0, 1, -2, -Infinity, -Infinity], [4, 2, Infinity, 3, Infinity])),
    5,
    40,
  ),
};
