import { matrix, noGrad } from '@sbi/core';
import {
  Affine,
  Beta,
  BoxUniform,
  box,
  Chain,
  DiagNormal,
  type Distribution,
  Empirical,
  Exp,
  exponential,
  Gamma,
  halfNormal,
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
  restricted,
  Softplus,
  StudentT,
  Transformed,
  TriangularAffine,
  Truncated,
} from '@sbi/distributions';
import * as tf from '@tensorflow/tfjs-core';
import { given, lower } from './given.ts';

const covariance = [
  [2, 0.6, -0.3],
  [0.6, 1, 0.2],
  [-0.3, 0.2, 0.5],
];
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
  'Truncated to a tail': () => new Truncated(new DiagNormal(0, 1), box([1.5], [Infinity])),
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
