import {
  defineOp,
  expectEvents,
  logNormalCdf,
  noGrad,
  normalQuantile,
  type Shape,
  ShapeError,
} from '@sbi/core';
import { Bijector, type WithLogDet } from '@sbi/distributions';
import * as tf from '@tensorflow/tfjs-core';

const LN_HALF = -Math.LN2;

const HALF_LOG_2PI = 0.9189385332046728;

/** Elementwise choice by a mask that is kept off the tape; both branches must be finite, for both are differentiated. */
function choose(mask: () => tf.Tensor, yes: tf.Tensor, no: tf.Tensor): tf.Tensor {
  return tf.where(noGrad(mask), yes, no);
}

/** ln(1 − e^(−gap)) for gap > 0; a series where 1 − e^(−gap) would cancel. */
function logOneMinusExp(gap: tf.Tensor): tf.Tensor {
  const small = tf.mul(gap, tf.add(1, tf.mul(gap, tf.add(-0.5, tf.mul(gap, 1 / 6)))));
  return tf.log(choose(() => tf.less(gap, 0.01), small, tf.sub(1, tf.exp(tf.neg(tf.maximum(gap, 0.005))))));
}

/**
 * ln(Φ(b) − Φ(a)) for b = a + width: the density in the middle times the width where the interval is narrow, else a
 * difference worked out in the smaller tail. The width, of the shape of a + b, is an argument because b − a would cancel.
 */
function logInterval(a: tf.Tensor, b: tf.Tensor, width: tf.Tensor): tf.Tensor {
  const middle = tf.mul(tf.add(a, b), 0.5);
  const flip = () => tf.greater(middle, 0);
  const upper = logNormalCdf(choose(flip, tf.neg(a), b));
  const lower = logNormalCdf(choose(flip, tf.neg(b), a));
  const wide = tf.add(upper, logOneMinusExp(tf.maximum(tf.sub(upper, lower), 1e-10)));
  const m2 = tf.square(middle);
  const w2 = tf.square(tf.minimum(width, tf.div(0.3, tf.add(1, tf.abs(middle)))));
  const fourth = tf.mul(tf.square(w2), tf.mul(tf.add(3, tf.mul(m2, tf.sub(m2, 6))), 1 / 1920));
  const bend = tf.add(tf.add(1, tf.mul(tf.mul(tf.sub(m2, 1), w2), 1 / 24)), fourth);
  const narrow = tf.add(
    tf.sub(tf.mul(m2, -0.5), HALF_LOG_2PI),
    tf.log(tf.mul(tf.maximum(width, 1e-12), bend)),
  );
  return choose(() => tf.less(tf.mul(width, tf.add(1, tf.abs(middle))), 0.3), narrow, wide);
}

/**
 * a and b of one shape: tfjs does not sum the gradients of maximum and minimum over axes that were broadcast. NaN is
 * looked for in a, which tfjs-wasm's maximum and minimum return when it is.
 */
function logAddExp(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  const most = tf.maximum(a, b);
  return tf.add(most, tf.log(tf.add(1, tf.exp(tf.sub(tf.minimum(a, b), most)))));
}

/** The point whose lower and upper tail have these log-masses, by the smaller of the two. */
function quantile(lower: tf.Tensor, upper: tf.Tensor): tf.Tensor {
  const low = normalQuantile(tf.minimum(lower, LN_HALF));
  const high = tf.neg(normalQuantile(tf.minimum(upper, LN_HALF)));
  return choose(() => tf.lessEqual(lower, upper), low, high);
}

/** The walls in units of the spread, and ln of the mass between them. */
function wallsOf(
  mean: tf.Tensor,
  spread: tf.Tensor,
): { alpha: tf.Tensor; beta: tf.Tensor; logMass: tf.Tensor } {
  const alpha = tf.div(tf.sub(-1, mean), spread);
  const beta = tf.div(tf.sub(1, mean), spread);
  const width = tf.div(tf.add(tf.zerosLike(mean), 2), spread);
  return { alpha, beta, logMass: logInterval(alpha, beta, width) };
}

/** e of Φ(e) = Φ(α) + Φ(z) (Φ(β) − Φ(α)), and ln of what is in brackets. */
function edgeOf(z: tf.Tensor, mean: tf.Tensor, spread: tf.Tensor): { e: tf.Tensor; logMass: tf.Tensor } {
  const { alpha, beta, logMass } = wallsOf(mean, spread);
  const [below, above] = [alpha, tf.neg(beta)].map((wall) => tf.add(logNormalCdf(wall), tf.zerosLike(z)));
  const lower = logAddExp(tf.add(logNormalCdf(z), logMass), below as tf.Tensor);
  const upper = logAddExp(tf.add(logNormalCdf(tf.neg(z)), logMass), above as tf.Tensor);
  return { e: quantile(lower, upper), logMass };
}

