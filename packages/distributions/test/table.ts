import { matrix, noGrad, normals, Rng } from '@sbi/core';
import {
  Affine,
  Beta,
  type Bijector,
  BoxUniform,
  box,
  Chain,
  DiagNormal,
  type Distribution,
  Empirical,
  Exp,
  exponential,
  Gamma,
  HalfLine,
  halfNormal,
  Identity,
  Interval,
  Inverse,
  inScope,
  Joint,
  LogNormal,
  LogUniform,
  LowerUpper,
  Mixture,
  MultivariateNormal,
  Permute,
  type Predicates,
  RationalQuadraticSpline,
  realSpace,
  restricted,
  Softplus,
  Stack,
  StudentT,
  Transformed,
  TriangularAffine,
  Truncated,
  unconstrain,
} from '@sbi/distributions';
import * as tf from '@tensorflow/tfjs-core';

const covariance = [
  [2, 0.6, -0.3],
  [0.6, 1, 0.2],
  [-0.3, 0.2, 0.5],
];
const lower = [
  [2, 0, 0],
  [-1, 0.5, 0],
  [0.3, 0.2, 1.5],
];

/** Fixed tensors, as a network would give them: [...shape] around `centre`, made anew at each call. */
function given(shape: number[], centre: number): tf.Tensor {
  return tf.tidy(() => tf.add(tf.mul(normals(shape, Rng.fromSeed(11)), 0.2), centre));
}

/** A distribution over its own clones of tensors that are gone at once. */
function fromTensors(make: (loc: tf.Tensor, scale: tf.Tensor) => Distribution, shape: number[]) {
  return () => {
    const [loc, scale] = [given(shape, 0), given(shape, 1)];
    const made = make(loc, scale);
    tf.dispose([loc, scale]);
    return made;
  };
}

const parallelogram = () =>
  new Transformed(new BoxUniform([0, 0, 0], [1, 1, 1]), new TriangularAffine([1, 2, 3], lower));

const below = (theta: Float32Array) => (theta[0] as number) + (theta[1] as number) / 3 < 0.9;
const belowMask = (theta: tf.Tensor) => noGrad(() => tf.less(tf.sum(tf.mul(theta, [1, 1 / 3]), -1), 0.9));
/** What recipes with a predicate are completed with. */
export const predicates: Predicates = { triangle: { accepts: below, mask: belowMask }, plain: below };

