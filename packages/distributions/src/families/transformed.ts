import { broadcastShapes, type Rng, type Shape, ShapeError } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Bijector } from '../bijector.ts';
import { Distribution } from '../distribution.ts';
import { expectBijector, expectDistribution } from '../parts.ts';
import type { DistributionRecipe } from '../recipe.ts';
import type { Support } from '../support.ts';

/**
 * The distribution of θ = f(z) with z ~ base: ln p(θ) = ln p_base(f⁻¹(θ)) + ln|det ∂f⁻¹/∂θ|.
 *
 * Both parts are taken over: `dispose()` frees them. The support is `bijector.image(base.support)`; where that is wider
 * than what f reaches, the density is still −∞ there, for f⁻¹ leads out of the base's support or to NaN.
 *
 * @throws ShapeError unless the bijector takes events of the base's length
 * @example
 * import { Exp, DiagNormal, Transformed } from '@sbi/distributions';
 * import '@tensorflow/tfjs-backend-cpu';
 * import * as tf from '@tensorflow/tfjs-core';
 * const q = new Transformed(new DiagNormal([0], [1]), new Exp());
 * const values = await q.logProb(tf.tensor2d([[1], [-1]])).data();
 * console.log(values[0].toFixed(4), values[1]); // → -0.9189 -Infinity
 */
export class Transformed extends Distribution {
  readonly dim: number;
  readonly batchShape: Shape;
  readonly support: Support;
  protected readonly base: Distribution;
  protected readonly bijector: Bijector;

  constructor(base: Distribution, bijector: Bijector) {
    super();
    const where = new.target.name;
    expectDistribution(base, 'base', where);
    expectBijector(bijector, 'bijector', where);
    if (bijector.dim !== undefined && bijector.dim !== base.dim) {
      throw new ShapeError('bijector', `have dim ${base.dim}, as the base`, `dim ${bijector.dim}`, where);
    }
    this.dim = base.dim;
    this.batchShape = broadcastShapes(base.batchShape, bijector.batchShape, where);
    if (base.batchShape.length > 0 && base.batchShape.join() !== this.batchShape.join()) {
      const expected = `have batch shape [] or [${this.batchShape.join(', ')}], as the result`;
      throw new ShapeError('base', expected, base.batchShape, where);
    }
    this.support = bijector.image(base.support);
    this.base = base;
    this.bijector = bijector;
  }

  override get recipe(): DistributionRecipe | undefined {
    const base = this.base.recipe;
    const bijector = this.bijector.recipe;
    return base && bijector && { kind: 'transformed', base, bijector };
  }

  protected _sample(shape: Shape, rng: Rng): tf.Tensor {
    return this.bijector.forward(this.base.sample(this.noiseShape(shape), rng));
  }

  protected _logProb(theta: tf.Tensor): tf.Tensor {
    const [z, logDet] = this.bijector.inverseAndLogDet(theta);
    return tf.add(this.base.logProb(z), logDet);
  }

  protected override _sampleAndLogProb(shape: Shape, rng: Rng): [tf.Tensor, tf.Tensor] {
    const [z, logProb] = this.base.sampleAndLogProb(this.noiseShape(shape), rng);
    const [theta, logDet] = this.bijector.forwardAndLogDet(z);
    return [theta, tf.sub(logProb, logDet)];
  }

  /** One base serves every member of the bijector's batch: then the batch is drawn as part of the shape. */
  private noiseShape(shape: Shape): Shape {
    return this.base.batchShape.length > 0 ? shape : [...shape, ...this.batchShape];
  }
}