function inBox(e: tf.Tensor, mean: tf.Tensor, spread: tf.Tensor): tf.Tensor {
  return tf.minimum(tf.maximum(tf.add(mean, tf.mul(spread, e)), -1), 1);
}

/** The way forward alone, some four hundred operations of tensors, which a kernel does number by number: for draws. */
const carry = defineOp<{ z: tf.Tensor; mean: tf.Tensor; spread: tf.Tensor }>({
  name: 'SbiTruncatedNormal',
  reference: ({ z, mean, spread }) => inBox(edgeOf(z, mean, spread).e, mean, spread),
});

/**
 * R → [−1, 1], carrying N(0, 1) to the normal N(mean, spread²) cut to [−1, 1]:
 * Φ(z) = (Φ(e) − Φ(α))/(Φ(β) − Φ(α)), e = (t − mean)/spread, with the walls α, β = (∓1 − mean)/spread.
 *
 * ln|det ∂t/∂z| = Σ ln φ(z) − ln φ(e) + ln spread + ln(Φ(β) − Φ(α)). With walls far away it is affine; with a wide spread
 * it is the probit of a uniform. Exact density, nothing leaks. Everything is computed from logarithms of tail masses.
 *
 * @param mean   [..., dim], in units where the box is [−1, 1]; cloned
 * @param spread [dim], positive (not read), in the same units; cloned
 * @throws ShapeError unless both are float32 tensors of these shapes
 * @example
 * import { TruncatedNormalMap } from '@sbi/flows';
 * import * as tf from '@tensorflow/tfjs-core';
 * using f = new TruncatedNormalMap(tf.tensor1d([1]), tf.tensor1d([0.2])); // half of it lies beyond the wall
 * console.log((await f.forward(tf.tensor1d([0])).data())[0].toFixed(3)); // → 0.865
 */
export class TruncatedNormalMap extends Bijector {
  readonly dim: number;
  override readonly batchShape: Shape;
  protected readonly mean: tf.Tensor;
  protected readonly spread: tf.Tensor;

  constructor(mean: tf.Tensor, spread: tf.Tensor) {
    super();
    expectEvents(spread, [], 'spread', 'TruncatedNormalMap');
    if (spread.shape.length !== 1 || spread.size === 0) {
      throw new ShapeError('spread', 'have shape [dim]', spread.shape, 'TruncatedNormalMap');
    }
    expectEvents(mean, spread.shape, 'mean', 'TruncatedNormalMap');
    this.dim = spread.size;
    this.batchShape = mean.shape.slice(0, -1);
    this.mean = tf.clone(mean);
    this.spread = tf.clone(spread);
  }

  protected override _inverseAndLogDet(point: tf.Tensor): WithLogDet {
    const { alpha, beta, logMass } = wallsOf(this.mean, this.spread);
    const t = tf.add(point, tf.zerosLike(this.mean)); // of the whole shape, as minimum needs it
    const e = tf.div(tf.sub(t, this.mean), this.spread);
    const lower = tf.sub(logInterval(alpha, e, tf.div(tf.add(t, 1), this.spread)), logMass);
    const upper = tf.sub(logInterval(e, beta, tf.div(tf.sub(1, t), this.spread)), logMass);
    const z = quantile(lower, upper);
    return [z, tf.sum(tf.sub(this.logSlope(e, z), logMass), -1)];
  }

  protected override _forwardAndLogDet(z: tf.Tensor): WithLogDet {
    const { e, logMass } = edgeOf(z, this.mean, this.spread);
    return [inBox(e, this.mean, this.spread), tf.sum(tf.sub(logMass, this.logSlope(e, z)), -1)];
  }

  protected override _forward(z: tf.Tensor): tf.Tensor {
    const { mean, spread } = this;
    const fits = z.shape.slice(z.shape.length - mean.shape.length).join() === mean.shape.join();
    return fits ? carry({ z, mean, spread }) : inBox(edgeOf(z, mean, spread).e, mean, spread);
  }

  /** ln φ(e) − ln φ(z) − ln spread. */
  private logSlope(e: tf.Tensor, z: tf.Tensor): tf.Tensor {
    return tf.sub(tf.mul(tf.sub(tf.square(z), tf.square(e)), 0.5), tf.log(this.spread));
  }
}
