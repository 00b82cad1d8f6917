import { type Rng, randomTensor, type Shape, sizeOf } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';
import type { ExactResidual } from '../residualModel.ts';
import { packedSize, pickColumns, solveUpperTriangle, triangularFactor, unpackTriangle } from './triangle.ts';

const HALF_LOG_2PI = 0.9189385332046728;

/** Keeps the diagonal of a precision factor above 0, far below what any network says. */
const FLOOR = 1e-12;

interface MixtureTensors {
  /** ln of the components' weights up to a constant, [N, K] for a batch of N. */
  readonly logits: tf.Tensor;
  /** [N, K, D] */
  readonly means: tf.Tensor;
  /** Upper triangular A with AᵀA the precision, [N K, D, D]. */
  readonly factors: tf.Tensor;
}

interface MixtureShape {
  readonly dim: number;
  readonly components: number;
}

/** Events drawn one after the other, each from a uniform that chooses the component and D normals: [...shape, 1 + D]. */
export function mixtureNoise(shape: Shape, dim: number, rng: Rng): tf.Tensor {
  return randomTensor([...shape, 1 + dim], rng, (stream, column) =>
    column === 0 ? stream.uniform() : stream.normal(),
  );
}

/**
 * A batch of mixtures of normal distributions, Σ_k w_k N(m_k, (A_kᵀA_k)⁻¹) with upper triangular A_k.
 *
 * Conditionals and marginals are mixtures of the same form, exactly.
 */
export class PrecisionMixture implements ExactResidual {
  readonly dim: number;
  protected readonly components: number;
  protected readonly batch: Shape;
  protected readonly epsilon: number;
  protected readonly logits: tf.Tensor;
  protected readonly means: tf.Tensor;
  protected readonly factors: tf.Tensor;

  constructor({ logits, means, factors }: MixtureTensors, batch: Shape, epsilon = 0) {
    [, this.components = 0, this.dim = 0] = means.shape as [number, number, number];
    this.batch = batch;
    this.epsilon = epsilon;
    this.logits = logits;
    this.means = means;
    this.factors = factors;
  }

