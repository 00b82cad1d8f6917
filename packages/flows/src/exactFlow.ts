import { describeValue, type Rng, type Shape, ShapeError, SupportError } from '@sbi/core';
import { type Bijector, Distribution, inScope, type Support } from '@sbi/distributions';
import * as tf from '@tensorflow/tfjs-core';
import type { ExactResidual } from './residualModel.ts';
import type { TrainedModel } from './trainedModel.ts';

/** A distribution over θ whose conditionals and marginals are known exactly, such as that of an `mdn()` given x. */
export interface ExactParts {
  /**
   * The distribution of the other coordinates, in their order, where some have given values: `{ 2: 0.3 }` fixes coordinate
   * 2. The caller owns it; it has `condition` and `marginal` too.
   *
   * @throws ShapeError unless some coordinates are fixed, and not all
   * @throws SupportError when a value lies outside the support
   */
  condition(values: Readonly<Record<number, number>>): Distribution & ExactParts;
  /**
   * The distribution of some coordinates, in the order in which they are named. The caller owns it.
   *
   * @throws ShapeError unless coordinates of θ are named, each once
   */
  marginal(indices: readonly number[]): Distribution & ExactParts;
}

/**
 * Whether a distribution has exact conditionals and marginals.
 *
 * @example
 * import { matrix } from '@sbi/core';
 * import { buildFlow, hasExactParts, mdn } from '@sbi/flows';
 * import * as tf from '@tensorflow/tfjs-core';
 * const rows = { theta: matrix([[0, 1], [1, 3], [2, 2]]), x: matrix([[1], [2], [3]]) };
 * using flow = buildFlow(mdn({ hidden: 8 }), rows, { seed: 1 });
 * using q = flow.given(tf.tensor1d([2]));
 * if (hasExactParts(q)) {
 *   using first = q.condition({ 1: 2.5 }); // θ_0 where θ_1 = 2.5
 *   console.log(first.dim, q.marginal([1]).dim); // → 1 1
 * }
 */
export function hasExactParts(distribution: Distribution): distribution is Distribution & ExactParts {
  return distribution instanceof ExactFlow;
}

/** What an answer with exact parts is made of. */
export interface ExactOptions {
  readonly residual: ExactResidual;
  /** What answers for it where that is faster. */
  readonly trained?: Pick<TrainedModel, 'logProb' | 'sample'>;
  /** What the regression says of each of its coordinates, [...batch, dim]. */
  readonly mean: tf.Tensor;
  readonly support: Support;
  /** Residuals of some coordinates of the flow → those of θ, given the mean; it holds no tensors. */
  readonly select: (coordinates: readonly number[], mean: tf.Tensor) => Bijector;
  /** Which of the flow's coordinates these are. */
  readonly coordinates: readonly number[];
}

/** q(· | x) of a model with exact parts: every coordinate goes into θ by itself, so those of θ are exact as well. */
export class ExactFlow extends Distribution implements ExactParts {
  readonly dim: number;
  readonly batchShape: Shape;
  readonly support: Support;
  protected readonly residual: ExactResidual;
  protected readonly trained: Pick<TrainedModel, 'logProb' | 'sample'> | undefined;
  protected readonly mean: tf.Tensor;
  protected readonly select: ExactOptions['select'];
  protected readonly coordinates: readonly number[];

  constructor({ residual, trained, mean, support, select, coordinates }: ExactOptions) {
    super();
    this.dim = coordinates.length;
    this.batchShape = mean.shape.slice(0, -1);
    this.support = support;
    this.residual = residual;
    this.trained = trained;
    this.mean = mean;
    this.select = select;
    this.coordinates = coordinates;
  }

  protected override _sample(shape: Shape, rng: Rng): tf.Tensor {
    const { dim, trained, residual } = this;
    const drawn = trained ? trained.sample(shape, rng, dim) : residual.sample(shape, rng);
    return this.select(this.coordinates, this.mean).forward(drawn);
  }

  protected override _logProb(theta: tf.Tensor): tf.Tensor {
    const [residual, logDet] = this.select(this.coordinates, this.mean).inverseAndLogDet(theta);
    return tf.add((this.trained ?? this.residual).logProb(residual), logDet);
  }

  condition(values: Readonly<Record<number, number>>): ExactFlow {
    const where = 'condition';
    if (typeof values !== 'object' || values === null) {
      throw new ShapeError('values', 'be numbers by coordinate', describeValue(values), where);
    }
    const fixed = Object.keys(values).map(Number);
    this.check(fixed, where);
    if (fixed.length === this.dim) {
      throw new ShapeError('values', 'leave a coordinate free', `all ${this.dim}`, where);
    }
    const numbers = fixed.map((i) => this.inSupport(values[i] as number, i));
    const free = Array.from({ length: this.dim }, (_, i) => i).filter((i) => !fixed.includes(i));
    return this.part(free, () => {
      const theta = tf.add(tf.tensor1d(numbers), tf.zeros([...this.batchShape, fixed.length]));
      const residual = this.select(this.named(fixed), this.means(fixed)).inverse(theta);
      return this.residual.conditional(fixed, residual);
    });
  }

  marginal(indices: readonly number[]): ExactFlow {
    if (!Array.isArray(indices)) {
      throw new ShapeError('indices', 'be a list of coordinates', describeValue(indices), 'marginal');
    }
    this.check(indices, 'marginal');
    return this.part(indices, () => this.residual.marginal(indices));
  }

  private part(indices: readonly number[], make: () => ExactResidual): ExactFlow {
    const { low, high } = this.support;
    const pick = (ends: Float32Array) => Float32Array.from(indices, (i) => ends[i] as number);
    return inScope(
      () =>
        new ExactFlow({
          residual: make(),
          mean: this.means(indices),
          support: { kind: 'box', low: pick(low), high: pick(high) },
          select: this.select,
          coordinates: this.named(indices),
        }),
    );
  }

  /** The means of some coordinates, [...batch, indices.length]. */
  private means(indices: readonly number[]): tf.Tensor {
    const columns = tf.split(this.mean, this.dim, -1);
    return tf.concat(
      indices.map((i) => columns[i] as tf.Tensor),
      -1,
    );
  }

  /** Their numbers in the whole flow. */
  private named(indices: readonly number[]): number[] {
    return indices.map((i) => this.coordinates[i] as number);
  }

  private check(indices: readonly number[], where: string): void {
    const isCoordinate = (i: number) => Number.isInteger(i) && i >= 0 && i < this.dim;
    const fits = indices.length > 0 && indices.every(isCoordinate);
    if (fits && new Set(indices).size === indices.length) return;
    const expected = `name coordinates from 0 to ${this.dim - 1}, each once`;
    throw new ShapeError('indices', expected, describeValue(indices), where);
  }

  private inSupport(value: number, i: number): number {
    const [low, high] = [this.support.low[i] as number, this.support.high[i] as number];
    if (Number.isFinite(value) && value >= low && value <= high) return value;
    const message = `theta must lie in the support, from ${low} to ${high}; received ${describeValue(value)} for coordinate ${i} (condition).`;
    throw new SupportError('theta', 0, message);
  }
}
