import { logNormalCdf, normalQuantile } from '@sbi/core';
import { Bijector, type WithLogDet } from '@sbi/distributions';
import {
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

/** ln(1 − e^(−gap)) for gap > 0; a series where 1 − e^(−gap) would cancel. */
function logOneMinusExp(gap: Tensor): Tensor {
  const small = mul(gap, add(1, mul(gap, add(-0.5, mul(gap, 1 / 6)))));
  return log(where(less(gap, 0.01), small, sub(1, exp(neg(maximum(gap, 0.005))))));
}

/** ln(Φ(b) − Φ(a)) for a < b, worked out in the smaller tail so that nothing cancels. */
function logInterval(a: Tensor, b: Tensor): Tensor {
  const flip = greater(add(a, b), 0);
  const upper = logNormalCdf(where(flip, neg(a), b));
  const lower = logNormalCdf(where(flip, neg(b), a));
  return add(upper, logOneMinusExp(maximum(sub(upper, lower), 1e-10)));
}

function logAddExp(a: Tensor, b: Tensor): Tensor {
  const most = maximum(a, b);
  return add(most, log(add(1, exp(sub(minimum(a, b), most)))));
}

/** The point whose lower and upper tail have these log-masses, by the smaller of the two. */
function quantile(lower: Tensor, upper: Tensor): Tensor {
  const low = normalQuantile(minimum(lower, LN_HALF));
  const high = neg(normalQuantile(minimum(upper, LN_HALF)));
  return where(lessEqual(lower, upper), low, high);
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
    const lower = sub(logInterval(alpha, maximum(e, add(alpha, 1e-6))), logMass);
    const upper = sub(logInterval(minimum(e, sub(beta, 1e-6)), beta), logMass);
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
    return { alpha, beta, logMass: logInterval(alpha, beta) };
  }
}
