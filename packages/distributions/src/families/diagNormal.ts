import { normals, normalTails, type Rng, type Shape } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';
import { Distribution } from '../distribution.ts';
import type { DistributionRecipe } from '../recipe.ts';
import { type BoxSupport, realSpace } from '../support.ts';
import { between } from '../tailMass.ts';
import { expectPositive, keep, pairOf, plain, sumLogAbs, type Vector, type VectorLike } from '../vector.ts';

const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);

/**
 * Independent normals, θ_i ~ N(loc_i, scale_i²).
 *
 * @param loc   means, D numbers or a tensor [..., D]
 * @param scale standard deviations, likewise; one number stands for all
 * @throws ShapeError unless lengths agree, numbers are finite and scales positive (the values of tensors are not read)
 * @example
 * import { DiagNormal } from '@sbi/distributions';
 * import '@tensorflow/tfjs-backend-cpu';
 * import * as tf from '@tensorflow/tfjs-core';
 * const q = new DiagNormal([0, 0], 1);
 * console.log((await q.logProb(tf.zeros([2])).data())[0].toFixed(4)); // → -1.8379
 */
export class DiagNormal extends Distribution {
  readonly dim: number;
  readonly batchShape: Shape;
  readonly support: BoxSupport;
  protected readonly loc: Vector;
  protected readonly scale: Vector;

  constructor(loc: VectorLike, scale: VectorLike) {
    super();
    const { dim, batchShape, first, second } = pairOf(['loc', loc], ['scale', scale], 'DiagNormal');
    expectPositive(second, 'scale', 'DiagNormal');
    this.dim = dim;
    this.batchShape = batchShape;
    this.support = realSpace(dim);
    this.loc = keep(first);
    this.scale = keep(second);
  }

  override get recipe(): DistributionRecipe | undefined {
    const loc = plain(this.loc);
    const scale = plain(this.scale);
    return loc && scale && { kind: 'diagNormal', loc, scale };
  }

  override drawRows(count: number, rng: Rng): Float32Array | undefined {
    const loc = plain(this.loc);
    const scale = plain(this.scale);
    if (!loc || !scale) return undefined;
    return Float32Array.from({ length: count * this.dim }, (_, k) => {
      return (loc[k % this.dim] as number) + (scale[k % this.dim] as number) * rng.normal();
    });
  }

  override intervalProbability(i: number, low: number, high: number): number | undefined {
    const loc = plain(this.loc)?.[i];
    const scale = plain(this.scale)?.[i];
    if (loc === undefined || scale === undefined) return undefined;
    return between(normalTails((low - loc) / scale), normalTails((high - loc) / scale));
  }

  protected _sample(shape: Shape, rng: Rng): tf.Tensor {
    return this.place(this.noise(shape, rng));
  }

  protected _logProb(theta: tf.Tensor): tf.Tensor {
    return this.logDensity(tf.div(tf.sub(theta, this.loc), this.scale));
  }

  protected override _sampleAndLogProb(shape: Shape, rng: Rng): [tf.Tensor, tf.Tensor] {
    const z = this.noise(shape, rng);
    return [this.place(z), this.logDensity(z)];
  }

  private noise(shape: Shape, rng: Rng): tf.Tensor {
    return normals([...shape, ...this.batchShape, this.dim], rng);
  }

  private place(z: tf.Tensor): tf.Tensor {
    return tf.add(this.loc, tf.mul(this.scale, z));
  }

  private logDensity(z: tf.Tensor): tf.Tensor {
    const squares = tf.mul(-0.5, tf.sum(tf.square(z), -1));
    return tf.sub(tf.sub(squares, sumLogAbs(this.scale)), this.dim * HALF_LOG_2PI);
  }
}
