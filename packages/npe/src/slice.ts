import { type Matrix, matrixOf, toMatrix, toTensor } from '@sbi/core';
import { type Bijector, box, contains, type Distribution, unconstrain } from '@sbi/distributions';
import {
  add,
  matMul,
  ones,
  reshape,
  type Tensor,
  tensor1d,
  tensor2d,
  tidy,
  valueAndGrad,
} from '@tensorflow/tfjs-core';
import { conditioned, type Estimate } from './insidePrior.ts';

/** What a density is at some points. */
export interface Evaluated {
  /** The free coordinates, [rows, free]. */
  readonly theta: Matrix;
  /** ln q at them; −∞ outside the prior. */
  readonly logProb: Float32Array;
  /** ln|∂θ/∂u|. */
  readonly logDet: Float32Array;
}

/** The same and the slope of ln q along u, [rows, free]. */
export interface EvaluatedSlope extends Evaluated {
  readonly gradient: Float32Array;
}

/**
 * ln q(θ | x) at one x as a function of some coordinates of θ, the others held where they are, over the unconstrained
 * space u of the free ones, whose bijector carries it onto the box of the prior's support.
 *
 * It follows no training: the weights are those of when it was made. The caller disposes it.
 */
export class Slice {
  /** Places of the free coordinates. */
  readonly free: readonly number[];
  private readonly estimate: Estimate;
  private readonly q: Distribution;
  private readonly bijector: Bijector;
  /** Where free coordinates are 0. */
  private readonly origin: Float32Array;

  constructor(estimate: Estimate, x: Matrix, fixed: readonly (number | undefined)[]) {
    const { low, high } = estimate.prior.support;
    this.free = fixed.flatMap((value, j) => (value === undefined ? [j] : []));
    const cut = (bounds: Float32Array) => this.free.map((j) => bounds[j] as number);
    this.estimate = estimate;
    this.origin = Float32Array.from(fixed, (value) => value ?? 0);
    this.bijector = unconstrain(box(cut(low), cut(high)));
    this.q = conditioned(estimate, x);
  }

  /** All coordinates from the free ones. */
  complete(theta: Matrix): Matrix {
    const dim = this.origin.length;
    const data = new Float32Array(theta.rows * dim);
    for (let i = 0; i < theta.rows; i++) {
      data.set(this.origin, i * dim);
      this.free.forEach((j, k) => {
        data[i * dim + j] = theta.data[i * theta.columns + k] as number;
      });
    }
    return matrixOf(data, dim);
  }

  /** θ → u, rows of free coordinates; a θ at a wall may go to infinity. */
  unconstrained(theta: Matrix): Promise<Matrix> {
    return toMatrix(tidy(() => this.bijector.inverse(toTensor(theta))));
  }

  /** ln q at rows of u. */
  async at(u: Matrix): Promise<Evaluated> {
    const [theta, logDet, logProb] = tidy(() => {
      const [theta, logDet] = this.bijector.forwardAndLogDet(toTensor(u));
      return [theta, logDet, this.logProb(theta)];
    }) as [Tensor, Tensor, Tensor];
    return this.inside(await readAll({ theta, logDet, logProb }));
  }

  /** ln q and its slope at rows of u. */
  async slopeAt(u: Matrix): Promise<EvaluatedSlope> {
    const parts = tidy(() => {
      const point = toTensor(u);
      const [theta, logDet] = this.bijector.forwardAndLogDet(point);
      const along = valueAndGrad((at: Tensor) => this.logProb(this.bijector.forward(at)));
      const { value, grad } = along(point, ones([u.rows]));
      return [theta, logDet, value, grad];
    }) as [Tensor, Tensor, Tensor, Tensor];
    const [theta, logDet, logProb, gradient] = parts;
    const read = await readAll({ theta, logDet, logProb, gradient });
    return { ...this.inside(read), gradient: read.gradient };
  }

  dispose(): void {
    this.q.dispose();
  }

  private logProb(theta: Tensor): Tensor {
    const dim = this.origin.length;
    // a product with zeros and ones, which has a gradient on every backend
    const places = new Float32Array(this.free.length * dim);
    this.free.forEach((j, k) => {
      places[k * dim + j] = 1;
    });
    const spread = matMul(theta as Tensor<never>, tensor2d(places, [this.free.length, dim]));
    const full = add(spread, tensor1d(this.origin.slice()));
    return reshape(this.q.logProb(reshape(full, [-1, 1, dim])), [-1]);
  }

  private inside({
    theta,
    logProb,
    logDet,
  }: Record<'theta' | 'logProb' | 'logDet', Float32Array>): Evaluated {
    const table = matrixOf(theta, this.free.length);
    contains(this.estimate.prior.support, this.complete(table)).forEach((is, i) => {
      if (is === 0) logProb[i] = Number.NEGATIVE_INFINITY;
    });
    return { theta: table, logProb, logDet };
  }
}

/** Reads tensors back and disposes them, whatever happens. */
async function readAll<Name extends string>(
  tensors: Record<Name, Tensor>,
): Promise<Record<Name, Float32Array>> {
  const list = Object.entries(tensors) as [Name, Tensor][];
  try {
    const read = await Promise.all(
      list.map(async ([name, tensor]) => [name, Float32Array.from(await tensor.data())] as const),
    );
    return Object.fromEntries(read) as Record<Name, Float32Array>;
  } finally {
    for (const [, tensor] of list) tensor.dispose();
  }
}