export const distributions: Readonly<Record<string, () => Distribution>> = {
  'BoxUniform of one coordinate': () => new BoxUniform(-1, 3),
  'BoxUniform of three': () => new BoxUniform([-2, 0, 10], [2, 1e-3, 11]),
  'BoxUniform at scales 1e-12 and 1e12': () => new BoxUniform([1e-12, -1e12], [3e-12, 2e12]),
  'BoxUniform far from 0': () => new BoxUniform([1e4, -1e5], [10001, -99990]),
  DiagNormal: () => new DiagNormal([0, -3, 5], [1, 0.1, 20]),
  'DiagNormal at scales 1e-12 and 1e12': () => new DiagNormal([1e-12, 0], [1e-12, 1e12]),
  'DiagNormal of tensors': fromTensors((loc, scale) => new DiagNormal(loc, scale), [3]),
  'DiagNormal of a batch': fromTensors((loc, scale) => new DiagNormal(loc, scale), [4, 2]),
  'DiagNormal of a batch with one scale': fromTensors((loc) => new DiagNormal(loc, 0.5), [2, 1, 2]),
  MultivariateNormal: () => new MultivariateNormal([1, -2, 0], covariance),
  'MultivariateNormal at scales 1e-12 and 1e12': () =>
    new MultivariateNormal(
      [0, 0],
      [
        [1e-24, 0.8],
        [0.8, 1e24],
      ],
    ),
  LogNormal: () => new LogNormal([-0.9, -2, 1], [0.5, 0.2, 1]),
  'LogNormal at scales 1e-12 and 1e12': () => new LogNormal([-27.6, 27.6], 0.3),
  'LogNormal of a batch': fromTensors((loc, scale) => new LogNormal(loc, scale), [4, 2]),
  Joint: () => new Joint({ beta: new LogNormal(-0.9, 0.5), gamma: new BoxUniform(0, 1) }),
  'Joint of one part': () => new Joint({ only: new DiagNormal([0, 1], [1, 2]) }),
  'Joint of longer parts': () =>
    new Joint({
      position: new MultivariateNormal([1, -2, 0], covariance),
      rate: new Joint({ slow: new BoxUniform(0, 1), fast: new LogNormal(0, 0.3) }),
    }),
  Gamma: () => new Gamma([2, 5, 1], [1, 0.1, 2]),
  'Gamma, concentrated': () => new Gamma([1e4, 30], [1e3, 1]),
  'Gamma at scales 1e-12 and 1e12': () => new Gamma([3, 4], [1e12, 1e-12]),
  'Gamma with a pole at 0': () => new Gamma(0.7, 1),
  exponential: () => exponential([1, 0.1]),
  Beta: () => new Beta([2, 5], [5, 1]),
  'Beta with a pole at 0': () => new Beta(0.6, 2),
  'Beta, concentrated': () => new Beta([2000, 3], [3000, 500]),
  StudentT: () => new StudentT([5, 8], [0, -3], [1, 20]),
  'StudentT, nearly normal': () => new StudentT(1e6, [1, 0], [1, 3]),
  LogUniform: () => new LogUniform([1e-3, 2], [1e3, 4]),
  'LogUniform at scales 1e-12 and 1e12': () => new LogUniform([1e-14, 1e10], [1e-10, 1e14]),
  halfNormal: () => halfNormal([1, 20]),
  'Truncated to a box': () => new Truncated(new DiagNormal([0, 1], [1, 2]), box([-1, 0], [0.5, Infinity])),
  'Truncated to a tail': () => new Truncated(new DiagNormal(0, 1), box([2.5], [Infinity])),
  'Truncated, correlated': () =>
    new Truncated(new MultivariateNormal([1, -2, 0], covariance), box([-1, -5, -2], [5, 1, 2])),
  'Truncated by a predicate': () =>
    new Truncated(
      new BoxUniform([0, 0], [1, 1]),
      restricted(box([0, 0], [1, 1]), 'triangle', below, belowMask),
    ),
  'Truncated Joint of a Truncated': () =>
    new Truncated(
      new Joint({ a: halfNormal(1), b: new Gamma(2, 1) }),
      restricted(box([0, 0], [2, 4]), 'triangle', below, belowMask),
    ),
  Mixture: () => new Mixture([new DiagNormal([-2, 0], [0.5, 1]), new DiagNormal([1, 1], [1, 0.5])], [3, 1]),
  'Mixture of boxes': () => new Mixture([new BoxUniform([0, 0], [1, 2]), new BoxUniform([0.5, 1], [3, 3])]),
  'Mixture of a box and a normal': () => new Mixture([new BoxUniform(-1, 1), new DiagNormal(0, 2)], [1, 2]),
  'Mixture of tensors': () =>
    inScope(
      () => new Mixture([new DiagNormal(given([2], 0), 1), new DiagNormal(given([2], 2), given([2], 1))]),
    ),
  'Joint of many': () =>
    new Joint({
      rate: new Gamma(2, 1),
      share: new Beta([2, 3], [3, 2]),
      shift: new Truncated(new StudentT(4, 0, 1), box([-2], [3])),
      kind: new Mixture([new DiagNormal(-2, 0.5), new DiagNormal(2, 0.5)]),
    }),
  'Transformed by Exp': () => new Transformed(new DiagNormal([0, 1], [1, 0.5]), new Exp()),
  'Transformed by Interval': () => new Transformed(new DiagNormal([0, 1], 1), new Interval([-1, 0], [1, 5])),
  'Transformed box': () => new Transformed(new BoxUniform([0, 1], [1, 2]), new Affine([5, 0], [-2, 3])),
  'Transformed box, correlated': parallelogram,
  'Transformed box by LowerUpper': () =>
    new Transformed(
      new BoxUniform([0, 0], [1, 1]),
      new LowerUpper(
        [
          [0.5, -1],
          [0.3, 0.2],
        ],
        [1, -1],
      ),
    ),
  'Joint with a restricted part': () => new Joint({ a: new LogNormal(0, 0.5), b: parallelogram() }),
  'Transformed with a restricted base': () =>
    new Transformed(
      parallelogram(),
      new Chain([new Permute([2, 0, 1]), new Affine(0, [0.1, 0.2, 0.3]), new Exp()]),
    ),
  'Transformed by a chain': () =>
    new Transformed(
      new DiagNormal([0, 0, 0], 1),
      new Chain([new TriangularAffine([0, 1, 2], lower), new Permute([2, 0, 1]), new Softplus()]),
    ),
  'Transformed by Inverse': () => new Transformed(new LogNormal([0, 1], 0.5), new Inverse(new Exp())),
  'Transformed by a batch': fromTensors(
    (loc, scale) => new Transformed(new DiagNormal([0, 0], 1), new Affine(loc, scale)),
    [4, 2],
  ),
};

export interface BijectorEntry {
  readonly make: () => Bijector;
  readonly point: () => tf.Tensor;
  readonly extremes: () => tf.Tensor;
}

/** A hundred random points, where z is any of R^dim. */
const catalogue = matrix(
  [
    [1, 10],
    [2, 20.5],
    [0.1, -3],
  ],
  ['alpha', 'beta'],
);

/** Distributions that can only be drawn from. */
export const withoutDensity: Readonly<Record<string, () => Distribution>> = {
  Empirical: () => new Empirical(catalogue),
  'Empirical on a box, by a predicate': () =>
    new Empirical(
      [
        [0.1, 0.2],
        [0.5, 0.3],
      ],
      restricted(box([0, 0], [1, 1]), 'triangle', below),
    ),
  'Joint with an Empirical part': () => new Joint({ old: new Empirical(catalogue), fresh: new Gamma(2, 1) }),
  'Truncated Empirical': () => new Truncated(new Empirical(catalogue), box([0, 0], [5, 50])),
  'Truncated by a predicate without a mask': () =>
    new Truncated(new BoxUniform([0, 0], [1, 1]), restricted(box([0, 0], [1, 1]), 'plain', below)),
};

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
