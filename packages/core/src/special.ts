import {
  abs,
  add,
  clipByValue,
  customGrad,
  div,
  exp,
  greaterEqual,
  less,
  lessEqual,
  log,
  minimum,
  mul,
  neg,
  sqrt,
  square,
  sub,
  type Tensor,
  where,
} from '@tensorflow/tfjs-core';

const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);
const LN_HALF = -Math.LN2;

/**
 * ln erfc(z) + z² = ln t + P(t) with t = 1/(1 + z/2) for z ≥ 0, to 1.2·10⁻⁷ (Press et al. 1992, *Numerical Recipes*,
 * §6.2). Coefficients of P from the constant term up.
 */
export const ERFC_SERIES: readonly number[] = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
  -0.82215223, 0.17087277,
];

/** Rational approximations of the normal quantile (Wichura 1988, AS 241, PPND7; relative error about 10⁻⁷). */
const CENTRE = {
  top: [3.3871327179, 50.434271938, 159.29113202, 59.10937472],
  bottom: [1, 17.895169469, 78.757757664, 67.1875636],
};
const NEAR = {
  top: [1.4234372777, 2.75681539, 1.3067284816, 0.17023821103],
  bottom: [1, 0.7370016425, 0.12021132975],
};
const FAR = {
  top: [6.657905115, 3.081222386, 0.42868294337, 0.017337203997],
  bottom: [1, 0.24197894225, 0.012258202635],
};

function polynomial(coefficients: readonly number[], x: Tensor): Tensor {
  const [last = 0, next = 0, ...rest] = [...coefficients].reverse();
  return rest.reduce<Tensor>((sum, coefficient) => add(mul(sum, x), coefficient), add(mul(x, last), next));
}

function ratio({ top, bottom }: { top: readonly number[]; bottom: readonly number[] }, x: Tensor): Tensor {
  return div(polynomial(top, x), polynomial(bottom, x));
}

/** ln(1 − p) for 0 ≤ p ≤ ½: the series where 1 − p would round to 1. */
function logOneMinus(p: Tensor): Tensor {
  const series = neg(mul(p, polynomial([1, 1 / 2, 1 / 3, 1 / 4], p)));
  return where(less(p, 0.01), series, log(sub(1, p)));
}

/**
 * ln Φ(x), the logarithm of the standard normal distribution function, to 3·10⁻⁷ for any x; [...] → [...].
 *
 * The gradient is φ(x)/Φ(x), computed without overflow.
 */
export function logNormalCdf(x: Tensor): Tensor {
  const op = customGrad((...args) => {
    const [point, save] = args as unknown as [Tensor, (tensors: Tensor[]) => void];
    const z = mul(abs(point), Math.SQRT1_2);
    const t = div(1, add(1, mul(z, 0.5)));
    const tail = sub(add(add(log(t), LN_HALF), polynomial(ERFC_SERIES, t)), square(z));
    const value = where(lessEqual(point, 0), tail, logOneMinus(exp(minimum(tail, LN_HALF))));
    save([point, value]);
    return {
      value,
      gradFunc: (dy: Tensor, [at, cdf]: Tensor[]) =>
        mul(dy, exp(sub(sub(mul(square(at as Tensor), -0.5), HALF_LOG_2PI), cdf as Tensor))),
    };
  });
  return op(x);
}

/**
 * The z ≤ 0 with ln Φ(z) = logP, for logP ≤ ln ½ (above it, the mirror image of the other tail); [...] → [...].
 *
 * Wichura 1988, Algorithm AS 241. Good to 10⁻⁶ · max(1, |z|) down to logP = −700.
 */
export function normalQuantile(logP: Tensor): Tensor {
  const op = customGrad((...args) => {
    const [point, save] = args as unknown as [Tensor, (tensors: Tensor[]) => void];
    const q = sub(exp(minimum(point, LN_HALF)), 0.5);
    const centre = mul(q, ratio(CENTRE, sub(0.180625, square(clipByValue(q, -0.425, 0)))));
    const r = sqrt(neg(minimum(point, LN_HALF)));
    const near = ratio(NEAR, sub(minimum(r, 5), 1.6));
    const far = ratio(FAR, sub(r, 5));
    const value = where(greaterEqual(q, -0.425), centre, neg(where(lessEqual(r, 5), near, far)));
    save([point, value]);
    return {
      value,
      gradFunc: (dy: Tensor, [at, z]: Tensor[]) =>
        mul(dy, exp(add(add(at as Tensor, mul(square(z as Tensor), 0.5)), HALF_LOG_2PI))),
    };
  });
  return op(logP);
}
