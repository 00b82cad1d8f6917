import { asShape, describeValue, type Rng, type Shape, ShapeError } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';
import { onSupport } from './onSupport.ts';
import { expectAlive, leadOf, ownOne, ownPair, ownPerEvent } from './ownership.ts';
import type { DistributionRecipe } from './recipe.ts';
import type { Support } from './support.ts';

/**
 * p(θ) over vectors θ ∈ R^dim. Every event is a vector: θ is [..., dim], a log-density is [...].
 *
 * To write one, extend this class and give `_sample` and `_logProb` the maths and nothing else: no checks, no
 * `tf.tidy`, no `dispose`. The public methods check arguments, run the maths in a scope, and hand out exactly the
 * tensors they return, owned by the caller. `_logProb` is asked about points in the box of `support` only; outside it,
 * and where it gives NaN, the answer is −∞ (a predicate of a restricted support is its own affair).
 *
 * Two more methods may be overridden, and need not be: `drawRows` and `intervalProbability`, which let `Truncated` cut the
 * distribution, the second one exactly.
 *
 * Memory. Parameters given as numbers stay numbers, so such a distribution holds no tensors. Parameters given as
 * tensors are cloned into ordinary `protected readonly` fields, never `#private` ones and never closures: `tf.tidy`
 * walks the fields of what it returns, so a distribution returned from a scope keeps its tensors, and `dispose()` frees
 * what it finds in fields, parts included. Parts are taken over, and a field must not lead to anything that is shared.
 *
 * @example
 * import '@tensorflow/tfjs-backend-cpu';
 * import { Rng, toMatrix } from '@sbi/core';
 * import { BoxUniform } from '@sbi/distributions';
 * const prior = new BoxUniform([-2, -2], [2, 2]);
 * const theta = await toMatrix(prior.sample(1000, Rng.fromSeed(1)));
 * console.log(theta.rows, theta.columns); // → 1000 2
 */
export abstract class Distribution implements Disposable {
  abstract readonly dim: number;
  /** The shape of the batch of distributions that this is; [] for one. */
  abstract readonly batchShape: Shape;
  abstract readonly support: Support;
  /** A name a coordinate, where there are names. */
  declare readonly names?: readonly string[];

  private disposed = false;

  /** Itself as plain data for a file; `undefined` for an own class, or one made of tensors. */
  get recipe(): DistributionRecipe | undefined {
    return undefined;
  }

  /** Draws θ, [...shape, ...batchShape, dim]. @throws ShapeError for a shape or an rng that is none. */
  sample(shape: number | Shape, rng: Rng): tf.Tensor {
    const lengths = this.checkDraw(shape, rng, 'sample');
    return ownOne(this, [...lengths, ...this.batchShape, this.dim], () => this._sample(lengths, rng));
  }

  /** ln p(θ), [..., dim] → [...]; −∞ off the support. @throws ShapeError unless theta is float32 of that shape. */
  logProb(theta: tf.Tensor): tf.Tensor {
    const where = this.enter('logProb');
    const compute = () => onSupport(this.support, theta, (inside) => this._logProb(inside));
    return ownPerEvent(this, leadOf(theta, this, 'theta', where), compute);
  }

  /** Draws θ and ln p(θ) in one pass, where that saves work. */
  sampleAndLogProb(shape: number | Shape, rng: Rng): [theta: tf.Tensor, logProb: tf.Tensor] {
    const lengths = this.checkDraw(shape, rng, 'sampleAndLogProb');
    const events = [...lengths, ...this.batchShape, this.dim];
    return ownPair(this, events, () => this._sampleAndLogProb(lengths, rng));
  }

  /**
   * `count` draws as plain numbers, row after row, where a family makes them without an engine; else `undefined`. What
   * looks at values, as `Truncated` does at each draw of its base, needs them.
   */
  drawRows(_count: number, _rng: Rng): Float32Array | undefined {
    return undefined;
  }

  /**
   * P(low ≤ θ_i ≤ high) in float64, where coordinate i is independent of the others and the answer has a closed form; else
   * `undefined`.
   */
  intervalProbability(_i: number, _low: number, _high: number): number | undefined {
    return undefined;
  }

  /** Frees the tensors it holds, its parts' included. Twice is harmless; any later use throws. */
  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    tf.dispose(this as object as tf.TensorContainer);
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** Draws [...shape, ...batchShape, dim]: the maths only. */
  protected abstract _sample(shape: Shape, rng: Rng): tf.Tensor;

  /** ln p(θ) at points in the box of the support: the maths only. */
  protected abstract _logProb(theta: tf.Tensor): tf.Tensor;

  /** Override it where a draw knows its density without computing it anew. */
  protected _sampleAndLogProb(shape: Shape, rng: Rng): [tf.Tensor, tf.Tensor] {
    const theta = this._sample(shape, rng);
    return [theta, this.logProb(theta)];
  }

  private enter(method: string): string {
    const where = `${this.constructor.name}.${method}`;
    expectAlive(this, this.disposed, where);
    return where;
  }

  private checkDraw(shape: number | Shape, rng: Rng, method: string): Shape {
    const where = this.enter(method);
    const lengths = asShape(shape, where);
    if (typeof rng?.uniform !== 'function')
      throw new ShapeError('rng', 'be an Rng', describeValue(rng), where);
    return lengths;
  }
}

/** A distribution in its part as p(θ) before any data. */
export type Prior = Distribution;
