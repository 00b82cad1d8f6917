import type { Rng, Shape } from '@sbi/core';
import { box, Distribution, type RestrictedSupport, restricted } from '@sbi/distributions';
import * as tf from '@tensorflow/tfjs-core';

/** An own class of prior: the box of the small problem, cut by a predicate. Nobody draws from it or asks its density. */
export class Cut extends Distribution {
  readonly dim = 2;
  readonly batchShape: Shape = [];
  readonly support: RestrictedSupport;

  constructor(accepts: (theta: Float32Array) => boolean, name = 'cut') {
    super();
    this.support = restricted(box([-2, -2], [2, 2]), name, accepts);
  }

  protected _sample(shape: Shape, _: Rng): tf.Tensor {
    return tf.zeros([...shape, 2]);
  }

  protected _logProb(theta: tf.Tensor): tf.Tensor {
    return tf.sum(tf.zerosLike(theta), -1);
  }
}
