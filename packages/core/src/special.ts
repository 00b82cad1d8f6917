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

const HALF_LOG_2PI = 0.9189385332046728;
const LN_HALF = -Math.LN2;

/** Cubes of it fit float32; beyond, the asymptote hardly depends on where it starts. */
const FARTHEST = 1e12;

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
  top: [6.657905115, 3.081226386, 0.42868294337, 0.017337203997],
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

/** ln erfc(z) + z² − ln t in terms of t = 1/(1 + z/2), for z = |x|/√2: what is left when the exponentials are gone. */
function tailFactors(x: Tensor): { z: Tensor; t: Tensor; series: Tensor } {
  const z = mul(abs(x), Math.SQRT1_2);
  const t = div(1, add(1, mul(z, 0.5)));
  return { z, t, series: polynomial(ERFC_SERIES, t) };
}

/** φ(x)/Φ(x) at x = −|x|: no difference of large numbers, so good to 4·10⁻⁷ however far out. */
function hazard(x: Tensor): Tensor {
  const { t, series } = tailFactors(x);
  return div(mul(exp(neg(series)), Math.sqrt(2 / Math.PI)), t);
}

/**
 * ln Φ(x), the logarithm of the standard normal distribution function, to 3·10⁻⁷ · max(1, |ln Φ|); [...] → [...].
 *
 * The gradient is φ(x)/Φ(x), to 10⁻⁶ of itself. −∞ where x² overflows float32 (x < −2·10¹⁹), 0 far above; NaN stays NaN.
 */
export function logNormalCdf(x: Tensor): Tensor {
  const op = customGrad((...args) => {
    const [point, save] = args as unknown as [Tensor, (tensors: Tensor[]) => void];
    const { z, t, series } = tailFactors(point);
    const tail = sub(add(add(log(t), LN_HALF), series), square(z));
    const value = where(lessEqual(point, 0), tail, logOneMinus(exp(minimum(tail, LN_HALF))));
    save([point, value]);
    return {
      value,
      gradFunc: (dy: Tensor, [at, cdf]: Tensor[]) => {
        const x = at as Tensor;
        const above = exp(sub(sub(mul(square(x), -0.5), HALF_LOG_2PI), cdf as Tensor));
        return mul(dy, where(lessEqual(x, 0), hazard(x), above));
      },
    };
  });
  return op(x);
}

/**
 * The z ≤ 0 with ln Φ(z) = logP, for logP ≤ ln ½; [...] → [...].
 *
 * Above ln ½ it gives 0: take the other tail's logarithm and change the sign of the answer. Good to 5·10⁻⁷ · max(1, |z|)
 * for any logP, −∞ at −∞. The gradient is Φ(z)/φ(z). Wichura 1988, Algorithm AS 241; beyond its range (logP < −729) one
 * step of ½z² = −logP − ½ ln 2πz² − 1/z² (Abramowitz & Stegun 26.2.12) from there.
 */
export function normalQuantile(logP: Tensor): Tensor {
  const op = customGrad((...args) => {
    const [point, save] = args as unknown as [Tensor, (tensors: Tensor[]) => void];
    const half = minimum(point, LN_HALF);
    const q = sub(exp(half), 0.5);
    const centre = mul(q, ratio(CENTRE, sub(0.180625, square(clipByValue(q, -0.425, 0)))));
    const r = sqrt(neg(half));
    const near = ratio(NEAR, sub(minimum(r, 5), 1.6));
    const far = ratio(FAR, sub(minimum(r, FARTHEST), 5));
    const tail = where(lessEqual(r, 27), far, asymptote(half, square(far)));
    const value = where(greaterEqual(q, -0.425), centre, neg(where(lessEqual(r, 5), near, tail)));
    save([value]);
    return { value, gradFunc: (dy: Tensor, [z]: Tensor[]) => div(dy, hazard(z as Tensor)) };
  });
  return op(logP);
}

/** √2 · √(L − ½ ln 2πz² − 1/z²) with L = −logP and an approximate z². */
function asymptote(logP: Tensor, squared: Tensor): Tensor {
  const correction = add(mul(log(mul(squared, 2 * Math.PI)), 0.5), div(1, squared));
  return mul(sqrt(sub(neg(logP), correction)), Math.SQRT2);
}
