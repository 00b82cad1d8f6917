import { logNormalCdf, noGrad, normalQuantile } from '@sbi/core';
import { Bijector, type WithLogDet } from '@sbi/distributions';
import {
  abs,
  add,
  clipByValue,
  clone,
  div,
  exp,
  greater,
  less,
  lessEqual,
  log,
  maximum,
  minimum,
  mul,
  neg,
  square,
  sub,
  sum,
  type Tensor,
  where,
} from '@tensorflow/tfjs-core';

const LN_HALF = -Math.LN2;

const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);

/** Elementwise choice by a mask that is kept off the tape; both branches must be finite, for both are differentiated. */
function choose(mask: () => Tensor, yes: Tensor, no: Tensor): Tensor {
  return where(noGrad(mask), yes, no);
}

/** ln(1 − e^(−gap)) for gap > 0; a series where 1 − e^(−gap) would cancel. */
function logOneMinusExp(gap: Tensor): Tensor {
  const small = mul(gap, add(1, mul(gap, add(-0.5, mul(gap, 1 / 6)))));
  return log(choose(() => less(gap, 0.01), small, sub(1, exp(neg(maximum(gap, 0.005))))));
}

/**
 * ln(Φ(b) − Φ(a)) for b = a + width: the density in the middle times the width where the interval is narrow, else a
 * difference worked out in the smaller tail. The width is an argument because b − a would cancel.
 */
function logInterval(a: Tensor, b: Tensor, width: Tensor): Tensor {
  const middle = mul(add(a, b), 0.5);
  const flip = () => greater(middle, 0);
  const upper = logNormalCdf(choose(flip, neg(a), b));
  const lower = logNormalCdf(choose(flip, neg(b), a));
  const wide = add(upper, logOneMinusExp(maximum(sub(upper, lower), 1e-10)));
  const m2 = square(middle);
  const w2 = square(minimum(width, div(0.3, add(1, abs(middle)))));
  const fourth = mul(square(w2), mul(add(3, mul(m2, sub(m2, 6))), 1 / 1920));
  const bend = add(add(1, mul(mul(sub(m2, 1), w2), 1 / 24)), fourth);
  const narrow = add(sub(mul(m2, -0.5), HALF_LOG_2PI), log(mul(maximum(width, 1e-12), bend)));
  return choose(() => less(mul(width, add(1, abs(middle))), 0.3), narrow, wide);
}

function logAddExp(a: Tensor, b: Tensor): Tensor {
  const most = maximum(a, b);
  return add(most, log(add(1, exp(sub(minimum(a, b), most)))));
}

/** The point whose lower and upper tail have these log-masses, by the smaller of the two. */
function quantile(lower: Tensor, upper: Tensor): Tensor {
  const low = normalQuantile(minimum(lower, LN_HALF));
  const high = neg(normalQuantile(minimum(upper, LN_HALF)));
  return choose(() => lessEqual(lower, upper), low, high);
}

/**
 * R → [−1, 1], carrying N(0, 1) to the normal N(mean, spread²) cut to [−1, 1]:
 * Φ(z) = (Φ(e) − Φ(α))/(Φ(β) − Φ(α)), e = (t − mean)/spread, with the walls α, β = (∓1 − mean)/spread.
 *
 * With walls far away it is affine; with a wide spread it is the probit of a uniform. Exact density, nothing leaks.
 * Everything is computed from logarithms of tail masses.
 */
export class TruncatedNormalMap extends Bijector {
  readonly dim: number;
  protected readonly mean: Tensor;
  protected readonly spread: Tensor;

  /** `mean` is [..., dim], `spread` [dim], both in units where the box is [−1, 1]. */
  constructor(mean: Tensor, spread: Tensor) {
    super();
    this.dim = spread.size;
    this.mean = clone(mean);
    this.spread = clone(spread);
  }

  protected override _inverseAndLogDet(t: Tensor): WithLogDet {
    const { alpha, beta, logMass } = this.walls();
    const e = div(sub(t, this.mean), this.spread);
    const lower = sub(logInterval(alpha, e, div(add(t, 1), this.spread)), logMass);
    const upper = sub(logInterval(e, beta, div(sub(1, t), this.spread)), logMass);
    const z = quantile(lower, upper);
    return [z, sum(sub(this.logSlope(e, z), logMass), -1)];
  }

  protected override _forwardAndLogDet(z: Tensor): WithLogDet {
    const { alpha, beta, logMass } = this.walls();
    const lower = logAddExp(logNormalCdf(alpha), add(logNormalCdf(z), logMass));
    const upper = logAddExp(logNormalCdf(neg(beta)), add(logNormalCdf(neg(z)), logMass));
    const e = quantile(lower, upper);
    const t = clipByValue(add(this.mean, mul(this.spread, e)), -1, 1);
    return [t, sum(sub(logMass, this.logSlope(e, z)), -1)];
  }

  /** ln φ(e) − ln φ(z) − ln spread. */
  private logSlope(e: Tensor, z: Tensor): Tensor {
    return sub(mul(sub(square(z), square(e)), 0.5), log(this.spread));
  }

  private walls(): { alpha: Tensor; beta: Tensor; logMass: Tensor } {
    const alpha = div(sub(-1, this.mean), this.spread);
    const beta = div(sub(1, this.mean), this.spread);
    return { alpha, beta, logMass: logInterval(alpha, beta, div(2, this.spread)) };
  }
}