  /** Of a network's output [...batch, K (1 + D + D (D + 1)/2)]: logits, means, raw diagonals, what is beyond them row by row. */
  static fromOutput(output: tf.Tensor, { dim, components }: MixtureShape, epsilon: number): PrecisionMixture {
    const batch = output.shape.slice(0, -1);
    const count = sizeOf(batch);
    const beyond = packedSize(dim) - dim;
    const sizes = [1, dim, dim, ...(beyond > 0 ? [beyond] : [])].map((columns) => columns * components);
    const [logits, means, raw, others] = tf.split(tf.reshape(output, [count, -1]), sizes, 1) as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor?,
    ];
    const diagonal = tf.reshape(tf.add(tf.softplus(raw), FLOOR), [-1, dim]);
    const packed = others ? tf.concat([diagonal, tf.reshape(others, [-1, beyond])], 1) : diagonal;
    const tensors = {
      logits,
      means: tf.reshape(means, [count, components, dim]),
      factors: unpackTriangle(packed, dim),
    };
    return new PrecisionMixture(tensors, batch, epsilon);
  }

  logProb(residual: tf.Tensor): tf.Tensor {
    const whole = tf.reshape(tf.logSumExp(this.logits, -1), [...this.batch]);
    return tf.sub(tf.logSumExp(this.joint(residual), -1), whole);
  }

  sample(shape: Shape, rng: Rng): tf.Tensor {
    const { dim, components: count, batch } = this;
    const size = sizeOf(batch);
    const draws = sizeOf(shape);
    const noise = tf.reshape(mixtureNoise([...shape, ...batch], dim, rng), [draws, size, 1 + dim]);
    const [uniform, normal] = tf.split(noise, [1, dim], 2) as [tf.Tensor, tf.Tensor];
    const ends = tf.cumsum(tf.softmax(this.logits), 1);
    // The last component is also what rounding leaves beyond the others. Floats throughout: webgpu takes a cast from
    // integers for a change of name, and moves the result wrongly.
    const passed = tf.step(tf.sub(uniform, tf.slice(ends, [0, 0], [size, count - 1])));
    const edge = [draws, size, 1];
    const chosen = tf.sub(tf.concat([tf.ones(edge), passed], 2), tf.concat([passed, tf.zeros(edge)], 2));
    const byMember = tf.transpose(chosen as tf.Tensor3D, [1, 0, 2]);
    const table = tf.concat([this.means, tf.reshape(this.factors, [size, count, dim * dim])], 2);
    const own = tf.matMul(byMember, table as tf.Tensor3D); // [size, draws, D + D²]
    const [means, factors] = tf.split(tf.reshape(own, [size * draws, -1]), [dim, dim * dim], 1) as [
      tf.Tensor,
      tf.Tensor,
    ];
    const right = tf.reshape(tf.transpose(normal, [1, 0, 2]), [size * draws, dim, 1]);
    const apart = solveUpperTriangle(tf.reshape(factors, [size * draws, dim, dim]), right);
    const events = tf.reshape(tf.add(means, tf.reshape(apart, [size * draws, dim])), [size, draws, dim]);
    return tf.reshape(tf.transpose(events, [1, 0, 2]), [...shape, ...batch, dim]);
  }

  /** The distribution of the other coordinates where those of `at` have these values, [...batch, at.length]. */
  conditional(at: readonly number[], values: tf.Tensor): PrecisionMixture {
    const { components, dim } = this;
    const free = this.others(at);
    const { factor, means } = this.reordered([...free, ...at]);
    const [count, size] = [factor.shape[0] as number, free.length];
    const own = block(factor, 0, size);
    const cross = tf.slice(factor, [0, 0, size], [count, size, at.length]);
    const wanted = tf.tile(tf.reshape(values, [-1, 1, at.length]), [1, components, 1]);
    const gap = tf.sub(tf.reshape(wanted, [count, at.length, 1]), columnsOf(means, size, dim));
    const shifted = tf.sub(columnsOf(means, 0, size), solveUpperTriangle(own, tf.matMul(cross, gap)));
    const fixed = block(factor, size, dim);
    const scores = tf.sub(logDiagonal(fixed), halfSquare(tf.matMul(fixed, gap)));
    const logits = tf.add(this.logits, tf.reshape(scores, this.logits.shape));
    return this.part({ logits, means: shifted, factors: own });
  }

  /** The distribution of some coordinates, in their order. */
  marginal(kept: readonly number[]): PrecisionMixture {
    const size = this.dim - kept.length;
    const { factor, means } = this.reordered([...this.others(kept), ...kept]);
    return this.part({
      logits: this.logits,
      means: columnsOf(means, size, this.dim),
      factors: block(factor, size, this.dim),
    });
  }

  /** ln w_k N(residual; …), up to the weights' constant: [..., K]. */
  private joint(residual: tf.Tensor): tf.Tensor {
    const { dim, components, batch, epsilon } = this;
    const size = sizeOf(batch);
    const lead = broadcastLead(residual.shape.slice(0, -1), batch);
    const events = [...lead, ...batch];
    const whole = tf.reshape(spread(residual, [...events, dim]), [-1, size, 1, dim]);
    const gap = tf.sub(whole, tf.reshape(this.means, [1, size, components, dim])); // [S, N, K, D]
    const squares = tf.sum(tf.square(this.whitened(gap)), -1);
    const far = epsilon > 0 ? tf.add(squares, tf.mul(epsilon, tf.sum(tf.square(gap), -1))) : squares;
    const offsets = tf.add(this.logits, tf.reshape(logDiagonal(this.factors), this.logits.shape));
    const scores = tf.sub(tf.sub(offsets, dim * HALF_LOG_2PI), tf.mul(far, 0.5));
    return tf.reshape(scores, [...events, components]);
  }

  /** A (r − m), [S, N, K, D]. */
  private whitened(gap: tf.Tensor): tf.Tensor {
    const [draws = 0, size = 0, components = 0, dim = 0] = gap.shape;
    if (draws === 1) {
      const vectors = tf.reshape(gap, [size * components, 1, dim]);
      return tf.reshape(tf.sum(tf.mul(this.factors, vectors), -1), gap.shape);
    }
    // many events of few members: one product a component
    const events = tf.reshape(tf.transpose(gap, [1, 2, 0, 3]), [size * components, draws, dim]);
    const product = tf.matMul(events, tf.transpose(this.factors, [0, 2, 1]) as tf.Tensor3D);
    return tf.transpose(tf.reshape(product, [size, components, draws, dim]), [2, 0, 1, 3]);
  }

  private reordered(order: readonly number[]): { factor: tf.Tensor; means: tf.Tensor } {
    const count = this.factors.shape[0] as number;
    const means = tf.reshape(this.means, [count, 1, this.dim]);
    return {
      factor: triangularFactor(pickColumns(this.factors, order)),
      means: tf.reshape(pickColumns(means, order), [count, this.dim, 1]),
    };
  }

  private part({ logits, means, factors }: MixtureTensors): PrecisionMixture {
    const dim = factors.shape[1] as number;
    const table = tf.reshape(means, [-1, this.components, dim]);
    return new PrecisionMixture({ logits: tf.clone(logits), means: table, factors }, this.batch);
  }

  private others(indices: readonly number[]): number[] {
    return Array.from({ length: this.dim }, (_, j) => j).filter((j) => !indices.includes(j));
  }
}

/** The axes of events in front of a batch of contexts. */
function broadcastLead(shape: Shape, batch: Shape): Shape {
  return shape.slice(0, Math.max(0, shape.length - batch.length));
}

function spread(tensor: tf.Tensor, shape: Shape): tf.Tensor {
  return tensor.shape.join() === shape.join() ? tensor : tf.add(tensor, tf.zeros([...shape]));
}

/** The square block of rows and columns from one to below another. */
function block(a: tf.Tensor, from: number, to: number): tf.Tensor {
  return tf.slice(a, [0, from, from], [a.shape[0] as number, to - from, to - from]);
}

function columnsOf(means: tf.Tensor, from: number, to: number): tf.Tensor {
  return tf.slice(means, [0, from, 0], [means.shape[0] as number, to - from, 1]);
}

/** Σ ln A_ii, [N K]. */
function logDiagonal(factors: tf.Tensor): tf.Tensor {
  const dim = factors.shape[1] as number;
  return tf.sum(tf.log(tf.sum(tf.mul(factors, tf.eye(dim)), -1)), -1);
}

function halfSquare(vectors: tf.Tensor): tf.Tensor {
  return tf.mul(tf.sum(tf.square(vectors), [1, 2]), 0.5);
}
